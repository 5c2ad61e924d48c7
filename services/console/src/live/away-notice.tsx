/** The server is away: how old what is shown is. */
import { Alert, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useFormatter, useNow, useTranslations } from 'use-intl';
import { useAwaySince, useLive } from './use-live.ts';

export function AwayNotice() {
  useLive();
  const t = useTranslations('live');
  const awaySince = useAwaySince();
  return (
    <div role="status">
      {awaySince !== null && (
        <Alert color="amber" icon={<IconPlugConnectedX />} title={t('away')} mb="md">
          <Age at={awaySince} />
        </Alert>
      )}
    </div>
  );
}

/** Counts on; who hears the page is told once. */
function Age({ at }: { at: number }) {
  const t = useTranslations('live');
  const format = useFormatter();
  const now = useNow({ updateInterval: 1_000 });
  return (
    <Text size="sm" aria-live="off">
      {t('age', {
        time: format.dateTime(new Date(at), { timeStyle: 'medium' }),
        ago: format.relativeTime(new Date(at), { now, style: 'long' }),
      })}
    </Text>
  );
}
