import { Paper, Stack, Title } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useTranslations } from 'use-intl';
import { PageHeader } from '../view/page-header.tsx';
import { ChangePasswordForm } from './change-password.tsx';
import { useSession } from './session.tsx';

export function AccountPage() {
  const t = useTranslations('access');
  const { me } = useSession();
  return (
    <>
      <PageHeader title={t('yourAccount')} lead={`${me.name} · ${me.email ?? ''}`} />
      <Paper withBorder radius="lg" p="lg" maw={520}>
        <Stack>
          <Title order={2}>{t('changePassword')}</Title>
          <ChangePasswordForm onChanged={() => void notifications.show({ message: t('passwordChanged') })} />
        </Stack>
      </Paper>
    </>
  );
}
