/** One contact list: its contacts with search, its imports, and more contacts from a file. */
import { ActionIcon, Button, Group, Modal, Progress, Select, Skeleton, Stack, Text } from '@mantine/core';
import { IconDownload, IconPencil, IconSearchOff, IconUpload, IconUserPlus } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import { UsedBy } from '../campaigns/used-by.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { Failure } from '../view/failure.tsx';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { SearchBox } from '../view/search-box.tsx';
import { ContactDialog } from './contact-dialog.tsx';
import { cellOf, type ListedContact } from './contact-queries.ts';
import { CsvDrop, type ChosenFile } from './csv-drop.tsx';
import { ImportCell } from './import-cell.tsx';
import { ImportOutcome } from './import-outcome.tsx';
import { download, useContacts, useList, type AnyList } from './list-queries.ts';
import { sendFile } from './send-file.ts';

const SHOWN_COLUMNS = 8;

export function ContactListPage() {
  const t = useTranslations('lists');
  const { listId = '' }: { listId?: string } = useParams({ strict: false });
  const { data: list, error, refetch } = useList('contactlists', listId);
  const { may } = useSession();
  const contactWords = useTranslations('contacts');
  const [isAdding, setAdding] = useState(false);
  const [isNew, setNew] = useState(false);
  const above = { label: t('title.contactlists'), to: '/contact-lists' };
  if (!list)
    return error ? (
      <>
        <PageHeader title={t('title.contactlists')} above={above} />
        <Failure error={error} onRetry={() => void refetch()} />
      </>
    ) : (
      <Skeleton height={300} radius="lg" />
    );
  return (
    <>
      <PageHeader
        title={list.name}
        above={above}
        lead={t('contactsIn', { count: list.size ?? 0 })}
        badge={<ImportCell kind="contactlists" list={list} />}
        actions={
          <>
            {may('outbound:contact:add', list.division.id) && (
              <Button variant="default" leftSection={<IconUserPlus size={18} />} onClick={() => setNew(true)}>
                {contactWords('add')}
              </Button>
            )}
            {may('outbound:contactList:upload', list.division.id) && (
              <Button leftSection={<IconUpload size={18} />} onClick={() => setAdding(true)}>
                {t('addFile')}
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<IconDownload size={18} />}
              onClick={() => void download('contactlists', list.id)}
            >
              {t('export')}
            </Button>
          </>
        }
      />
      <Stack gap="md">
        <UsedBy use={{ contactListId: list.id }} />
        <Contacts list={list} />
      </Stack>
      {isAdding && <AddFile list={list} onClose={() => setAdding(false)} />}
      {isNew && <ContactDialog list={list} contact={null} onClose={() => setNew(false)} />}
    </>
  );
}

function Contacts({ list }: { list: AnyList }) {
  const t = useTranslations('lists');
  const { search, change, page, onPage } = useListSearch({ by: '', descending: false });
  const names = list.columnNames ?? [];
  const column = search.sort !== undefined && names.includes(search.sort) ? search.sort : (names[0] ?? '');
  const predicate =
    search.q === undefined
      ? null
      : { column, columnType: 'alphabetic', operator: 'CONTAINS', value: search.q };
  const contacts = useContacts(list.id, page, predicate);
  const words = useTranslations('contacts');
  const [open, setOpen] = useState<ListedContact | null>(null);
  const cells: Array<Column<ListedContact>> = names.map((name, at) => ({
    id: name,
    header: name,
    isExtra: at >= SHOWN_COLUMNS,
    cell: (contact) => (
      <Text size="sm" truncate maw={220} title={cellOf(contact, name)}>
        {cellOf(contact, name)}
      </Text>
    ),
  }));
  const columns: Array<Column<ListedContact>> = [
    ...cells,
    {
      id: 'contact-actions',
      header: t('column.actions'),
      isFixed: true,
      align: 'end',
      cell: (contact) => (
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={words('openOf', { id: contact.id })}
          title={words('open')}
          onClick={() => setOpen(contact)}
        >
          <IconPencil size={16} />
        </ActionIcon>
      ),
    },
  ];
  return (
    <>
      <DataTable
        label={t('contactsOf', { name: list.name })}
        name={`contacts.${list.id}`}
        columns={columns}
        rows={contacts.data?.entities}
        keyOf={({ id }) => id}
        isStale={contacts.isPlaceholderData}
        error={contacts.error}
        onRetry={() => void contacts.refetch()}
        paging={{ ...page, total: contacts.data?.contactsCount ?? contacts.data?.total ?? 0 }}
        onPage={onPage}
        tools={
          <>
            <SearchBox label={t('searchContacts')} value={search.q} onSearch={(q) => change({ q })} />
            <Select
              aria-label={t('searchIn')}
              w={{ base: '100%', xs: 200 }}
              allowDeselect={false}
              data={names}
              value={column}
              onChange={(sort) => change({ sort: sort ?? undefined })}
            />
          </>
        }
        empty={<Nothing icon={<IconSearchOff />} title={t('noContacts')} text={t('noContactsText')} />}
      />
      {open && <ContactDialog list={list} contact={open} onClose={() => setOpen(null)} />}
    </>
  );
}

function AddFile({ list, onClose }: { list: AnyList; onClose: () => void }) {
  const t = useTranslations('lists');
  const dialog = useTranslations('dialog');
  const client = useQueryClient();
  const [chosen, setChosen] = useState<ChosenFile | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [sent, setSent] = useState<{ before: string | undefined } | null>(null);
  const missing = chosen
    ? (list.columnNames ?? []).filter((name) => !chosen.head.columns.includes(name))
    : [];
  const send = async (): Promise<void> => {
    if (!chosen) return;
    setFailure(null);
    setShare(0);
    try {
      await sendFile('contactlists', list.id, chosen.file, {}, setShare);
      await client.invalidateQueries({ queryKey: ['contactlists'] });
      setSent({ before: list.importStatus?.importId });
    } catch (error) {
      setFailure(error);
      setShare(null);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={t('addFile')}
      closeButtonProps={{ 'aria-label': dialog('close') }}
    >
      {sent ? (
        <Stack>
          <ImportOutcome kind="contactlists" listId={list.id} before={sent.before} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{dialog('close')}</Button>
          </Group>
        </Stack>
      ) : (
        <Stack>
          {failure !== null && <Failure error={failure} />}
          <Text size="sm" c="dimmed">
            {t('addFileHelp', { columns: (list.columnNames ?? []).join(', ') })}
          </Text>
          <CsvDrop chosen={chosen} onChoose={setChosen} />
          {missing.length > 0 && (
            <Text size="sm" c="amber">
              {t('missingColumns', { columns: missing.join(', ') })}
            </Text>
          )}
          {share !== null && <Progress value={share * 100} aria-label={t('uploading')} animated />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {dialog('cancel')}
            </Button>
            <Button disabled={!chosen} loading={share !== null} onClick={() => void send()}>
              {t('upload')}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
