/** How fast it goes and how fast it may: now in figures, and since the page was opened as a curve. */
import { Group, Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import type { Campaign, Progress } from '../../api/types.ts';
import { Card } from '../../view/card.tsx';
import { leftOf, type Sample } from '../campaign-state.ts';
import { rateNow } from '../use-rates.ts';
import { NextDue } from './why-card.tsx';

const RateChart = lazy(async () => ({ default: (await import('./rate-chart.tsx')).RateChart }));
const CHART_HEIGHT = 170;

type Props = { campaign: Campaign; progress: Progress | undefined; samples: readonly Sample[] };

export function PaceCard({ campaign, progress, samples }: Props) {
  const t = useTranslations('campaign.pace');
  const format = useFormatter();
  const isOn = campaign.campaignStatus === 'on';
  const rate = isOn ? rateNow(samples) : null;
  const limit = progress?.limitPerMinute ?? campaign.messagesPerMinute;
  const left = progress ? leftOf(progress) : 0;
  const speed = rate !== null && rate > 0 ? rate : limit;
  const endsAt =
    isOn && !campaign.alwaysRunning && left > 0 && progress
      ? new Date(Date.parse(progress.at) + (left / speed) * 60_000)
      : null;
  return (
    <Card title={t('title')}>
      <Group gap="xl" align="flex-start">
        <Figure label={t('now')} value={rate === null ? '–' : format.number(Math.round(rate))} />
        <Figure
          label={t('limit')}
          value={format.number(Math.round(limit))}
          {...(limit < campaign.messagesPerMinute
            ? { note: t('instead', { rate: campaign.messagesPerMinute }) }
            : {})}
        />
        <Figure
          label={t('end')}
          value={endsAt === null ? '–' : format.dateTime(endsAt, { timeStyle: 'short' })}
          {...(endsAt ? { note: format.relativeTime(endsAt, new Date(progress?.at ?? 0)) } : {})}
        />
      </Group>
      {isOn && samples.length > 3 ? (
        <Suspense fallback={<Skeleton height={CHART_HEIGHT} />}>
          <RateChart samples={samples} limit={limit} height={CHART_HEIGHT} />
        </Suspense>
      ) : (
        <Text size="sm" c="dimmed">
          {isOn ? t('soon') : t('rests')}
        </Text>
      )}
      {isOn && progress && progress.waiting === undefined && (
        <NextDue campaign={campaign} progress={progress} />
      )}
    </Card>
  );
}

function Figure({ label, value, note }: { label: string; value: string; note?: string }) {
  return (
    <Stack gap={0}>
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      <Text size="xl" fw={650} className="figures">
        {value}
      </Text>
      {note && (
        <Text size="xs" c="dimmed">
          {note}
        </Text>
      )}
    </Stack>
  );
}
