/** Contacts that are not messaged → ledger documents and counters, once each. */
import type { ExcludedContact } from '../../../schemas/types.ts';
import { inTransaction } from '../../platform/mongo/in-transaction.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { countChange, type RunCounts } from '../runs/run-counts.ts';
import { findExclusionIds, insertExclusions, moveCounters } from './store.ts';

/** @returns how many were new */
export async function recordExclusions(
  database: Database,
  shard: string,
  exclusions: readonly ExcludedContact[],
): Promise<number> {
  const unique = [...new Map(exclusions.map((excluded) => [excluded.exclusionId, excluded])).values()];
  return inTransaction(database, async (session) => {
    const ids = unique.map(({ exclusionId }) => exclusionId);
    const known = await findExclusionIds(database, ids, session);
    const fresh = unique.filter(({ exclusionId }) => !known.has(exclusionId));
    if (fresh.length === 0) return 0;
    const counts = new Map<string, RunCounts>();
    for (const { runId, reason } of fresh) {
      const ofRun = counts.get(runId) ?? new Map<string, number>();
      countChange(ofRun, null, { state: 'SKIPPED', reason });
      counts.set(runId, ofRun);
    }
    await insertExclusions(database, fresh, session);
    await moveCounters(database, shard, counts, session);
    return fresh.length;
  });
}
