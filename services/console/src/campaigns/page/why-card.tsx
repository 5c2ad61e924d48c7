/** Why a campaign does not send, or sends less than it may, and when the next message is due. */
import { Alert, Group, List, Stack, Text } from '@mantine/core';
import { IconClockPause, IconInfoCircle, IconAlertTriangle } from '@tabler/icons-react';
import { useFormatter, useNow, useTranslations } from 'use-intl';
import type { Campaign, Progress } from '../../api/types.ts';
import { useCampaignTime } from '../use-campaign-time.ts';
import { useReason } from '../use-reason.ts';

export function WhyCard({ campaign, progress }: { campaign: Campaign; progress: Progress | undefined }) {
  const t = useTranslations('campaign');
  const reason = useReason(campaign, progress);
  const { campaignStatus, errors } = campaign;
  if (errors.length > 0 && campaignStatus !== 'on')
    return (
      <Alert color="red" icon={<IconAlertTriangle />} title={t(`why.${campaignStatus}`)}>
        <List size="sm">
          {errors.map(({ error, details }) => (
            <List.Item key={error + details}>{details}</List.Item>
          ))}
        </List>
      </Alert>
    );
  if (campaignStatus === 'on' && reason !== null) {
    const stands = progress?.waiting !== undefined;
    return (
      <Alert
        color={stands ? 'amber' : 'blue'}
        icon={stands ? <IconClockPause /> : <IconInfoCircle />}
        title={stands ? t('why.waits') : t('why.slower')}
      >
        <Stack gap={4}>
          <Text size="sm">{reason}</Text>
          {progress && <NextDue campaign={campaign} progress={progress} />}
        </Stack>
      </Alert>
    );
  }
  return null;
}

export function NextDue({ campaign, progress }: { campaign: Campaign; progress: Progress }) {
  const timeOf = useCampaignTime(campaign);
  const t = useTranslations('campaign.why');
  const format = useFormatter();
  const now = useNow({ updateInterval: 1_000 });
  if (progress.nextDueAt === undefined) return null;
  const due = new Date(progress.nextDueAt);
  return (
    <Group gap={6}>
      <Text size="sm" fw={600}>
        {due.getTime() - now.getTime() < 2_000
          ? t('dueNow')
          : t('due', {
              time: timeOf(progress.nextDueAt),
              ago: format.relativeTime(due, now),
            })}
      </Text>
    </Group>
  );
}
