/** Divisions: groups of campaigns and lists in which roles are held. */
import { ActionIcon, Badge, Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconBuilding, IconEdit, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import { call, type Division, type Listing } from '../api/contract.ts';
import { Confirm } from '../view/confirm.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { Failure } from '../view/failure.tsx';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';

const PATH = '/api/v2/authorization/divisions';

export function DivisionsPage() {
  const t = useTranslations('divisions');
  const { may } = useSession();
  const client = useQueryClient();
  const { page, onPage } = useListSearch({ by: 'name', descending: false });
  const [edited, setEdited] = useState<Division | 'new' | null>(null);
  const [deleted, setDeleted] = useState<Division | null>(null);
  const found = useQuery({
    queryKey: ['divisions', page],
    queryFn: () =>
      call<Listing<Division>>('GET', PATH, {
        query: { pageNumber: page.number, pageSize: page.size, objectCount: true },
      }),
  });
  const columns: Array<Column<Division>> = [
    {
      id: 'name',
      header: t('name'),
      isFixed: true,
      cell: ({ name, homeDivision }) => (
        <Group gap={8}>
          <Text size="sm" fw={600}>
            {name}
          </Text>
          {homeDivision && (
            <Badge variant="light" tt="none">
              {t('home')}
            </Badge>
          )}
        </Group>
      ),
    },
    { id: 'description', header: t('description'), cell: ({ description }) => description ?? '' },
    {
      id: 'actions',
      header: t('actions'),
      align: 'end',
      isFixed: true,
      cell: (division) => (
        <Group gap={4} justify="flex-end">
          {may('authorization:division:edit', division.id) && (
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t('editOf', { name: division.name })}
              onClick={() => setEdited(division)}
            >
              <IconEdit size={16} />
            </ActionIcon>
          )}
          {may('authorization:division:delete', division.id) && !division.homeDivision && (
            <ActionIcon
              variant="default"
              size="lg"
              aria-label={t('deleteOf', { name: division.name })}
              onClick={() => setDeleted(division)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          )}
        </Group>
      ),
    },
  ];
  const again = () => client.invalidateQueries({ queryKey: ['divisions'] });
  return (
    <>
      <PageHeader
        title={t('title')}
        lead={t('lead')}
        actions={
          may('authorization:division:add') && (
            <Button leftSection={<IconPlus size={18} />} onClick={() => setEdited('new')}>
              {t('create')}
            </Button>
          )
        }
      />
      <DataTable
        label={t('title')}
        name="divisions"
        columns={columns}
        rows={found.data?.entities}
        keyOf={({ id }) => id}
        error={found.error}
        onRetry={() => void found.refetch()}
        paging={{ ...page, total: found.data?.total ?? 0 }}
        onPage={onPage}
        empty={<Nothing icon={<IconBuilding />} title={t('title')} text={t('lead')} />}
      />
      {edited && (
        <EditDivision
          division={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={again}
        />
      )}
      <Confirm
        question={
          deleted && {
            title: t('deleteTitle', { name: deleted.name }),
            text: <Text>{t('deleteText')}</Text>,
            confirm: t('delete'),
            isDangerous: true,
            act: async () => {
              await call('DELETE', `${PATH}/${encodeURIComponent(deleted.id)}`);
              await again();
            },
          }
        }
        onClose={() => setDeleted(null)}
      />
    </>
  );
}

function EditDivision({
  division,
  onClose,
  onSaved,
}: {
  division: Division | null;
  onClose: () => void;
  onSaved: () => Promise<void>;
}) {
  const t = useTranslations('divisions');
  const dialog = useTranslations('dialog');
  const [failure, setFailure] = useState<unknown>(null);
  const form = useForm({
    initialValues: { name: division?.name ?? '', description: division?.description ?? '' },
    validate: { name: (name) => (name.trim() === '' ? t('nameNeeded') : null) },
  });
  const save = async (values: typeof form.values): Promise<void> => {
    try {
      if (division) await call('PUT', `${PATH}/${encodeURIComponent(division.id)}`, { body: values });
      else await call('POST', PATH, { body: values });
      await onSaved();
      onClose();
    } catch (error) {
      setFailure(error);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(division ? 'edit' : 'create')}
      closeButtonProps={{ 'aria-label': dialog('close') }}
    >
      <form onSubmit={form.onSubmit(save)} noValidate>
        <Stack>
          {failure !== null && <Failure error={failure} />}
          <TextInput label={t('name')} required data-autofocus {...form.getInputProps('name')} />
          <Textarea label={t('description')} autosize minRows={2} {...form.getInputProps('description')} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {dialog('cancel')}
            </Button>
            <Button type="submit" loading={form.submitting}>
              {dialog('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
