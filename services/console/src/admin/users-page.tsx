/** Users: who may sign in, and which roles they hold where. */
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import {
  IconEdit,
  IconKey,
  IconLockOpen,
  IconPlus,
  IconSearchOff,
  IconShieldHalf,
  IconTrash,
  IconUserCheck,
  IconUserOff,
  IconUsers,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import type { User } from '../api/types.ts';
import { Confirm, type Question } from '../view/confirm.tsx';
import { DataTable, type Column } from '../view/data-table.tsx';
import { fromQuery } from '../view/from-query.ts';
import { useListSearch } from '../view/list-search.ts';
import { Nothing } from '../view/nothing.tsx';
import { PageHeader } from '../view/page-header.tsx';
import { SearchBox } from '../view/search-box.tsx';
import {
  changeUser,
  deleteUser,
  resetPassword,
  unlockUser,
  useReadAgain,
  useUsers,
} from './account-queries.ts';
import { HeldRoles } from './held-roles.tsx';
import { RowMenu } from '../view/row-menu.tsx';
import { ShownOnce, type Shown } from './shown-once.tsx';
import { EditUser, EditUserRoles, NewUser } from './user-forms.tsx';

type Open = { readonly form: 'new' } | { readonly form: 'edit' | 'roles'; readonly user: User };

export function UsersPage() {
  const t = useTranslations('users');
  const { may } = useSession();
  const { search, change, sort, page, onSort, onPage } = useListSearch({ by: 'name', descending: false });
  const found = useUsers({ q: search.q, page, descending: sort.descending });
  const readAgain = useReadAgain();
  const [open, setOpen] = useState<Open | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const columns = useColumns({ onOpen: setOpen, onAsk: setQuestion, onShow: setShown });
  const create = may('directory:user:add') && (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setOpen({ form: 'new' })}>
      {t('create')}
    </Button>
  );
  const close = () => setOpen(null);
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} actions={create} />
      <DataTable
        label={t('title')}
        name="users"
        columns={columns}
        keyOf={({ id }) => id}
        {...fromQuery(found, page, onPage)}
        sort={sort}
        onSort={onSort}
        tools={<SearchBox label={t('search')} value={search.q} onSearch={(q) => change({ q })} />}
        empty={
          search.q === undefined ? (
            <Nothing icon={<IconUsers />} title={t('title')} text={t('lead')} action={create} />
          ) : (
            <Nothing icon={<IconSearchOff />} title={t('noneFound')} text={t('noneFoundText')} />
          )
        }
      />
      {open?.form === 'new' && <NewUser onClose={close} onSaved={readAgain} onShow={setShown} />}
      {open?.form === 'edit' && <EditUser user={open.user} onClose={close} onSaved={readAgain} />}
      {open?.form === 'roles' && <EditUserRoles user={open.user} onClose={close} onSaved={readAgain} />}
      <Confirm question={question} onClose={() => setQuestion(null)} />
      <ShownOnce shown={shown} onClose={() => setShown(null)} />
    </>
  );
}

type Deeds = {
  readonly onOpen: (open: Open) => void;
  readonly onAsk: (question: Question) => void;
  readonly onShow: (shown: Shown) => void;
};

function useColumns(deeds: Deeds): ReadonlyArray<Column<User>> {
  const t = useTranslations('users');
  const format = useFormatter();
  return [
    {
      id: 'name',
      header: t('name'),
      sortBy: 'name',
      isFixed: true,
      cell: ({ name, email }) => (
        <Stack gap={0}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {email}
          </Text>
        </Stack>
      ),
    },
    { id: 'roles', header: t('roles'), cell: ({ grants }) => <HeldRoles grants={grants} /> },
    { id: 'state', header: t('state'), cell: (user) => <UserState user={user} /> },
    {
      id: 'changed',
      header: t('changed'),
      cell: ({ dateModified }) => format.dateTime(new Date(dateModified), { dateStyle: 'medium' }),
    },
    {
      id: 'actions',
      header: t('actions'),
      isFixed: true,
      align: 'end',
      cell: (user) => <UserDeeds user={user} {...deeds} />,
    },
  ];
}

function UserState({ user }: { user: User }) {
  const t = useTranslations('users');
  const format = useFormatter();
  const isActive = user.state === 'active';
  return (
    <Group gap={6}>
      <Badge variant="light" color={isActive ? 'jade' : 'gray'} tt="none">
        {t(isActive ? 'active' : 'inactive')}
      </Badge>
      {user.lockedUntil !== null && (
        <Badge variant="light" color="red" tt="none">
          {t('lockedUntil', { time: format.dateTime(new Date(user.lockedUntil), { timeStyle: 'short' }) })}
        </Badge>
      )}
      {isActive && user.mustChangePassword && (
        <Badge variant="light" color="amber" tt="none">
          {t('mustChange')}
        </Badge>
      )}
    </Group>
  );
}

function UserDeeds({ user, onOpen, onAsk, onShow }: Deeds & { user: User }) {
  const t = useTranslations('users');
  const { me, may } = useSession();
  const readAgain = useReadAgain();
  const { name } = user;
  const isOther = me.id !== user.id;
  const mayEdit = may('directory:user:edit');
  const mayGrant =
    may('authorization:role:view') && may('authorization:grant:add') && may('authorization:grant:delete');
  const ask = (deed: 'delete' | 'disable' | 'enable' | 'reset', act: () => Promise<unknown>): void =>
    onAsk({
      title: t(`ask.${deed}.title`, { name }),
      text: <Text>{t(`ask.${deed}.text`)}</Text>,
      confirm: t(deed),
      isDangerous: deed === 'delete' || deed === 'disable',
      act: async () => {
        await act();
        await readAgain();
      },
    });
  const reset = async (): Promise<void> => {
    const password = await resetPassword(user);
    onShow({
      title: t('newPasswordOf', { name }),
      lines: [[t('password'), password]],
      hint: t('passwordHint'),
    });
  };
  return (
    <RowMenu
      label={t('moreOf', { name })}
      deeds={[
        mayEdit && {
          ...{ label: t('edit'), icon: <IconEdit size={16} /> },
          act: () => onOpen({ form: 'edit', user }),
        },
        mayGrant && {
          ...{ label: t('editRoles'), icon: <IconShieldHalf size={16} /> },
          act: () => onOpen({ form: 'roles', user }),
        },
        isOther &&
          may('directory:userPassword:set') && {
            ...{ label: t('reset'), icon: <IconKey size={16} /> },
            act: () => ask('reset', reset),
          },
        mayEdit &&
          user.lockedUntil !== null && {
            ...{ label: t('unlock'), icon: <IconLockOpen size={16} /> },
            act: () => void unlockUser(user).finally(() => void readAgain()),
          },
        isOther &&
          mayEdit &&
          user.state === 'active' && {
            ...{ label: t('disable'), icon: <IconUserOff size={16} /> },
            act: () => ask('disable', () => changeUser(user, { state: 'inactive' })),
          },
        mayEdit &&
          user.state === 'inactive' && {
            ...{ label: t('enable'), icon: <IconUserCheck size={16} /> },
            act: () => ask('enable', () => changeUser(user, { state: 'active' })),
          },
        isOther &&
          may('directory:user:delete') && {
            ...{ label: t('delete'), icon: <IconTrash size={16} />, isDangerous: true },
            act: () => ask('delete', () => deleteUser(user)),
          },
      ]}
    />
  );
}
