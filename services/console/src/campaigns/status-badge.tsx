import { Badge, Group, Text } from '@mantine/core';
import { useTranslations } from 'use-intl';
import type { Campaign, CampaignStatus, Progress } from '../api/types.ts';
import { useReason } from './use-reason.ts';
import classes from './status-badge.module.css';

const colors: Record<CampaignStatus, string> = {
  on: 'jade',
  stopping: 'amber',
  forced_stopping: 'amber',
  off: 'gray',
  complete: 'blue',
  invalid: 'red',
  forced_off: 'amber',
};

export function StatusBadge({ status }: { status: CampaignStatus }) {
  const t = useTranslations('campaign.status');
  return (
    <Badge
      variant="light"
      color={colors[status]}
      className={classes['badge'] ?? ''}
      data-status={status}
      tt="none"
    >
      {status === 'on' && <span className={classes['pulse']} aria-hidden />}
      {t(status)}
    </Badge>
  );
}

/** The status, and beneath it why nothing leaves or less than it could. */
export function StatusWithReason({
  campaign,
  progress,
}: {
  campaign: Campaign;
  progress: Progress | undefined;
}) {
  const reason = useReason(campaign, progress);
  return (
    <Group gap={6}>
      <StatusBadge status={campaign.campaignStatus} />
      {reason !== null && (
        <Text size="xs" c="dimmed" lineClamp={2} title={reason} maw={220}>
          {reason}
        </Text>
      )}
    </Group>
  );
}
