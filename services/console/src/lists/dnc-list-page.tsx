/** One DNC list: its numbers with their ends, one looked up, some added, one taken off. */
import { ActionIcon, Button, Group, Paper, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { IconDownload, IconPhoneOff, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import type { DncNumber } from '../api/types.ts';
import { UsedBy } from '../campaigns/used-by.tsx';
import { Confirm } from '../view/confirm.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { Failure } from '../view/failure.tsx';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { PreviousNext } from '../view/previous-next.tsx';
import { AddNumbers } from './add-numbers.tsx';
import { lookUp, takeOff, useDncNumbers } from './dnc-number-queries.ts';
import { ImportCell } from './import-cell.tsx';
import { download, useList, type AnyList } from './list-queries.ts';

const SIZE = 50;

export function DncListPage() {
  const t = useTranslations('lists');
  const { listId = '' }: { listId?: string } = useParams({ strict: false });
  const { data: list, error, refetch } = useList('dnclists', listId);
  const above = { label: t('title.dnclists'), to: '/dnc-lists' };
  if (list) return <DncListView list={list} />;
  return error ? (
    <>
      <PageHeader title={t('title.dnclists')} above={above} />
      <Failure error={error} onRetry={() => void refetch()} />
    </>
  ) : (
    <Skeleton height={300} radius="lg" />
  );
}

export function DncListView({ list }: { list: AnyList }) {
  const t = useTranslations('lists');
  const words = useTranslations('dncNumbers');
  const { may } = useSession();
  const [isAdding, setAdding] = useState(false);
  const mayEdit = may('outbound:dnc:edit', list.division.id);
  return (
    <>
      <PageHeader
        title={list.name}
        above={{ label: t('title.dnclists'), to: '/dnc-lists' }}
        lead={t('numbersIn', { count: list.size ?? 0 })}
        badge={<ImportCell kind="dnclists" list={list} />}
        actions={
          <>
            {mayEdit && (
              <Button leftSection={<IconPlus size={18} />} onClick={() => setAdding(true)}>
                {words('add')}
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<IconDownload size={18} />}
              onClick={() => void download('dnclists', list.id)}
            >
              {t('export')}
            </Button>
          </>
        }
      />
      <Stack gap="md">
        <UsedBy use={{ dncListId: list.id }} />
        {may('outbound:dnc:view', list.division.id) && (
          <>
            <LookUp list={list} />
            <Numbers list={list} mayEdit={mayEdit} />
          </>
        )}
      </Stack>
      {isAdding && <AddNumbers list={list} onClose={() => setAdding(false)} />}
    </>
  );
}

function LookUp({ list }: { list: AnyList }) {
  const t = useTranslations('dncNumbers');
  const format = useFormatter();
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<{ number: string; entry: DncNumber | null } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const ask = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const number = typed.trim();
    if (number === '') return;
    setBusy(true);
    setFailure(null);
    setAnswer(null);
    try {
      setAnswer({ number, entry: await lookUp(list.id, number) });
    } catch (error) {
      setFailure(error);
    }
    setBusy(false);
  };
  const said = (): string | null => {
    if (!answer) return null;
    const { number, entry } = answer;
    if (!entry) return t('isNotOn', { number });
    if (entry.expirationDateTime === undefined) return t('isOn', { number: entry.number });
    const time = format.dateTime(new Date(entry.expirationDateTime), {
      dateStyle: 'medium',
      timeStyle: 'short',
    });
    return t('isOnUntil', { number: entry.number, time });
  };
  return (
    <Paper withBorder radius="lg" p="md" bg="var(--surface)">
      <form onSubmit={(event) => void ask(event)} noValidate>
        <Stack gap="xs">
          <Group align="flex-end" gap="sm">
            <TextInput
              type="tel"
              label={t('lookUp')}
              description={t('lookUpHelp')}
              maxLength={100}
              flex={1}
              maw={420}
              value={typed}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
            <Button type="submit" variant="default" loading={isBusy}>
              {t('check')}
            </Button>
          </Group>
          <Text size="sm" role="status" fw={600}>
            {said()}
          </Text>
          {failure !== null && <Failure error={failure} />}
        </Stack>
      </form>
    </Paper>
  );
}

function Numbers({ list, mayEdit }: { list: AnyList; mayEdit: boolean }) {
  const t = useTranslations('dncNumbers');
  const format = useFormatter();
  const client = useQueryClient();
  /** Where the pages up to this one begin. */
  const [starts, setStarts] = useState<readonly string[]>([]);
  const [removed, setRemoved] = useState<string | null>(null);
  const found = useDncNumbers(list.id, SIZE, starts.at(-1));
  const next = found.data?.next;
  const actions: Column<DncNumber> = {
    id: 'actions',
    header: t('actions'),
    align: 'end',
    cell: ({ number }) => (
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={t('removeOf', { number })}
        onClick={() => setRemoved(number)}
      >
        <IconTrash size={16} />
      </ActionIcon>
    ),
  };
  const columns: Array<Column<DncNumber>> = [
    { id: 'number', header: t('number'), cell: ({ number }) => `+${number}` },
    {
      id: 'ends',
      header: t('ends'),
      cell: ({ expirationDateTime: end }) =>
        end === undefined
          ? t('never')
          : format.dateTime(new Date(end), { dateStyle: 'medium', timeStyle: 'short' }),
    },
    ...(mayEdit ? [actions] : []),
  ];
  return (
    <>
      <DataTable
        label={t('of', { name: list.name })}
        name="dnc-numbers"
        columns={columns}
        rows={found.data?.entities}
        keyOf={({ number }) => number}
        isStale={found.isPlaceholderData}
        error={found.error}
        onRetry={() => void found.refetch()}
        empty={<Nothing icon={<IconPhoneOff />} title={t('none')} text={t('noneText')} />}
      />
      <PreviousNext
        {...{ starts, next }}
        onStarts={setStarts}
        words={{ previous: t('previous'), next: t('next') }}
      />
      {removed !== null && (
        <Confirm
          question={{
            title: t('removeTitle', { number: removed }),
            text: <Text>{t('removeText')}</Text>,
            confirm: t('remove'),
            isDangerous: true,
            act: async () => {
              await takeOff(list.id, removed);
              await client.invalidateQueries({ queryKey: ['dnc-numbers', list.id] });
              await client.invalidateQueries({ queryKey: ['dnclists'] });
            },
          }}
          onClose={() => setRemoved(null)}
        />
      )}
    </>
  );
}
