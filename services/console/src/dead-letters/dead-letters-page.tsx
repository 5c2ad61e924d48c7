/**
 * Dead letters: records that a service could not use, with the reason; each can be looked at, replayed or
 * dropped.
 */
import { Badge, Button, Code, Group, Modal, Skeleton, Stack, Switch, Text } from '@mantine/core';
import { IconMailOff, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import type { DeadLetter } from '../api/types.ts';
import { Confirm } from '../view/confirm.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { Failure } from '../view/failure.tsx';
import { fromQuery } from '../view/from-query.ts';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { SearchBox } from '../view/search-box.tsx';
import { dealWith, useDeadLetter, useDeadLetters, type LetterDeed } from './dead-letter-queries.ts';

export function DeadLettersPage() {
  const t = useTranslations('deadLetters');
  const client = useQueryClient();
  const { may } = useSession();
  const { search, change, page, onPage } = useListSearch({ by: '', descending: false });
  const [looked, setLooked] = useState<DeadLetter | null>(null);
  const [asked, setAsked] = useState<{ deed: LetterDeed; letter: DeadLetter } | null>(null);
  const isAll = search.status === 'all';
  const found = useDeadLetters({ code: search.q, isAll, page });
  const columns = useColumns(setLooked);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <DataTable
        label={t('title')}
        name="dead-letters"
        columns={columns}
        keyOf={({ id }) => id}
        {...fromQuery(found, page, onPage)}
        tools={
          <>
            <SearchBox label={t('code')} value={search.q} onSearch={(q) => change({ q })} />
            <Switch
              label={t('all')}
              pb={8}
              checked={isAll}
              onChange={(event) => change({ status: event.currentTarget.checked ? 'all' : undefined })}
            />
          </>
        }
        empty={<Nothing icon={<IconMailOff />} title={t('none')} text={t('noneText')} />}
      />
      {looked && (
        <Look
          letter={looked}
          mayEdit={may('outbound:deadLetter:edit')}
          onClose={() => setLooked(null)}
          onDeed={(deed) => {
            setAsked({ deed, letter: looked });
            setLooked(null);
          }}
        />
      )}
      <Confirm
        question={
          asked && {
            title: t(`${asked.deed}Title`),
            text: <Text>{t(`${asked.deed}Text`, { topic: asked.letter.topic })}</Text>,
            confirm: t(asked.deed),
            isDangerous: asked.deed === 'drop',
            act: async () => {
              await dealWith(asked.deed, [asked.letter.id]);
              await client.invalidateQueries({ queryKey: ['dead-letters'] });
            },
          }
        }
        onClose={() => setAsked(null)}
      />
    </>
  );
}

function useColumns(onLook: (letter: DeadLetter) => void): ReadonlyArray<Column<DeadLetter>> {
  const t = useTranslations('deadLetters');
  const format = useFormatter();
  return [
    {
      id: 'at',
      header: t('at'),
      isFixed: true,
      cell: ({ at }) => (
        <Text size="sm" className="figures">
          {format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'medium' })}
        </Text>
      ),
    },
    { id: 'service', header: t('service'), cell: ({ service }) => service },
    { id: 'topic', header: t('topic'), cell: ({ topic }) => topic },
    {
      id: 'why',
      header: t('why'),
      isFixed: true,
      cell: ({ reason, code }) => (
        <Stack gap={0}>
          <Text size="sm" lineClamp={2} title={reason}>
            {reason}
          </Text>
          <Text size="xs" c="dimmed">
            {code}
          </Text>
        </Stack>
      ),
    },
    { id: 'key', header: t('key'), isExtra: true, cell: ({ key }) => key },
    { id: 'attempts', header: t('attempts'), align: 'end', isExtra: true, cell: ({ attempts }) => attempts },
    {
      id: 'actions',
      header: t('actions'),
      isFixed: true,
      align: 'end',
      cell: (letter) => (
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          {letter.handled && (
            <Badge variant="light" color="gray" tt="none">
              {t(letter.handled.action === 'REPLAYED' ? 'replayed' : 'dropped')}
            </Badge>
          )}
          <Button
            variant="default"
            size="xs"
            aria-label={t('lookOf', { id: letter.id })}
            onClick={() => onLook(letter)}
          >
            {t('look')}
          </Button>
        </Group>
      ),
    },
  ];
}

type LookProps = {
  letter: DeadLetter;
  mayEdit: boolean;
  onClose: () => void;
  onDeed: (deed: LetterDeed) => void;
};

function Look({ letter, mayEdit, onClose, onDeed }: LookProps) {
  const t = useTranslations('deadLetters');
  const close = useTranslations('dialog')('close');
  const { data, error } = useDeadLetter(letter.id);
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t('one', { id: letter.id })}
      closeButtonProps={{ 'aria-label': close }}
    >
      <Stack>
        <Text size="sm">{letter.reason}</Text>
        {letter.handled && (
          <Text size="sm" c="dimmed">
            {t(letter.handled.action === 'REPLAYED' ? 'replayedBy' : 'droppedBy', {
              who: letter.handled.by,
            })}
          </Text>
        )}
        {error && <Failure error={error} />}
        {!data && !error && <Skeleton height={120} />}
        {data?.notDecoded !== undefined && (
          <Text size="sm" c="amber">
            {t('notDecoded', { reason: data.notDecoded })}
          </Text>
        )}
        {data?.value !== undefined && (
          <Code block mah={360} style={{ overflow: 'auto' }} tabIndex={0}>
            {JSON.stringify(data.value, null, 2)}
          </Code>
        )}
        {mayEdit && !letter.handled && (
          <Group justify="flex-end">
            <Button
              variant="default"
              color="red"
              leftSection={<IconTrash size={16} />}
              onClick={() => onDeed('drop')}
            >
              {t('drop')}
            </Button>
            <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => onDeed('replay')}>
              {t('replay')}
            </Button>
          </Group>
        )}
      </Stack>
    </Modal>
  );
}
