/** Who was skipped and why; what failed by WhatsApp's code, what it means and what to do. */
import { Group, Progress as Bar, Stack, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'use-intl';
import type { Progress } from '../../api/types.ts';
import { Card } from '../../view/card.tsx';
import { errorWords, isSkipReason } from './known-codes.ts';

const ordered = (counts: Record<string, number>): Array<[string, number]> =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a);

export function SkippedByReason({ progress }: { progress: Progress | undefined }) {
  const t = useTranslations('campaign.skipped');
  const rows = ordered(progress?.numberOfContactsSkipped ?? {});
  return (
    <Card title={t('title')}>
      <Rows
        rows={rows.map(([code, count]) => {
          const reason = code.replace(/^(ININ_)?OUTBOUND_/, '');
          return { code: reason, count, text: isSkipReason(reason) ? t(`reason.${reason}`) : reason };
        })}
        none={t('none')}
      />
    </Card>
  );
}

export function FailedByCode({ progress }: { progress: Progress | undefined }) {
  const t = useTranslations('campaign.failed');
  const rows = ordered(progress?.failedByCode ?? {});
  return (
    <Card title={t('title')}>
      <Rows
        rows={rows.map(([code, count]) => {
          const words = errorWords(code);
          return { code, count, text: words ? t(`code.${words}`) : t('otherCode'), showsCode: true };
        })}
        none={t('none')}
      />
    </Card>
  );
}

type Row = { code: string; count: number; text: string; showsCode?: boolean };

function Rows({ rows, none }: { rows: readonly Row[]; none: string }) {
  const format = useFormatter();
  if (rows.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  const most = Math.max(...rows.map(({ count }) => count));
  return (
    <Stack gap="sm">
      {rows.map(({ code, count, text, showsCode }) => (
        <Stack key={code} gap={4}>
          <Group justify="space-between" wrap="nowrap" gap="md" align="flex-start">
            <Text size="sm">
              {showsCode && (
                <Text component="span" size="sm" fw={600}>
                  {code}{' '}
                </Text>
              )}
              {text}
            </Text>
            <Text size="sm" fw={600} className="figures">
              {format.number(count)}
            </Text>
          </Group>
          <Bar value={(count / most) * 100} size={4} color="gray" aria-hidden />
        </Stack>
      ))}
    </Stack>
  );
}
