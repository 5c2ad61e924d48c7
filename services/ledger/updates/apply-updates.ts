/**
 * A batch of status updates into the ledger: one read, one fold, one transaction over documents and counters.
 */
import type { ClientSession } from 'mongodb';
import { faultPoint } from '../../platform/process/fault-point.ts';
import { inTransaction } from '../../platform/mongo/in-transaction.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { moveCounters } from '../counters/counter-statements.ts';
import type { StatusUpdate } from '../state/position.ts';
import { foldUpdates, type Fold, type LedgerEntry } from '../state/fold-updates.ts';
import { findEntries, findEntriesByWamid, writeEntries } from './entry-statements.ts';
import { findRequeues, type RequeueRule } from './find-requeues.ts';

/** `entries`: the documents that the updates are about, as they were before. */
export type Applied<U extends StatusUpdate = StatusUpdate> = Fold<U> & { entries: readonly LedgerEntry[] };

export type ApplyOptions<U extends StatusUpdate> = {
  /** Which failures are tried again; absent: none. */
  requeue?: RequeueRule;
  /** Further writes of the same transaction. */
  also?: (applied: Applied<U>, session: ClientSession) => Promise<void>;
};

/**
 * Safe against repeats and against another instance doing the same at the same time: both see one snapshot,
 * and the second to write starts again from the first one's result.
 * @param shard the shard of counters to count in
 */
export async function applyUpdates<U extends StatusUpdate>(
  database: Database,
  shard: string,
  updates: readonly U[],
  { requeue, also }: ApplyOptions<U> = {},
): Promise<Applied<U>> {
  return inTransaction(database, async (session) => {
    const entries = await findConcerned(database, updates, session);
    const requeues = requeue && (await findRequeues(database, requeue, { updates, entries }, session));
    const fold = foldUpdates(entries, updates, requeues);
    await faultPoint('status.ledger.before');
    await writeEntries(database, fold.changes, session);
    await faultPoint('status.ledger.after');
    await moveCounters(database, shard, fold, session);
    await faultPoint('status.counter.after');
    const applied = { ...fold, entries };
    await also?.(applied, session);
    return applied;
  });
}

async function findConcerned(
  database: Database,
  updates: readonly StatusUpdate[],
  session: ClientSession,
): Promise<LedgerEntry[]> {
  const ids = new Set<string>();
  const wamids = new Set<string>();
  for (const { messageId, wamid } of updates) {
    if (messageId !== null) ids.add(messageId);
    else if (wamid !== null) wamids.add(wamid);
  }
  const byId = await findEntries(database, [...ids], session);
  const byWamid = await findEntriesByWamid(database, [...wamids], session);
  return [...byId, ...byWamid.filter(({ _id }) => !ids.has(_id))];
}
