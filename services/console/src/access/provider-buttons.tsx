/**
 * The way in by the company's own sign-in, where there is one. It leaves the page, and comes back to the same
 * address.
 */
import { Button, Divider } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { answerOf } from '../api/api-failure.ts';
import { api } from '../api/client.ts';

export function ProviderButtons() {
  const t = useTranslations('access');
  const { data } = useQuery({
    queryKey: ['sign-in-providers'],
    queryFn: () => answerOf(api.GET('/api/v2/session/providers')),
    staleTime: Infinity,
  });
  const providers = data?.providers ?? [];
  if (providers.length === 0) return null;
  const here = `${window.location.pathname}${withoutRefusal(window.location.search)}`;
  return (
    <>
      <Divider label={t('or')} />
      {providers.map(({ name, signInUri }) => (
        <Button
          key={signInUri}
          component="a"
          variant="default"
          href={`${signInUri}?returnTo=${encodeURIComponent(here)}`}
        >
          {t('signInWith', { name })}
        </Button>
      ))}
    </>
  );
}

function withoutRefusal(search: string): string {
  const options = new URLSearchParams(search);
  options.delete('signInRefused');
  return options.size === 0 ? '' : `?${options.toString()}`;
}
