/** OAuth clients: programs that call the HTTP API, and which roles they hold where. */
import { Badge, Button, Code, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import {
  IconApps,
  IconEdit,
  IconKey,
  IconPlus,
  IconPlugConnected,
  IconPlugConnectedX,
  IconSearchOff,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import type { OAuthClient, RoleDivision } from '../api/types.ts';
import { Confirm, type Question } from '../view/confirm.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { FormDialog } from '../view/form-dialog.tsx';
import { fromQuery } from '../view/from-query.ts';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { SearchBox } from '../view/search-box.tsx';
import {
  changeClient,
  createClient,
  deleteClient,
  renewSecret,
  useClients,
  useReadAgain,
} from './account-queries.ts';
import { HeldRoles } from './held-roles.tsx';
import { chosenRoles, RolesField } from './roles-field.tsx';
import { RowMenu } from '../view/row-menu.tsx';
import { ShownOnce, type Shown } from './shown-once.tsx';

export function ClientsPage() {
  const t = useTranslations('clients');
  const { may } = useSession();
  const { search, change, page, onPage } = useListSearch({ by: 'name', descending: false });
  const found = useClients({ q: search.q, page });
  const [edited, setEdited] = useState<OAuthClient | 'new' | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const deeds: Deeds = { onEdit: setEdited, onAsk: setQuestion, onShow: setShown };
  const create = may('oauth:client:add') && (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setEdited('new')}>
      {t('create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={create} />
      <DataTable
        label={t('title')}
        name="clients"
        columns={useColumns(deeds)}
        keyOf={({ id }) => id}
        {...fromQuery(found, page, onPage)}
        tools={<SearchBox label={t('search')} value={search.q} onSearch={(q) => change({ q })} />}
        empty={
          search.q === undefined ? (
            <Nothing icon={<IconApps />} title={t('none')} text={t('noneText')} action={create} />
          ) : (
            <Nothing icon={<IconSearchOff />} title={t('noneFound')} text={t('noneFoundText')} />
          )
        }
      />
      {edited && (
        <EditClient
          client={edited === 'new' ? null : edited}
          onClose={() => setEdited(null)}
          onShow={setShown}
        />
      )}
      <Confirm question={question} onClose={() => setQuestion(null)} />
      <ShownOnce shown={shown} onClose={() => setShown(null)} />
    </>
  );
}

type Deeds = {
  readonly onEdit: (client: OAuthClient) => void;
  readonly onAsk: (question: Question) => void;
  readonly onShow: (shown: Shown) => void;
};

function useColumns(deeds: Deeds): ReadonlyArray<Column<OAuthClient>> {
  const t = useTranslations('clients');
  return [
    {
      id: 'name',
      header: t('name'),
      isFixed: true,
      cell: ({ name, description }) => (
        <Stack gap={0}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          <Text size="xs" c="dimmed" lineClamp={2}>
            {description}
          </Text>
        </Stack>
      ),
    },
    { id: 'id', header: t('id'), cell: ({ id }) => <Code style={{ whiteSpace: 'nowrap' }}>{id}</Code> },
    { id: 'roles', header: t('roles'), cell: ({ grants }) => <HeldRoles grants={grants} /> },
    {
      id: 'state',
      header: t('state'),
      cell: ({ state }) => (
        <Badge variant="light" color={state === 'active' ? 'jade' : 'gray'} tt="none">
          {t(state)}
        </Badge>
      ),
    },
    {
      id: 'actions',
      header: t('actions'),
      isFixed: true,
      align: 'end',
      cell: (client) => <ClientDeeds client={client} {...deeds} />,
    },
  ];
}

function ClientDeeds({ client, onEdit, onAsk, onShow }: Deeds & { client: OAuthClient }) {
  const t = useTranslations('clients');
  const { may } = useSession();
  const readAgain = useReadAgain();
  const { name } = client;
  const mayEdit = may('oauth:client:edit');
  const ask = (deed: 'delete' | 'disable' | 'enable' | 'renew', act: () => Promise<unknown>): void =>
    onAsk({
      title: t(`ask.${deed}.title`, { name }),
      text: <Text>{t(`ask.${deed}.text`)}</Text>,
      confirm: t(deed),
      isDangerous: deed !== 'enable',
      act: async () => {
        await act();
        await readAgain();
      },
    });
  const renew = async (): Promise<void> => {
    const { id, secret = '' } = await renewSecret(client);
    onShow(secretOf(t, t('newSecretOf', { name }), id, secret));
  };
  return (
    <RowMenu
      label={t('moreOf', { name })}
      deeds={[
        mayEdit && { label: t('edit'), icon: <IconEdit size={16} />, act: () => onEdit(client) },
        mayEdit && {
          ...{ label: t('renew'), icon: <IconKey size={16} /> },
          act: () => ask('renew', renew),
        },
        mayEdit &&
          (client.state === 'active'
            ? {
                ...{ label: t('disable'), icon: <IconPlugConnectedX size={16} /> },
                act: () => ask('disable', () => changeClient(client, { state: 'inactive' })),
              }
            : {
                ...{ label: t('enable'), icon: <IconPlugConnected size={16} /> },
                act: () => ask('enable', () => changeClient(client, { state: 'active' })),
              }),
        may('oauth:client:delete') && {
          ...{ label: t('delete'), icon: <IconTrash size={16} />, isDangerous: true },
          act: () => ask('delete', () => deleteClient(client)),
        },
      ]}
    />
  );
}

const secretOf = (
  t: ReturnType<typeof useTranslations<'clients'>>,
  title: string,
  id: string,
  secret: string,
): Shown => ({
  title,
  lines: [
    [t('id'), id],
    [t('secret'), secret],
  ],
  hint: t('secretHint'),
});

function EditClient({
  client,
  onClose,
  onShow,
}: {
  client: OAuthClient | null;
  onClose: () => void;
  onShow: (shown: Shown) => void;
}) {
  const t = useTranslations('clients');
  const { may } = useSession();
  const readAgain = useReadAgain();
  const [roles, setRoles] = useState<RoleDivision[]>(client?.roleDivisions ?? []);
  const form = useForm({
    initialValues: { name: client?.name ?? '', description: client?.description ?? '' },
    validate: { name: (name) => (name.trim() === '' ? t('nameNeeded') : null) },
  });
  const mayGrant =
    may('authorization:role:view') &&
    may('authorization:grant:add') &&
    (client === null || may('authorization:grant:delete'));
  const save = async (): Promise<boolean> => {
    if (form.validate().hasErrors) return false;
    const values = form.getValues();
    const roleDivisions = chosenRoles(roles);
    if (client) await changeClient(client, { ...values, ...(mayGrant ? { roleDivisions } : {}) });
    else {
      const { id, name, secret = '' } = await createClient({ ...values, roleDivisions });
      onShow(secretOf(t, t('madeTitle', { name }), id, secret));
    }
    await readAgain();
    return true;
  };
  return (
    <FormDialog
      title={client ? t('editTitle', { name: client.name }) : t('create')}
      {...(client ? {} : { submit: t('create') })}
      size="lg"
      onClose={onClose}
      onSubmit={save}
    >
      <TextInput label={t('name')} required data-autofocus {...form.getInputProps('name')} />
      <Textarea label={t('description')} autosize minRows={2} {...form.getInputProps('description')} />
      {mayGrant && <RolesField value={roles} onChange={setRoles} held={client?.grants ?? []} />}
    </FormDialog>
  );
}
