/** From the contacts of the run to those who have read their message: a bar each, with its share of all. */
import { Group, Stack, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'use-intl';
import type { Progress } from '../../api/types.ts';
import { Card } from '../../view/card.tsx';
import { leftOf, skippedOf } from '../campaign-state.ts';
import classes from './funnel.module.css';

const steps = ['contacts', 'processed', 'sent', 'delivered', 'read'] as const;
type Step = (typeof steps)[number];

export function Funnel({ progress }: { progress: Progress | undefined }) {
  const t = useTranslations('campaign.funnel');
  const format = useFormatter();
  if (!progress || progress.runNumber === 0)
    return (
      <Card title={t('title')}>
        <Text c="dimmed">{t('notStarted')}</Text>
      </Card>
    );
  const total = progress.totalNumberOfContacts;
  const counts: Record<Step, number> = {
    contacts: total,
    processed: total - leftOf(progress),
    sent: progress.sent,
    delivered: progress.delivered,
    read: progress.read,
  };
  const share = (count: number): number => (total === 0 ? 0 : Math.min(1, count / total));
  const rest = [
    ['failed', progress.failed],
    ['skipped', skippedOf(progress)],
    ['unknown', progress.unknown],
    ['filteredOut', progress.filteredOut ?? 0],
  ] as const;
  return (
    <Card
      title={t('title')}
      aside={
        <Text size="sm" c="dimmed">
          {progress.resend
            ? t('resend', { number: progress.runNumber, of: progress.resend.ofRun })
            : t('run', { number: progress.runNumber })}
        </Text>
      }
    >
      <Stack gap="sm">
        {steps.map((step) => (
          <div key={step} className={classes['row']}>
            <Text size="sm">{t(step)}</Text>
            <div className={classes['track']} aria-hidden>
              <div
                className={classes['bar']}
                data-step={step}
                style={{ width: `${share(counts[step]) * 100}%` }}
              />
            </div>
            <Text size="sm" fw={600} ta="end" className="figures">
              {format.number(counts[step])}
            </Text>
            <Text size="xs" c="dimmed" ta="end" className="figures">
              {format.number(share(counts[step]), { style: 'percent' })}
            </Text>
          </div>
        ))}
      </Stack>
      <Group gap="xl" className={classes['rest']}>
        {rest.map(([name, count]) => (
          <Stack key={name} gap={0}>
            <Text size="xs" c="dimmed">
              {t(name)}
            </Text>
            <Text
              fw={650}
              size="lg"
              className="figures"
              {...(name === 'failed' && count > 0 ? { c: 'red' } : {})}
            >
              {format.number(count)}
            </Text>
          </Stack>
        ))}
      </Group>
    </Card>
  );
}
