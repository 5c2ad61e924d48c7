/**
 * What a batch of changes moves: each run's counters, and of a run that is being recounted the part that is
 * counted already. Pure.
 */
import { countChange, type Counted, type RunCounts } from './run-counts.ts';

export type Change = {
  readonly before: Counted | null;
  readonly after: Counted & { readonly _id: string; readonly runId: string };
};

/** Run → by how much its counters move. */
export function countsByRun(changes: Iterable<Change>): Map<string, RunCounts> {
  const byRun = new Map<string, RunCounts>();
  for (const { before, after } of changes) {
    const counts: RunCounts = byRun.get(after.runId) ?? new Map<string, number>();
    countChange(counts, before, after);
    byRun.set(after.runId, counts);
  }
  return byRun;
}

/**
 * Run → by how much its recount moves, of what it has counted before.
 * @param places run → the id through which its recount has counted; only runs that are being recounted
 */
export const recountedByRun = (
  changes: readonly Change[],
  places: ReadonlyMap<string, string>,
): Map<string, RunCounts> =>
  countsByRun(changes.filter(({ after: { _id, runId } }) => _id <= (places.get(runId) ?? '')));
