/** A new user, a user's data, and a user's roles. */
import { Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../access/session.tsx';
import type { RoleDivision, User } from '../api/types.ts';
import { FormDialog } from '../view/form-dialog.tsx';
import { changeUser, createUser, replaceRoles } from './account-queries.ts';
import { ownRoles } from './held-roles.tsx';
import { chosenRoles, RolesField } from './roles-field.tsx';
import type { Shown } from './shown-once.tsx';

type Props = { readonly onClose: () => void; readonly onSaved: () => Promise<void> };

function useUserForm(user: User | null) {
  const t = useTranslations('users');
  return useForm({
    initialValues: { name: user?.name ?? '', email: user?.email ?? '' },
    validate: {
      name: (name) => (name.trim() === '' ? t('nameNeeded') : null),
      email: (email) => (/^[^\s@]+@[^\s@]+$/.test(email.trim()) ? null : t('emailNeeded')),
    },
  });
}

function UserFields({ form }: { form: ReturnType<typeof useUserForm> }) {
  const t = useTranslations('users');
  return (
    <>
      <TextInput label={t('name')} required data-autofocus {...form.getInputProps('name')} />
      <TextInput
        label={t('email')}
        description={t('emailHint')}
        type="email"
        autoComplete="off"
        required
        {...form.getInputProps('email')}
      />
    </>
  );
}

export function NewUser({ onClose, onSaved, onShow }: Props & { onShow: (shown: Shown) => void }) {
  const t = useTranslations('users');
  const { may } = useSession();
  const form = useUserForm(null);
  const [roles, setRoles] = useState<RoleDivision[]>([]);
  const mayGrant = may('authorization:grant:add') && may('authorization:role:view');
  const save = async (): Promise<boolean> => {
    if (form.validate().hasErrors) return false;
    const { name, email } = form.getValues();
    const made = await createUser({ name, email, roleDivisions: chosenRoles(roles) });
    await onSaved();
    onShow({
      title: t('madeTitle', { name: made.name }),
      lines: [
        [t('email'), made.email],
        [t('password'), made.password ?? ''],
      ],
      hint: t('passwordHint'),
    });
    return true;
  };
  return (
    <FormDialog title={t('create')} submit={t('create')} size="lg" onClose={onClose} onSubmit={save}>
      <UserFields form={form} />
      {mayGrant && <RolesField value={roles} onChange={setRoles} />}
    </FormDialog>
  );
}

export function EditUser({ user, onClose, onSaved }: Props & { user: User }) {
  const t = useTranslations('users');
  const form = useUserForm(user);
  const save = async (): Promise<boolean> => {
    if (form.validate().hasErrors) return false;
    await changeUser(user, form.getValues());
    await onSaved();
    return true;
  };
  return (
    <FormDialog title={t('editTitle', { name: user.name })} onClose={onClose} onSubmit={save}>
      <UserFields form={form} />
    </FormDialog>
  );
}

export function EditUserRoles({ user, onClose, onSaved }: Props & { user: User }) {
  const t = useTranslations('users');
  const [roles, setRoles] = useState<RoleDivision[]>(() => ownRoles(user.grants));
  const save = async (): Promise<void> => {
    await replaceRoles(user.id, chosenRoles(roles));
    await onSaved();
  };
  const isByGroup = user.grants.some((grant) => grant.isByGroup);
  return (
    <FormDialog title={t('rolesTitle', { name: user.name })} size="lg" onClose={onClose} onSubmit={save}>
      <RolesField value={roles} onChange={setRoles} held={user.grants} />
      {isByGroup && (
        <Text size="sm" c="dimmed">
          {t('groupRoles')}
        </Text>
      )}
    </FormDialog>
  );
}
