import { useTranslations } from 'use-intl';
import type { Campaign, Progress } from '../api/types.ts';
import { useCampaignTime } from './use-campaign-time.ts';

/** Codes of `reason` that have words here; of another one the server's own words are shown. */
const reasons = [
  'restore',
  'held',
  'senders',
  'day_limit',
  'callable_time',
  'planning',
  'exhausted',
  'contacts',
  'level',
  'refused',
  'shared',
] as const;
type Reason = (typeof reasons)[number];
const isReason = (code: string): code is Reason => (reasons as readonly string[]).includes(code);

/** In a sentence why a campaign does not send, or sends less than its own rate; null when nothing keeps it. */
export function useReason(campaign: Campaign, progress: Progress | undefined): string | null {
  const t = useTranslations('campaign.reason');
  const timeOf = useCampaignTime(campaign);
  if (campaign.errors.length > 0 && campaign.campaignStatus !== 'on')
    return campaign.errors.map(({ details }) => details).join(' ');
  if (campaign.campaignStatus !== 'on' || !progress) return null;
  const { reason, waiting, limitedBy, resumesAt } = progress;
  if (reason === 'none') return null;
  const text = isReason(reason) ? t(reason) : (waiting ?? limitedBy ?? null);
  if (text === null || resumesAt === undefined) return text;
  return `${text} ${t('until', { time: timeOf(resumesAt) })}`;
}
