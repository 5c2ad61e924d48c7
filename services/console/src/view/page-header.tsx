import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';

type Props = {
  readonly title: string;
  readonly lead?: ReactNode;
  /** The page above, if there is one. */
  readonly above?: { readonly label: string; readonly to: string };
  readonly actions?: ReactNode;
  readonly badge?: ReactNode;
};

export function PageHeader({ title, lead, above, actions, badge }: Props) {
  const t = useTranslations('access');
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  return (
    <Stack gap={4} mb="lg">
      {above && (
        <Breadcrumbs>
          <Anchor component={Link} to={above.to} size="sm">
            {above.label}
          </Anchor>
          <Text size="sm" c="dimmed" truncate maw="60vw" lh={1.5}>
            {title}
          </Text>
        </Breadcrumbs>
      )}
      <Group justify="space-between" align="flex-start" gap="md">
        <Group gap="sm" maw="100%">
          <Title order={1} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Title>
          {badge}
        </Group>
        {actions && <Group gap="sm">{actions}</Group>}
      </Group>
      {lead && (
        <Text c="dimmed" maw="75ch">
          {lead}
        </Text>
      )}
    </Stack>
  );
}
