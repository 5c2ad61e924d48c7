/**
 * What was released and not taken up by a sender is on its topic for as long as Kafka keeps it there. Who is still not in
 * the ledger after half of that time is asked for again: each run remembers up to where it had released when, and goes
 * back to the first contact that the ledger lacks. Pure.
 */
import { topics } from '../../../schemas/topics.ts';
import type { PaceOfRun } from '../../../schemas/collections.ts';

const { retentionMs } = topics.releasedMessages;
/** Half of the topic's retention, in case an operator has made it shorter. */
const RELEASES_KEPT_MS = retentionMs === 'latest' ? Infinity : retentionMs / 2;

export type ReleasesOfRun = Pick<PaceOfRun, 'releasedThrough' | 'releasedBy'>;
export type ReleasedBy = NonNullable<PaceOfRun['releasedBy']>;

/** Whether the number has had no slot for so long that all that it released is old. */
export const hasRested = (nextMicros: number, nowMs: number): boolean =>
  nowMs - nextMicros / 1_000 > RELEASES_KEPT_MS;

/**
 * Contacts below this sequence number were released so long ago that the ledger must have them; 0 when it is not yet
 * time to look.
 * @param rested whether all that the number released is old
 */
export function overdueThrough(
  { releasedThrough, releasedBy }: ReleasesOfRun,
  nowMs: number,
  rested: boolean,
): number {
  if (rested) return releasedThrough;
  if (!releasedBy || nowMs - releasedBy.at.getTime() < RELEASES_KEPT_MS) return 0;
  return Math.min(releasedThrough, releasedBy.through);
}

/** What is remembered after a look. @param releasedThrough where the run goes on */
export const releasedByNow = (releasedThrough: number, nowMs: number): ReleasedBy => ({
  at: new Date(nowMs),
  through: releasedThrough,
});

/** Whether it is time to remember how far the run has come, or to look whether the ledger has what is old. */
export const isLookDue = ({ releasedBy }: ReleasesOfRun, nowMs: number): boolean =>
  !releasedBy || nowMs - releasedBy.at.getTime() >= RELEASES_KEPT_MS;
