/**
 * Campaigns with their figures as rows of the table. A row whose campaign and figures have not changed stays
 * the same object, so that it is not drawn again when others change.
 */
import { useMemo, useRef } from 'react';
import type { Campaign, Progress } from '../api/types.ts';
import { useProgressOf } from './campaign-queries.ts';
import { rateNow, useSamples } from './use-rates.ts';

export type CampaignRow = {
  readonly campaign: Campaign;
  readonly progress: Progress | undefined;
  /** Messages per minute now; null: it does not run, or it is not known yet. */
  readonly rate: number | null;
};

export function useCampaignRows(campaigns: readonly Campaign[] | undefined): CampaignRow[] | undefined {
  const { data: progress } = useProgressOf(campaigns ?? []);
  const samplesOf = useSamples(progress?.values());
  const before = useRef(new Map<string, CampaignRow>());
  return useMemo(() => {
    const rows = campaigns?.map((campaign) => {
      const { id, campaignStatus } = campaign;
      const rate = campaignStatus === 'on' ? rateNow(samplesOf(id)) : null;
      return keptRow(before.current.get(id), { campaign, progress: progress?.get(id), rate });
    });
    before.current = new Map(rows?.map((row) => [row.campaign.id, row]));
    return rows;
    // eslint-disable-next-line react-hooks/exhaustive-deps -- samples come with the progress
  }, [campaigns, progress]);
}

export const keptRow = (before: CampaignRow | undefined, now: CampaignRow): CampaignRow =>
  before?.campaign === now.campaign && before.rate === now.rate && isSame(before.progress, now.progress)
    ? before
    : now;

/** Every answer has the moment of its reading; that alone is no change. */
const isSame = (a: Progress | undefined, b: Progress | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    JSON.stringify({ ...a, at: '' }) === JSON.stringify({ ...b, at: '' }));
