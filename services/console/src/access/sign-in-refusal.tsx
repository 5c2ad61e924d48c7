/** Why a sign-in by the company's own sign-in came back without a session. */
import { Alert } from '@mantine/core';
import { useTranslations } from 'use-intl';

const REASONS = [
  'no.role',
  'email.taken',
  'disabled',
  'declined',
  'expired',
  'no.email',
  'unavailable',
] as const;

export function SignInRefusal() {
  const t = useTranslations('access.refused');
  const given = new URLSearchParams(window.location.search).get('signInRefused');
  if (given === null) return null;
  const reason = REASONS.find((known) => known === given);
  return (
    <Alert color="red" role="alert" title={t('title')}>
      {t(reason === undefined ? 'failed' : words[reason])}
    </Alert>
  );
}

const words = {
  'no.role': 'noRole',
  'email.taken': 'emailTaken',
  'no.email': 'noEmail',
  disabled: 'disabled',
  declined: 'declined',
  expired: 'expired',
  unavailable: 'unavailable',
} as const;
