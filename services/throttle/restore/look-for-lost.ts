/** Looks in the ledger for what was released long ago. */
import { readCounters } from '../../ledger/counters/read-counters.ts';
import { settledIn } from '../../ledger/counters/run-counts.ts';
import { ledgerSequences } from '../../ledger/reading/run-sequences.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { firstGap } from './ledger-gap.ts';
import {
  isLookDue,
  overdueThrough,
  releasedByNow,
  type ReleasedBy,
  type ReleasesOfRun,
} from './lost-releases.ts';

export type LostReleases = {
  /** Run → the first contact that the ledger lacks, of runs of which old releases are not in the ledger. */
  readonly lost: ReadonlyMap<string, number>;
  /** Run → what is to be remembered from now on, of all runs that were looked at. */
  readonly releasedBy: ReadonlyMap<string, ReleasedBy>;
};

/** @param rested whether the number has had no slot for so long that all that it released is old */
export async function lookForLost(
  database: Database,
  runs: Iterable<readonly [string, ReleasesOfRun]>,
  { nowMs, rested }: { nowMs: number; rested: boolean },
): Promise<LostReleases> {
  const due = [...runs].filter(([, run]) => rested || isLookDue(run, nowMs));
  const counts = await readCounters(
    database,
    due.map(([runId]) => runId),
  );
  const lost = new Map<string, number>();
  const releasedBy = new Map<string, ReleasedBy>();
  for (const [runId, run] of due) {
    const through = overdueThrough(run, nowMs, rested);
    // most have an outcome for everybody, and their ledger need not be read
    const isSettled = settledIn(counts.get(runId) ?? new Map<string, number>()) >= run.releasedThrough;
    const gap = through > 0 && !isSettled ? await firstGap(ledgerSequences(database, runId)) : Infinity;
    if (gap < through) lost.set(runId, gap);
    releasedBy.set(runId, releasedByNow(lost.get(runId) ?? run.releasedThrough, nowMs));
  }
  return { lost, releasedBy };
}
