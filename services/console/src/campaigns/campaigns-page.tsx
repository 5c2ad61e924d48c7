/** Campaign Management: every campaign with its state, progress and figures. */
import { Button, Select, Stack, Text } from '@mantine/core';
import { IconBroadcast, IconPlus, IconSearchOff } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import type { CampaignQuery, CampaignStatus } from '../api/types.ts';
import { DataTable, type Column } from '../view/data-table.tsx';
import { useListSearch } from '../view/list-search.ts';
import { NameLink } from '../view/name-link.tsx';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { SearchBox } from '../view/search-box.tsx';
import { CampaignDeeds } from './campaign-deeds.tsx';
import { useCampaigns } from './campaign-queries.ts';
import { skippedOf } from './campaign-state.ts';
import { useDivisions } from './edit/choices.ts';
import { ProgressCell } from './progress-cell.tsx';
import { StatusWithReason } from './status-badge.tsx';
import { useCampaignRows, type CampaignRow } from './use-campaign-rows.ts';

const statuses: readonly CampaignStatus[] = [
  'on',
  'stopping',
  'off',
  'complete',
  'invalid',
  'forced_off',
  'forced_stopping',
];

export function CampaignsPage() {
  const t = useTranslations('campaigns');
  const statusWords = useTranslations('campaign.status');
  const { may } = useSession();
  const { search, change, sort, page, onSort, onPage } = useListSearch({ by: 'name', descending: false });
  const query: CampaignQuery = {
    pageSize: page.size,
    pageNumber: page.number,
    sortBy: sort.by === 'campaignStatus' ? 'campaignStatus' : 'name',
    sortOrder: sort.descending ? 'descending' : 'ascending',
    ...(search.q === undefined ? {} : { name: search.q }),
    ...(search.status === undefined ? {} : { campaignStatus: search.status as CampaignStatus }),
    ...(search.division === undefined ? {} : { divisionId: [search.division] }),
  };
  const campaigns = useCampaigns(query);
  const rows = useCampaignRows(campaigns.data?.entities);
  const columns = useColumns();
  const { data: divisions = [] } = useDivisions();
  const mayAdd = may('outbound:whatsAppCampaign:add') || may('outbound:messagingCampaign:add');
  const create = mayAdd && (
    <Button component={Link} to="/campaigns/new" leftSection={<IconPlus size={18} />}>
      {t('create')}
    </Button>
  );
  const isFiltered = search.q !== undefined || search.status !== undefined || search.division !== undefined;
  return (
    <>
      <PageHeader title={t('title')} actions={create} />
      <DataTable
        label={t('title')}
        name="campaigns"
        columns={columns}
        rows={rows}
        keyOf={({ campaign }) => campaign.id}
        isStale={campaigns.isPlaceholderData}
        error={campaigns.error}
        onRetry={() => void campaigns.refetch()}
        sort={sort}
        onSort={onSort}
        paging={{ ...page, total: campaigns.data?.total ?? 0 }}
        onPage={onPage}
        tools={
          <>
            <SearchBox label={t('search')} value={search.q} onSearch={(q) => change({ q })} />
            <Select
              aria-label={t('column.status')}
              placeholder={t('anyStatus')}
              w={{ base: '100%', xs: 190 }}
              clearable
              clearButtonProps={{ 'aria-label': t('anyStatus') }}
              data={statuses.map((value) => ({ value, label: statusWords(value) }))}
              value={search.status ?? null}
              onChange={(status) => change({ status: status ?? undefined })}
            />
            {divisions.length > 1 && (
              <Select
                aria-label={t('column.division')}
                placeholder={t('anyDivision')}
                w={{ base: '100%', xs: 190 }}
                clearable
                clearButtonProps={{ 'aria-label': t('anyDivision') }}
                data={divisions.map(({ id, name }) => ({ value: id, label: name }))}
                value={search.division ?? null}
                onChange={(division) => change({ division: division ?? undefined })}
              />
            )}
          </>
        }
        empty={
          isFiltered ? (
            <Nothing
              icon={<IconSearchOff />}
              title={t('noneFound')}
              text={t('noneFoundText')}
              action={
                <Button
                  variant="default"
                  mt="md"
                  onClick={() => change({ q: undefined, status: undefined, division: undefined })}
                >
                  {t('showAll')}
                </Button>
              }
            />
          ) : (
            <Nothing
              icon={<IconBroadcast />}
              title={t('none')}
              text={t('noneText')}
              action={<Stack mt="md">{create}</Stack>}
            />
          )
        }
      />
    </>
  );
}

function useColumns(): ReadonlyArray<Column<CampaignRow>> {
  const t = useTranslations('campaigns');
  const format = useFormatter();
  return useMemo(() => {
    const figure = (
      id: 'sent' | 'delivered' | 'read' | 'failed' | 'skipped' | 'unknown',
    ): Column<CampaignRow> => ({
      id,
      header: t(`column.${id}`),
      align: 'end',
      cell: ({ progress }) => {
        if (!progress) return '–';
        const count = id === 'skipped' ? skippedOf(progress) : progress[id];
        return (
          <Text
            component="span"
            size="sm"
            {...(count > 0 && id === 'failed' ? { c: 'red' } : count === 0 ? { c: 'dimmed' } : {})}
          >
            {format.number(count)}
          </Text>
        );
      },
    });
    return [
      {
        id: 'name',
        header: t('column.name'),
        sortBy: 'name',
        isFixed: true,
        cell: ({ campaign: { id, name, contactList } }) => (
          <Stack gap={0} maw={260}>
            <NameLink to="/campaigns/$campaignId" params={{ campaignId: id }} name={name} />
            <Text size="xs" c="dimmed" truncate title={t('column.list')}>
              {contactList.name ?? contactList.id}
            </Text>
          </Stack>
        ),
      },
      {
        id: 'status',
        header: t('column.status'),
        sortBy: 'campaignStatus',
        isFixed: true,
        cell: ({ campaign, progress }) => <StatusWithReason campaign={campaign} progress={progress} />,
      },
      {
        id: 'progress',
        header: t('column.progress'),
        cell: ({ progress }) => <ProgressCell progress={progress} />,
      },
      {
        id: 'rate',
        header: t('column.rate'),
        align: 'end',
        cell: ({ rate, campaign: { messagesPerMinute } }) => (
          <Text component="span" size="sm">
            {rate === null ? '–' : format.number(Math.round(rate))}
            <Text component="span" size="sm" c="dimmed">
              {' / '}
              {format.number(messagesPerMinute)}
            </Text>
          </Text>
        ),
      },
      figure('sent'),
      figure('delivered'),
      figure('read'),
      figure('failed'),
      figure('skipped'),
      figure('unknown'),
      {
        id: 'division',
        header: t('column.division'),
        isExtra: true,
        cell: ({ campaign: { division } }) => division.name ?? division.id,
      },
      {
        id: 'modified',
        header: t('column.modified'),
        isExtra: true,
        cell: ({ campaign: { dateModified } }) =>
          format.dateTime(new Date(dateModified), { dateStyle: 'medium', timeStyle: 'short' }),
      },
      {
        id: 'deeds',
        header: t('column.actions'),
        isFixed: true,
        align: 'end',
        cell: ({ campaign, progress }) => <CampaignDeeds campaign={campaign} progress={progress} isCompact />,
      },
    ];
  }, [t, format]);
}
