/**
 * Counters of objects whose number is limited. A counter changes in the transaction that creates or deletes
 * the object.
 */
import type { ClientSession } from 'mongodb';
import { collections } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** Each kind belongs to one process. `dnc-grants`: how often room for DNC records was given. */
export type CountedKind =
  'dnc-grants' | 'campaigns' | 'active-campaigns' | 'contact-list-filters' | 'contact-lists' | 'dnc-lists';

/** To run once at start: two transactions cannot create a missing counter at the same time. */
export async function makeMissingCounters(database: Database, kinds: readonly CountedKind[]): Promise<void> {
  await database.of(collections.limits).bulkWrite(
    kinds.map((kind) => ({
      updateOne: { filter: { _id: kind }, update: { $setOnInsert: { count: 0 } }, upsert: true },
    })),
  );
}

export async function readCount(
  database: Database,
  session: ClientSession,
  kind: CountedKind,
): Promise<number> {
  return (await readCounts(database, session, [kind]))[kind];
}

export async function readCounts<K extends CountedKind>(
  database: Database,
  session: ClientSession,
  kinds: readonly K[],
): Promise<Record<K, number>> {
  const counters = await database
    .of(collections.limits)
    .find({ _id: { $in: [...kinds] } }, { session })
    .toArray();
  const counts = kinds.map((kind) => [kind, counters.find(({ _id }) => _id === kind)?.count ?? 0]);
  return Object.fromEntries(counts) as Record<K, number>;
}

/** Two transactions that count the same kind conflict, so that neither passes a limit on an old count. */
export async function moveCount(
  database: Database,
  session: ClientSession,
  kind: CountedKind,
  by: number,
): Promise<void> {
  if (by !== 0)
    await database.of(collections.limits).updateOne({ _id: kind }, { $inc: { count: by } }, { session });
}
