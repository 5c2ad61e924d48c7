import { Group, Progress as Bar, Stack, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'use-intl';
import type { Progress } from '../api/types.ts';
import { leftOf } from './campaign-state.ts';

/** How far the run is: a bar, and in words for those who do not see it. */
export function ProgressCell({ progress }: { progress: Progress | undefined }) {
  const t = useTranslations('campaigns');
  const format = useFormatter();
  if (!progress || progress.runNumber === 0)
    return (
      <Text size="sm" c="dimmed">
        {progress ? t('notStarted') : '–'}
      </Text>
    );
  const done = progress.totalNumberOfContacts - leftOf(progress);
  return (
    <Stack gap={4} miw={140}>
      <Bar value={progress.percentage} size="sm" aria-label={t('column.progress')} />
      <Group gap={6} justify="space-between" wrap="nowrap" className="figures">
        <Text size="xs" c="dimmed">
          {t('doneOf', { done: format.number(done), total: format.number(progress.totalNumberOfContacts) })}
        </Text>
        <Text size="xs" fw={600}>
          {format.number(progress.percentage / 100, { style: 'percent' })}
        </Text>
      </Group>
    </Stack>
  );
}
