/** Which campaigns use a list, a filter, a template or a number: before it is changed, one wants to know. */
import { Anchor, Button, Popover, Skeleton, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import type { CampaignQuery } from '../api/types.ts';
import { Failure } from '../view/failure.tsx';
import { campaignPermissions } from './campaign-permissions.ts';

const SHOWN = 10;

/** What is used, by one of these ids. */
export type Use = Pick<
  CampaignQuery,
  'contactListId' | 'contactListFilterId' | 'dncListId' | 'whatsAppIntegrationId' | 'contentTemplateId'
>;

export function UsedBy({ use }: { use: Use }) {
  const t = useTranslations('used');
  const { may } = useSession();
  const maySee = campaignPermissions('view').some((permission) => may(permission));
  const { data, error } = useQuery({
    queryKey: ['campaigns', 'use', use],
    enabled: maySee,
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/outbound/messagingcampaigns', {
          params: {
            query: { ...use, pageSize: SHOWN, pageNumber: 1, sortBy: 'name', sortOrder: 'ascending' },
          },
        }),
      ),
  });
  if (!maySee) return null;
  if (error) return <Failure error={error} />;
  if (!data) return <Skeleton height={20} maw={280} />;
  const { entities, total } = data;
  return (
    <Text size="sm" component="div">
      {t('by', { count: total })}{' '}
      {entities.map(({ id, name }, at) => (
        <span key={id}>
          {at > 0 && ', '}
          <Anchor
            component={Link}
            to="/campaigns/$campaignId"
            params={{ campaignId: id } as never}
            size="sm"
            underline="always"
            style={{ overflowWrap: 'anywhere' }}
          >
            {name}
          </Anchor>
        </span>
      ))}
      {total > entities.length && ` ${t('more', { count: total - entities.length })}`}
    </Text>
  );
}

/** The same when it is asked for: where many such things stand on a page. */
export function WhereUsed({ use }: { use: Use }) {
  const t = useTranslations('used');
  return (
    <Popover position="bottom-start" shadow="md" width={280} withinPortal trapFocus>
      <Popover.Target>
        <Button variant="subtle" size="compact-sm">
          {t('ask')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('ask')}>
        <Stack gap="xs">
          <UsedBy use={use} />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
