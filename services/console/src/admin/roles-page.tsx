/** Roles: what whoever holds one may do. */
import { Badge, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconCopy, IconEdit, IconEye, IconPlus, IconSearchOff, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import type { Role } from '../api/types.ts';
import { ConfirmDeletion, type Deletion } from '../view/confirm-deletion.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { fromQuery } from '../view/from-query.ts';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { SearchBox } from '../view/search-box.tsx';
import { deleteRole, useRoles } from './account-queries.ts';
import { EVERYTHING, patternsOf } from './permission-values.ts';
import { RoleForm, type RoleFormOf } from './role-form.tsx';
import { RowMenu } from '../view/row-menu.tsx';

const SHOWN = 4;

export function RolesPage() {
  const t = useTranslations('roles');
  const { may } = useSession();
  const { search, change, page, onPage } = useListSearch({ by: 'name', descending: false });
  const found = useRoles({ q: search.q, page });
  const [open, setOpen] = useState<RoleFormOf | null>(null);
  const [deletion, setDeletion] = useState<Deletion | null>(null);
  const create = may('authorization:role:add') && (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setOpen({ how: 'new', role: null })}>
      {t('create')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={create} />
      <DataTable
        label={t('title')}
        name="roles"
        columns={useColumns(setOpen, setDeletion)}
        keyOf={({ id }) => id}
        {...fromQuery(found, page, onPage)}
        tools={<SearchBox label={t('search')} value={search.q} onSearch={(q) => change({ q })} />}
        empty={<Nothing icon={<IconSearchOff />} title={t('noneFound')} text={t('noneFoundText')} />}
      />
      {open && <RoleForm of={open} onClose={() => setOpen(null)} />}
      <ConfirmDeletion deletion={deletion} onClose={() => setDeletion(null)} />
    </>
  );
}

function useColumns(
  onOpen: (open: RoleFormOf) => void,
  onDelete: (deletion: Deletion) => void,
): ReadonlyArray<Column<Role>> {
  const t = useTranslations('roles');
  return [
    {
      id: 'name',
      header: t('name'),
      isFixed: true,
      cell: (role) => (
        <Stack gap={0}>
          <Group gap={8}>
            <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
              {role.name}
            </Text>
            {role.default && (
              <Badge variant="light" color="gray" tt="none">
                {t('builtIn')}
              </Badge>
            )}
          </Group>
          <Text size="xs" c="dimmed" lineClamp={2}>
            {role.description}
          </Text>
        </Stack>
      ),
    },
    { id: 'permissions', header: t('permissions'), cell: (role) => <Permissions role={role} /> },
    {
      id: 'users',
      header: t('users'),
      align: 'end',
      cell: ({ userCount = 0 }) => userCount,
    },
    {
      id: 'actions',
      header: t('actions'),
      isFixed: true,
      align: 'end',
      cell: (role) => <RoleDeeds role={role} onOpen={onOpen} onDelete={onDelete} />,
    },
  ];
}

/** The first few entities. */
function Permissions({ role }: { role: Role }) {
  const t = useTranslations('roles');
  if (patternsOf(role.permissionPolicies).includes(EVERYTHING))
    return (
      <Badge variant="light" tt="none">
        {t('everything')}
      </Badge>
    );
  const names = role.permissionPolicies.map(({ domain, entityName = '*' }) =>
    entityName === '*' ? `${domain}:*` : entityName,
  );
  return (
    <Group gap={6}>
      {names.slice(0, SHOWN).map((name) => (
        <Code key={name}>{name}</Code>
      ))}
      {names.length > SHOWN && (
        <Text size="xs" c="dimmed">
          {t('andMore', { count: names.length - SHOWN })}
        </Text>
      )}
      {names.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('nothing')}
        </Text>
      )}
    </Group>
  );
}

function RoleDeeds({
  role,
  onOpen,
  onDelete,
}: {
  role: Role;
  onOpen: (open: RoleFormOf) => void;
  onDelete: (deletion: Deletion) => void;
}) {
  const t = useTranslations('roles');
  const { may } = useSession();
  const mayEdit = may('authorization:role:edit') && !role.default;
  const ask = (): void =>
    onDelete({
      title: t('deleteTitle', { name: role.name }),
      text: t('deleteText'),
      confirm: t('delete'),
      act: () => deleteRole(role),
      queryKey: ['roles'],
    });
  return (
    <RowMenu
      label={t('moreOf', { name: role.name })}
      deeds={[
        mayEdit
          ? { label: t('edit'), icon: <IconEdit size={16} />, act: () => onOpen({ how: 'edit', role }) }
          : { label: t('look'), icon: <IconEye size={16} />, act: () => onOpen({ how: 'look', role }) },
        may('authorization:role:add') && {
          ...{ label: t('copy'), icon: <IconCopy size={16} /> },
          act: () => onOpen({ how: 'new', role }),
        },
        may('authorization:role:delete') &&
          !role.default && {
            ...{ label: t('delete'), icon: <IconTrash size={16} />, isDangerous: true, act: ask },
          },
      ]}
    />
  );
}
