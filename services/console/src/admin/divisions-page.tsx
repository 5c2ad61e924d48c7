/** Divisions: groups of campaigns and lists in which roles are held. */
import { ActionIcon, Badge, Button, Group, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconBuilding, IconEdit, IconPlus, IconTrash } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import type { Division } from '../api/types.ts';
import { ConfirmDeletion } from '../view/confirm-deletion.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { FormDialog } from '../view/form-dialog.tsx';
import { fromQuery } from '../view/from-query.ts';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';

const PATH = '/api/v2/authorization/divisions';
const ONE = '/api/v2/authorization/divisions/{divisionId}';
const pathOf = (divisionId: string) => ({ params: { path: { divisionId } } });

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
      answerOf(
        api.GET(PATH, {
          params: {
            query: {
              pageNumber: page.number,
              pageSize: page.size,
              sortOrder: 'ascending',
              objectCount: true,
            },
          },
        }),
      ),
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
        keyOf={({ id }) => id}
        {...fromQuery(found, page, onPage)}
        empty={<Nothing icon={<IconBuilding />} title={t('title')} text={t('lead')} />}
      />
      {edited && (
        <EditDivision
          division={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onSaved={again}
        />
      )}
      <ConfirmDeletion
        deletion={
          deleted && {
            title: t('deleteTitle', { name: deleted.name }),
            text: t('deleteText'),
            confirm: t('delete'),
            act: () =>
              answerOf(
                api.DELETE(ONE, { params: { ...pathOf(deleted.id).params, query: { force: false } } }),
              ),
            queryKey: ['divisions'],
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
  const form = useForm({
    initialValues: { name: division?.name ?? '', description: division?.description ?? '' },
    validate: { name: (name) => (name.trim() === '' ? t('nameNeeded') : null) },
  });
  const save = async (): Promise<boolean> => {
    if (form.validate().hasErrors) return false;
    const body = form.getValues();
    await answerOf(division ? api.PUT(ONE, { ...pathOf(division.id), body }) : api.POST(PATH, { body }));
    await onSaved();
    return true;
  };
  return (
    <FormDialog title={t(division ? 'edit' : 'create')} onClose={onClose} onSubmit={save}>
      <TextInput label={t('name')} required data-autofocus {...form.getInputProps('name')} />
      <Textarea label={t('description')} autosize minRows={2} {...form.getInputProps('description')} />
    </FormDialog>
  );
}
