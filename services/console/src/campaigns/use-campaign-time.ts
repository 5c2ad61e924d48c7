/** Times of a campaign in its own zone, which is named; of one without callable times in the reader's. */
import { useFormatter } from 'use-intl';
import type { Campaign } from '../api/types.ts';
import { useZonedTime } from '../view/zoned-time.ts';

export function useCampaignTime({ callableTimes }: Pick<Campaign, 'callableTimes'>): (at: string) => string {
  const format = useFormatter();
  const { inZone } = useZonedTime();
  return (at) =>
    callableTimes
      ? inZone(at, callableTimes.timeZone)
      : format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' });
}
