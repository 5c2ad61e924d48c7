/** One's own password: asked for at the first sign-in, and at will on the account page. */
import { Button, Group, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';
import { Failure } from '../view/failure.tsx';
import classes from './sign-in-page.module.css';

export function ChangePasswordForm({ onChanged }: { onChanged: () => void }) {
  const t = useTranslations('access');
  const [error, setError] = useState<unknown>(null);
  const form = useForm({
    initialValues: { password: '', newPassword: '', repeated: '' },
    validate: {
      newPassword: (value, all) => (value === all.password ? t('samePassword') : null),
      repeated: (value, all) => (value === all.newPassword ? null : t('notRepeated')),
    },
  });
  const submit = async ({ password, newPassword }: typeof form.values): Promise<void> => {
    setError(null);
    try {
      await answerOf(api.POST('/api/v2/session/password', { body: { password, newPassword } }));
      form.reset();
      onChanged();
    } catch (failure) {
      setError(failure);
    }
  };
  const toggle = { visibilityToggleButtonProps: { 'aria-label': t('showPassword') } };
  return (
    <form onSubmit={form.onSubmit((values) => submit(values))}>
      <Stack>
        {error !== null && <Failure error={error} />}
        <PasswordInput
          label={t('presentPassword')}
          autoComplete="current-password"
          required
          {...toggle}
          {...form.getInputProps('password')}
        />
        <PasswordInput
          label={t('newPassword')}
          description={t('newPasswordHint')}
          autoComplete="new-password"
          required
          {...toggle}
          {...form.getInputProps('newPassword')}
        />
        <PasswordInput
          label={t('repeatPassword')}
          autoComplete="new-password"
          required
          {...toggle}
          {...form.getInputProps('repeated')}
        />
        <Group>
          <Button type="submit" loading={form.submitting}>
            {t('changePassword')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function ChangePasswordPage({
  onChanged,
  onSignOut,
}: {
  onChanged: () => void;
  onSignOut: () => void;
}) {
  const t = useTranslations('access');
  return (
    <main className={classes['page']}>
      <Stack w="100%" maw={440}>
        <Title order={1}>{t('choosePassword')}</Title>
        <Text c="dimmed">{t('choosePasswordHint')}</Text>
        <Paper withBorder p="xl" radius="lg" shadow="sm">
          <ChangePasswordForm onChanged={onChanged} />
        </Paper>
        <Group>
          <Button variant="subtle" onClick={onSignOut}>
            {t('signOut')}
          </Button>
        </Group>
      </Stack>
    </main>
  );
}
