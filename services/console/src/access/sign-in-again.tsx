/** Over the page, which stays as it is: the session has ended, and what waits for it goes on afterwards. */
import { Modal, Stack, Text } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { SignInForm } from './sign-in-form.tsx';

export function SignInAgain({ email, onSignedIn }: { email: string; onSignedIn: () => void }) {
  const t = useTranslations('access');
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      title={t('sessionEnded')}
      centered
    >
      <Stack>
        <Text size="sm">{t('sessionEndedHint')}</Text>
        <SignInForm email={email} onSignedIn={onSignedIn} />
      </Stack>
    </Modal>
  );
}
