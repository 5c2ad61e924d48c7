import '@mantine/charts/styles.css';
import { AreaChart } from '@mantine/charts';
import { useFormatter, useTranslations } from 'use-intl';
import { ratePerMinute, type Sample } from '../campaign-state.ts';

type Props = { samples: readonly Sample[]; limit: number; height: number };

/** Messages per minute against the limit. */
export function RateChart({ samples, limit, height }: Props) {
  const t = useTranslations('campaign.pace');
  const format = useFormatter();
  const data = samples.flatMap((sample, at) => {
    const rate = ratePerMinute(samples.slice(0, at + 1));
    return rate === null
      ? []
      : [{ time: format.dateTime(new Date(sample.atMs), { timeStyle: 'medium' }), rate: Math.round(rate) }];
  });
  return (
    <AreaChart
      h={height}
      data={data}
      dataKey="time"
      series={[{ name: 'rate', label: t('now'), color: 'jade.6' }]}
      referenceLines={[{ y: limit, label: t('limit'), color: 'gray.6' }]}
      yAxisProps={{ domain: [0, Math.ceil(limit * 1.15)], width: 52 }}
      valueFormatter={(value) => format.number(value)}
      withDots={false}
      curveType="monotone"
      areaChartProps={{ accessibilityLayer: true, title: t('title') }}
      areaProps={{ isAnimationActive: false }}
    />
  );
}
