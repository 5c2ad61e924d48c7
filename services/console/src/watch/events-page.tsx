/** The event log: what happened, to what, by whom; the latest first. */
import { Badge, Select, Stack, Text } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';
import { call, type Listing, type Ref } from '../api/contract.ts';
import { DataTable, type Column } from '../view/data-table.tsx';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';

const REFRESH_MS = 10_000;
const levels = ['INFO', 'WARNING', 'ERROR'] as const;
const colors: Readonly<Record<string, string>> = { INFO: 'gray', WARNING: 'amber', ERROR: 'red' };

type LogEntry = {
  id: string;
  timestamp: string;
  level: (typeof levels)[number];
  category: string;
  errorEntity?: Ref;
  relatedEntity?: Ref;
  issuedBy?: string;
  eventMessage: { code: string; message: string };
};

export function EventsPage() {
  const t = useTranslations('events');
  const { search, change, page, onPage } = useListSearch({ by: 'timestamp', descending: true });
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <EventTable
        page={page}
        onPage={onPage}
        level={search.status}
        onLevel={(status) => change({ status })}
      />
    </>
  );
}

type Props = {
  page: { number: number; size: number };
  onPage: (page: { number: number; size: number }) => void;
  level: string | undefined;
  onLevel: (level: string | undefined) => void;
  /** Of one campaign alone. */
  entityId?: string;
};

export function EventTable({ page, onPage, level, onLevel, entityId }: Props) {
  const t = useTranslations('events');
  const format = useFormatter();
  const found = useQuery({
    queryKey: ['events', page, level, entityId],
    queryFn: () =>
      call<Listing<LogEntry>>('GET', '/api/v2/outbound/events', {
        query: {
          pageNumber: page.number,
          pageSize: page.size,
          sortOrder: 'descending',
          allowEmptyResult: true,
          ...(level === undefined ? {} : { level }),
          ...(entityId === undefined ? {} : { entityId }),
        },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const columns: Array<Column<LogEntry>> = [
    {
      id: 'time',
      header: t('time'),
      isFixed: true,
      cell: ({ timestamp }) => (
        <Text size="sm" className="figures">
          {format.dateTime(new Date(timestamp), { dateStyle: 'medium', timeStyle: 'medium' })}
        </Text>
      ),
    },
    {
      id: 'level',
      header: t('level'),
      cell: (entry) => (
        <Badge variant="light" color={colors[entry.level] ?? 'gray'} tt="none">
          {t(`levels.${entry.level}`)}
        </Badge>
      ),
    },
    {
      id: 'what',
      header: t('what'),
      isFixed: true,
      cell: ({ eventMessage: { message, code } }) => (
        <Stack gap={0}>
          <Text size="sm">{message}</Text>
          <Text size="xs" c="dimmed">
            {code}
          </Text>
        </Stack>
      ),
    },
    {
      id: 'about',
      header: t('about'),
      cell: ({ errorEntity, relatedEntity }) => (errorEntity ?? relatedEntity)?.name ?? '–',
    },
    { id: 'who', header: t('who'), cell: ({ issuedBy }) => issuedBy ?? '–' },
  ];
  return (
    <DataTable
      label={t('title')}
      name="events"
      columns={columns}
      rows={found.data?.entities}
      keyOf={({ id }) => id}
      isStale={found.isPlaceholderData}
      error={found.error}
      onRetry={() => void found.refetch()}
      paging={{ ...page, total: found.data?.total ?? 0 }}
      onPage={onPage}
      tools={
        <Select
          aria-label={t('level')}
          placeholder={t('anyLevel')}
          clearable
          clearButtonProps={{ 'aria-label': t('anyLevel') }}
          w={{ base: '100%', xs: 180 }}
          data={levels.map((value) => ({ value, label: t(`levels.${value}`) }))}
          value={level ?? null}
          onChange={(value) => onLevel(value ?? undefined)}
        />
      }
      empty={<Nothing icon={<IconListDetails />} title={t('none')} text={t('noneText')} />}
    />
  );
}
