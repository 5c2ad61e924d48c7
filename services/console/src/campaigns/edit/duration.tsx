import { Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'use-intl';
import { minutesFor } from './campaign-values.ts';

/** From so many minutes on, hours are said. */
const QUICK = 600;

/** How long the campaign will take at its rate. */
export function Duration({
  contacts,
  rate,
  max,
}: {
  contacts: number | undefined;
  rate: number | '';
  max: number;
}) {
  const t = useTranslations('edit');
  const format = useFormatter();
  const minutes = minutesFor(contacts, rate === '' ? '' : Math.min(rate, max));
  if (minutes === null || !contacts) return null;
  const length =
    minutes < QUICK
      ? t('minutes', { count: minutes })
      : t('hours', { count: format.number(minutes / 60, { maximumFractionDigits: 1 }) });
  return (
    <Text size="sm" c="dimmed">
      {t('takes', { contacts, length })}
    </Text>
  );
}
