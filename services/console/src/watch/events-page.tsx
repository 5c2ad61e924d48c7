/** The event log: what happened, to what, by whom; the latest first. */
import { Badge, Select, Stack, Text } from '@mantine/core';
import { IconListDetails } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import type { LogEntry } from '../api/types.ts';
import { DataTable, type Column } from '../view/data-table.tsx';
import { fromQuery } from '../view/from-query.ts';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';

const REFRESH_MS = 10_000;
const levels = ['INFO', 'WARNING', 'ERROR'] as const;
const isLevel = (text: string | undefined): text is (typeof levels)[number] =>
  (levels as readonly (string | undefined)[]).includes(text);
const colors: Readonly<Record<string, string>> = { INFO: 'gray', WARNING: 'amber', ERROR: 'red' };

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
      answerOf(
        api.GET('/api/v2/outbound/events', {
          params: {
            query: {
              pageNumber: page.number,
              pageSize: page.size,
              sortOrder: 'descending',
              filterType: 'Prefix',
              allowEmptyResult: true,
              ...(isLevel(level) ? { level } : {}),
              ...(entityId === undefined ? {} : { entityId }),
            },
          },
        }),
      ),
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
      keyOf={({ id }) => id}
      {...fromQuery(found, page, onPage)}
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
