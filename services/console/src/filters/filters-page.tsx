/** Contact list filters: which contacts of which list each keeps. */
import { ActionIcon, Anchor, Button, Group, Menu, Text } from '@mantine/core';
import { IconCopy, IconDots, IconFilter, IconPlus, IconSearchOff, IconTrash } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import type { ContactListFilter } from '../api/types.ts';
import { ConfirmDeletion } from '../view/confirm-deletion.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { fromQuery } from '../view/from-query.ts';
import { useListSearch } from '../view/list-search.ts';
import { NameLink } from '../view/name-link.tsx';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { SearchBox } from '../view/search-box.tsx';
import { deleteFilter, useFilterPage } from './filter-queries.ts';
import { useFilterWords } from './use-filter-words.ts';

export function FiltersPage() {
  const t = useTranslations('filters');
  const { may } = useSession();
  const [deleted, setDeleted] = useState<ContactListFilter | null>(null);
  const { search, change, sort, page, onSort, onPage } = useListSearch({ by: 'name', descending: false });
  const found = useFilterPage({ q: search.q, sort, page });
  const columns = useColumns(setDeleted);
  const create = may('outbound:contactListFilter:add') && (
    <Button component={Link} to="/contact-list-filters/new" leftSection={<IconPlus size={18} />}>
      {t('create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={create} />
      <DataTable
        label={t('title')}
        name="filters"
        columns={columns}
        keyOf={({ id }) => id}
        {...fromQuery(found, page, onPage)}
        sort={sort}
        onSort={onSort}
        tools={<SearchBox label={t('search')} value={search.q} onSearch={(q) => change({ q })} />}
        empty={
          search.q === undefined ? (
            <Nothing icon={<IconFilter />} title={t('none')} text={t('noneText')} action={create} />
          ) : (
            <Nothing icon={<IconSearchOff />} title={t('noneFound')} text={t('noneFoundText')} />
          )
        }
      />
      <ConfirmDeletion
        deletion={
          deleted && {
            title: t('deleteTitle', { name: deleted.name }),
            text: t('deleteText'),
            confirm: t('delete'),
            act: () => deleteFilter(deleted.id),
            queryKey: ['filters'],
          }
        }
        onClose={() => setDeleted(null)}
      />
    </>
  );
}

function useColumns(onDelete: (filter: ContactListFilter) => void): ReadonlyArray<Column<ContactListFilter>> {
  const t = useTranslations('filters');
  const format = useFormatter();
  const words = useFilterWords();
  return [
    {
      id: 'name',
      header: t('header.name'),
      sortBy: 'name',
      isFixed: true,
      cell: ({ id, name }) => (
        <NameLink to="/contact-list-filters/$filterId" params={{ filterId: id }} name={name} />
      ),
    },
    {
      id: 'list',
      header: t('contactList'),
      cell: ({ contactList }) => (
        <Anchor
          component={Link}
          to="/contact-lists/$listId"
          params={{ listId: contactList.id } as never}
          size="sm"
        >
          {contactList.name ?? contactList.id}
        </Anchor>
      ),
    },
    {
      id: 'keeps',
      header: t('header.keeps'),
      cell: (filter) => (
        <Text size="sm" lineClamp={2} title={words(filter)}>
          {words(filter)}
        </Text>
      ),
    },
    {
      id: 'changed',
      header: t('header.changed'),
      cell: ({ dateModified }) => format.dateTime(new Date(dateModified), { dateStyle: 'medium' }),
    },
    {
      id: 'actions',
      header: t('header.actions'),
      isFixed: true,
      align: 'end',
      cell: (filter) => <FilterDeeds filter={filter} onDelete={onDelete} />,
    },
  ];
}

function FilterDeeds({
  filter,
  onDelete,
}: {
  filter: ContactListFilter;
  onDelete: (filter: ContactListFilter) => void;
}) {
  const t = useTranslations('filters');
  const { may } = useSession();
  const mayAdd = may('outbound:contactListFilter:add');
  const mayDelete = may('outbound:contactListFilter:delete');
  if (!mayAdd && !mayDelete) return null;
  return (
    <Group justify="flex-end">
      <Menu position="bottom-end" shadow="md" width={180}>
        <Menu.Target>
          <ActionIcon variant="default" size="lg" aria-label={t('moreOf', { name: filter.name })}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayAdd && (
            <Menu.Item
              component={Link}
              to="/contact-list-filters/new"
              search={{ copy: filter.id } as never}
              leftSection={<IconCopy size={16} />}
            >
              {t('copy')}
            </Menu.Item>
          )}
          {mayDelete && (
            <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => onDelete(filter)}>
              {t('delete')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
