/** Who of the latest run did not get the message, and a new run for just those, after a question. */
import { Button, Checkbox, Grid, Group, MultiSelect, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useSession } from '../../access/session.tsx';
import type { Campaign, Progress, ResendBody, ResendPreview } from '../../api/types.ts';
import { Card } from '../../view/card.tsx';
import { Confirm, type Question } from '../../view/confirm.tsx';
import { campaignPermissions } from '../campaign-permissions.ts';
import { isActive, useResend, useResendPreview } from '../campaign-queries.ts';
import { chosenCount, countsByKind, resendKinds } from './resend-choice.ts';

type Props = { campaign: Campaign; progress: Progress | undefined };

export function ResendCard({ campaign, progress }: Props) {
  const t = useTranslations('campaign.resend');
  const isAtRest = !isActive(campaign.campaignStatus) && !campaign.alwaysRunning;
  const { data: preview } = useResendPreview(campaign.id, isAtRest, progress?.runNumber ?? 0);
  if (!isAtRest || !preview) return null;
  const isNobody = Object.values(countsByKind(preview)).every((count) => count === 0);
  return (
    <Grid.Col span={12}>
      <Card title={t('title')}>
        {isNobody ? (
          <Text size="sm" c="dimmed">
            {t('none', { run: preview.runNumber })}
          </Text>
        ) : (
          <Choice campaign={campaign} preview={preview} />
        )}
      </Card>
    </Grid.Col>
  );
}

function Choice({ campaign, preview }: { campaign: Campaign; preview: ResendPreview }) {
  const t = useTranslations('campaign.resend');
  const format = useFormatter();
  const { may } = useSession();
  const { mutateAsync } = useResend(campaign.id);
  const [kinds, setKinds] = useState<ResendBody['kinds']>([]);
  const [codes, setCodes] = useState<string[]>([]);
  const [isAsked, setAsked] = useState(false);
  const { runNumber, unknown, neverReached } = preview;
  const counts = countsByKind(preview);
  const count = chosenCount(preview, kinds, codes);
  const mayStart = campaignPermissions('start').some((permission) => may(permission, campaign.division.id));
  const lines = [
    t('will', { count }),
    ...(kinds.includes('UNKNOWN') && unknown > 0 ? [t('twice', { count: unknown })] : []),
    ...(!kinds.includes('NEVER_REACHED') && neverReached > 0
      ? [t('left', { run: runNumber, count: neverReached })]
      : []),
  ];
  const question: Question | null = isAsked
    ? {
        title: t('ask', { name: campaign.name }),
        text: lines.map((line) => <Text key={line}>{line}</Text>),
        confirm: t('confirm'),
        isDangerous: kinds.includes('UNKNOWN'),
        act: async () => {
          const begun = await mutateAsync({
            ...{ kinds, runNumber, codes: kinds.includes('FAILED') ? codes.map(Number) : [] },
            mayGetItTwice: kinds.includes('UNKNOWN'),
          });
          const message = t('did', { run: begun.runNumber, name: campaign.name });
          notifications.show({ message, color: 'jade' });
        },
      }
    : null;
  return (
    <Stack gap="sm">
      <Text size="sm">{t('of', { run: runNumber })}</Text>
      {resendKinds.map((kind) => (
        <Group key={kind} justify="space-between" wrap="nowrap">
          <Checkbox
            label={t(`kind.${kind}`)}
            checked={kinds.includes(kind)}
            disabled={!mayStart || counts[kind] === 0}
            onChange={() =>
              setKinds(kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind])
            }
          />
          <Text size="sm" fw={600} className="figures">
            {format.number(counts[kind])}
          </Text>
        </Group>
      ))}
      {kinds.includes('FAILED') && (
        <MultiSelect
          label={t('codes')}
          {...(codes.length === 0 ? { placeholder: t('allCodes') } : {})}
          data={Object.entries(preview.failedByCode)
            .filter(([code]) => /^\d+$/.test(code))
            .map(([code, failed]) => ({ value: code, label: `${code} (${format.number(failed)})` }))}
          value={codes}
          onChange={setCodes}
        />
      )}
      {mayStart && (
        <Group justify="flex-end">
          <Button leftSection={<IconSend size={16} />} disabled={count === 0} onClick={() => setAsked(true)}>
            {t('send', { count })}
          </Button>
        </Group>
      )}
      <Confirm question={question} onClose={() => setAsked(false)} />
    </Stack>
  );
}
