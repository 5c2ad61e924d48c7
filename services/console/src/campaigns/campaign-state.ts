/**
 * What may be done with a campaign in each of its states (contract, section 4), and its figures for a row.
 * Pure.
 */
import type { CampaignStatus, Progress } from '../api/types.ts';
import type { Deed } from './campaign-queries.ts';

const allowed: Record<CampaignStatus, readonly Deed[]> = {
  on: ['stop', 'recycle'],
  stopping: ['recycle'],
  forced_stopping: [],
  off: ['start', 'recycle', 'delete'],
  complete: ['start', 'recycle', 'delete'],
  forced_off: ['start', 'recycle', 'delete'],
  invalid: ['delete'],
};

export const deedsOf = (status: CampaignStatus): readonly Deed[] => allowed[status];

export const skippedOf = ({ numberOfContactsSkipped }: Pick<Progress, 'numberOfContactsSkipped'>): number =>
  Object.values(numberOfContactsSkipped).reduce((sum, count) => sum + count, 0);

type Counted = Pick<
  Progress,
  'totalNumberOfContacts' | 'numberOfContactsMessaged' | 'numberOfContactsSkipped'
>;

/** Contacts of the run that have no outcome yet. */
export const leftOf = (progress: Counted): number =>
  Math.max(0, progress.totalNumberOfContacts - progress.numberOfContactsMessaged - skippedOf(progress));

export type Sample = { readonly atMs: number; readonly messaged: number };
const WINDOW_MS = 20_000;

/** Messages per minute over the last seconds; null before two looks lie far enough apart. */
export function ratePerMinute(samples: readonly Sample[]): number | null {
  const last = samples.at(-1);
  if (!last) return null;
  const first = samples.find(({ atMs }) => atMs >= last.atMs - WINDOW_MS);
  if (!first || last.atMs - first.atMs < 1_000 || last.messaged < first.messaged) return null;
  return ((last.messaged - first.messaged) / (last.atMs - first.atMs)) * 60_000;
}
