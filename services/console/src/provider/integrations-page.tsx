/** WhatsApp numbers: how each stands with WhatsApp, what it may send, and what holds it. */
import { Badge, Stack, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import type { Integration } from '../api/types.ts';
import { WhereUsed } from '../campaigns/used-by.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { fromQuery } from '../view/from-query.ts';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';

const REFRESH_MS = 15_000;
const qualities: Readonly<Record<string, string>> = { GREEN: 'jade', YELLOW: 'amber', RED: 'red' };

export function IntegrationsPage() {
  const t = useTranslations('provider');
  const used = useTranslations('used');
  const format = useFormatter();
  const { page, onPage } = useListSearch({ by: 'name', descending: false });
  const found = useQuery({
    queryKey: ['integrations', page],
    queryFn: () =>
      answerOf(
        api.GET('/api/v2/conversations/messaging/integrations/whatsapp', {
          params: { query: { pageNumber: page.number, pageSize: page.size } },
        }),
      ),
    refetchInterval: REFRESH_MS,
  });
  const columns: Array<Column<Integration>> = [
    {
      id: 'name',
      header: t('name'),
      isFixed: true,
      cell: ({ name, phoneNumber }) => (
        <Stack gap={0}>
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {phoneNumber}
          </Text>
        </Stack>
      ),
    },
    {
      id: 'status',
      header: t('status'),
      cell: ({ status }) => (
        <Badge
          variant="light"
          tt="none"
          color={status === 'Active' ? 'jade' : status === 'Error' ? 'red' : 'gray'}
        >
          {status === 'Active' || status === 'Inactive' || status === 'Error' ? t(`state.${status}`) : status}
        </Badge>
      ),
    },
    {
      id: 'quality',
      header: t('quality'),
      cell: ({ health }) =>
        health?.qualityRating ? (
          <Badge variant="dot" color={qualities[health.qualityRating] ?? 'gray'} tt="none">
            {health.qualityRating}
          </Badge>
        ) : (
          '–'
        ),
    },
    {
      id: 'rate',
      header: t('rate'),
      align: 'end',
      cell: ({ health }) => (health ? format.number(health.perSecond * 60 * health.rateFactor) : '–'),
    },
    { id: 'tier', header: t('tier'), cell: ({ health }) => health?.limitTier ?? '–' },
    {
      id: 'holds',
      header: t('holds'),
      cell: ({ health }) =>
        health && health.holds.length > 0 ? (
          <Stack gap={0}>
            {health.holds.map(({ scope, until, reason }) => (
              <Text key={scope + until} size="xs" c="amber">
                {t('hold', {
                  reason,
                  until: format.dateTime(new Date(until), { dateStyle: 'short', timeStyle: 'short' }),
                })}
              </Text>
            ))}
          </Stack>
        ) : (
          <Text size="sm" c="dimmed">
            {t('noHolds')}
          </Text>
        ),
    },
  ];
  columns.push({
    id: 'use',
    header: used('ask'),
    cell: ({ id }) => <WhereUsed use={{ whatsAppIntegrationId: id }} />,
  });
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <DataTable
        label={t('title')}
        name="integrations"
        columns={columns}
        keyOf={({ id }) => id}
        {...fromQuery(found, page, onPage)}
        empty={<Nothing icon={<IconPlugConnected />} title={t('none')} text={t('noneText')} />}
      />
    </>
  );
}
