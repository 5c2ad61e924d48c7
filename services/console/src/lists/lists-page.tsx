/** Contact lists, and DNC lists: the same page for both. */
import { ActionIcon, Button, Group, Menu, Text } from '@mantine/core';
import {
  IconAddressBook,
  IconDots,
  IconDownload,
  IconPhoneOff,
  IconPlus,
  IconSearchOff,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import { call } from '../api/contract.ts';
import { ConfirmDeletion } from '../view/confirm-deletion.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { useListSearch } from '../view/list-search.ts';
import { NameLink } from '../view/name-link.tsx';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { SearchBox } from '../view/search-box.tsx';
import { ImportCell } from './import-cell.tsx';
import { download, useLists, type AnyList } from './list-queries.ts';
import { NewList } from './new-list.tsx';
import type { ListKind } from './send-file.ts';

export const ContactListsPage = () => <ListsPage kind="contactlists" object="contactList" />;
export const DncListsPage = () => <ListsPage kind="dnclists" object="dncList" />;

function ListsPage({ kind, object }: { kind: ListKind; object: string }) {
  const t = useTranslations('lists');
  const { may } = useSession();
  const [isMaking, setMaking] = useState(false);
  const { search, change, sort, page, onSort, onPage } = useListSearch({ by: 'name', descending: false });
  const lists = useLists(kind, { q: search.q, sort, page });
  const columns = useColumns(kind, object);
  const create = may(`outbound:${object}:add`) && (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setMaking(true)}>
      {t(`new.${kind}`)}
    </Button>
  );
  return (
    <>
      <PageHeader title={t(`title.${kind}`)} lead={t(`lead.${kind}`)} actions={create} />
      <DataTable
        label={t(`title.${kind}`)}
        name={kind}
        columns={columns}
        rows={lists.data?.entities}
        keyOf={({ id }) => id}
        isStale={lists.isPlaceholderData}
        error={lists.error}
        onRetry={() => void lists.refetch()}
        sort={sort}
        onSort={onSort}
        paging={{ ...page, total: lists.data?.total ?? 0 }}
        onPage={onPage}
        tools={<SearchBox label={t('search')} value={search.q} onSearch={(q) => change({ q })} />}
        empty={
          search.q === undefined ? (
            <Nothing
              icon={kind === 'dnclists' ? <IconPhoneOff /> : <IconAddressBook />}
              title={t(`none.${kind}`)}
              text={t(`noneText.${kind}`)}
              action={create}
            />
          ) : (
            <Nothing icon={<IconSearchOff />} title={t('noneFound')} text={t('noneFoundText')} />
          )
        }
      />
      {isMaking && <NewList kind={kind} onClose={() => setMaking(false)} />}
    </>
  );
}

function useColumns(kind: ListKind, object: string): ReadonlyArray<Column<AnyList>> {
  const t = useTranslations('lists.column');
  const format = useFormatter();
  return [
    {
      id: 'name',
      header: t('name'),
      sortBy: 'name',
      isFixed: true,
      cell: ({ id, name }) => (
        <NameLink
          to={kind === 'contactlists' ? '/contact-lists/$listId' : '/dnc-lists/$listId'}
          params={{ listId: id }}
          name={name}
        />
      ),
    },
    {
      id: 'size',
      header: t(`size.${kind}`),
      align: 'end',
      cell: ({ size }) => (size === undefined ? '–' : format.number(size)),
    },
    {
      id: 'columns',
      header: t(`columns.${kind}`),
      cell: ({ whatsAppColumns, phoneColumns }) => (
        <Text size="sm" truncate maw={220}>
          {(whatsAppColumns?.map(({ columnName }) => columnName) ?? phoneColumns ?? []).join(', ') || '–'}
        </Text>
      ),
    },
    { id: 'import', header: t('import'), cell: (list) => <ImportCell kind={kind} list={list} /> },
    {
      id: 'division',
      header: t('division'),
      isExtra: true,
      cell: ({ division }) => division.name ?? division.id,
    },
    {
      id: 'created',
      header: t('created'),
      cell: ({ dateCreated }) => format.dateTime(new Date(dateCreated), { dateStyle: 'medium' }),
    },
    {
      id: 'actions',
      header: t('actions'),
      isFixed: true,
      align: 'end',
      cell: (list) => <ListDeeds kind={kind} object={object} list={list} />,
    },
  ];
}

function ListDeeds({ kind, object, list }: { kind: ListKind; object: string; list: AnyList }) {
  const t = useTranslations('lists');
  const { may } = useSession();
  const [isAsking, setAsking] = useState(false);
  const { id, name, division } = list;
  return (
    <Group justify="flex-end">
      <Menu position="bottom-end" shadow="md" width={200}>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('moreOf', { name })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => void download(kind, id)}>
            {t('export')}
          </Menu.Item>
          {may(`outbound:${object}:delete`, division.id) && (
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => setAsking(true)}>
              {t('delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDeletion
        deletion={
          isAsking
            ? {
                title: t('deleteTitle', { name }),
                text: t(`deleteText.${kind}`, { count: list.size ?? 0 }),
                confirm: t('delete'),
                act: () => call('DELETE', `/api/v2/outbound/${kind}/${encodeURIComponent(id)}`),
                queryKey: [kind],
              }
            : null
        }
        onClose={() => setAsking(false)}
      />
    </Group>
  );
}
