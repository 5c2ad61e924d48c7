/** A row's name, which opens its page; a long name breaks anywhere. */
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';

export const NameLink = ({
  to,
  params,
  name,
}: {
  to: string;
  params: Readonly<Record<string, string>>;
  name: string;
}) => (
  <Anchor
    component={Link}
    to={to}
    params={params as never}
    fw={600}
    size="sm"
    style={{ overflowWrap: 'anywhere' }}
  >
    {name}
  </Anchor>
);
