import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslations } from 'use-intl';
import { answerOf } from '../api/api-failure.ts';
import { api, useCsrfToken as takeCsrfToken } from '../api/client.ts';
import { Failure } from '../view/failure.tsx';
import { ProviderButtons } from './provider-buttons.tsx';

type Props = {
  /** Fixed when a session that has ended is taken up again. */
  readonly email?: string;
  readonly onSignedIn: () => void;
};

export function SignInForm({ email: fixed, onSignedIn }: Props) {
  const t = useTranslations('access');
  const [email, setEmail] = useState(fixed ?? '');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      const { csrfToken } = await answerOf(api.POST('/api/v2/session', { body: { email, password } }));
      takeCsrfToken(csrfToken);
      onSignedIn();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={(event) => void submit(event)}>
      <Stack>
        {error !== null && <Failure error={error} />}
        <TextInput
          label={t('email')}
          type="email"
          autoComplete="username"
          required
          readOnly={fixed !== undefined && fixed !== ''}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          {...(fixed ? {} : { 'data-autofocus': true, autoFocus: true })}
        />
        <PasswordInput
          label={t('password')}
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          {...(fixed ? { 'data-autofocus': true } : {})}
          visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
        />
        <Button type="submit" loading={isBusy}>
          {t('signIn')}
        </Button>
        <ProviderButtons />
      </Stack>
    </form>
  );
}
