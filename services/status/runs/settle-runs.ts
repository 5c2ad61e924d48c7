/**
 * When a run is complete, or stopped for good (plan: G3). A balance of counters is only a reason to recount
 * the ledger.
 */
import type { CampaignStatus } from '../../../schemas/types.ts';
import { internalCommandId } from '../../commands/execution/command-id.ts';
import { settledIn, type RunCounts } from '../../ledger/counters/run-counts.ts';

/** A stopped campaign's last messages may still be on their way to the sender for so long. */
const SETTLE_MS = 2_000;

export type RunState = {
  status: CampaignStatus;
  alwaysRunning: boolean;
  /** The campaign's latest change. */
  revision: number;
  stoppedAt: Date | null;
  /** Contacts in the run's order; null while the order is being made. */
  planned: number | null;
  counts: RunCounts;
  /** The change up to which the throttle has let the run go; null while it has not. */
  stoppedRevision: number | null;
};

/** What to look at in the ledger before the run may be called complete, or stopped. */
export type Suspicion = 'complete' | 'stopped' | null;

/**
 * A run whose plan and counters have not moved: since when, and how often the ledger was recounted since
 * then.
 */
export type Standstill = {
  signature: string;
  sinceMs: number;
  recounts: number;
  /** When the run was last recounted, also before it moved; null when it never was. */
  recountedAtMs: number | null;
};

const FIRST_RECOUNT_MS = 60_000;
/** Counters that balance again right after a repair look as before it: not long to the next look. */
const DENIED_RECOUNT_MS = 1_000;
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * A balance is checked at once, and one that the ledger denied after 2 s, 4 s …; what stands still without
 * one is checked after a minute, at most once an hour however often it moves in between: a recount of a
 * million contacts takes seconds.
 */
export function isRecountDue(
  { sinceMs, recounts, recountedAtMs }: Standstill,
  balances: boolean,
  now: number,
): boolean {
  if (!balances)
    return (
      now - sinceMs >= FIRST_RECOUNT_MS && (recountedAtMs === null || now - recountedAtMs >= LONGEST_PAUSE_MS)
    );
  return recounts === 0 || now - sinceMs >= Math.min(LONGEST_PAUSE_MS, DENIED_RECOUNT_MS * 2 ** recounts);
}

/**
 * False for an always-running run that waits for more contacts: all have their outcome, and there is nothing
 * to decide.
 */
export const needsRecount = ({ alwaysRunning, planned, counts }: RunState): boolean =>
  planned !== null && !(alwaysRunning && settledIn(counts) === planned);

export const recounted = (standstill: Standstill, now: number): Standstill => ({
  ...standstill,
  recounts: standstill.recounts + 1,
  recountedAtMs: now,
});

/** The standstill after another look at the counters. */
export function standstillAfter(
  before: Standstill | undefined,
  { planned, counts }: Pick<RunState, 'planned' | 'counts'>,
  now: number,
): Standstill {
  const signature = JSON.stringify([planned, ...[...counts].sort()]);
  return before?.signature === signature
    ? before
    : { signature, sinceMs: now, recounts: 0, recountedAtMs: before?.recountedAtMs ?? null };
}

/** @param now ms since the epoch */
export function suspect(run: RunState, now: number): Suspicion {
  switch (run.status) {
    case 'on':
      return !run.alwaysRunning && run.planned !== null && settledIn(run.counts) === run.planned
        ? 'complete'
        : null;
    case 'stopping':
    case 'forced_stopping':
      return run.stoppedRevision !== null &&
        run.stoppedRevision >= run.revision &&
        run.stoppedAt !== null &&
        now - run.stoppedAt.getTime() >= SETTLE_MS
        ? 'stopped'
        : null;
    default:
      return null;
  }
}

/** True when the ledger itself says that every planned contact has its outcome and nothing is open. */
export function isBalanced(planned: number, recount: RunCounts, open: number): boolean {
  return open === 0 && settledIn(recount) === planned;
}

/** The same state of things gives the same command, so that several instances and repeats command once. */
export const completeCommandId = (runId: string, planned: number, revision: number): string =>
  internalCommandId('complete', runId, planned, `r${revision}`);

export const stoppedCommandId = (runId: string, revision: number): string =>
  internalCommandId('stopped', runId, `r${revision}`);
