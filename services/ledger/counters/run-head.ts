/**
 * A run's head: one document beside the shards of its counters, for what concerns the run as a whole. Who ends a run and who queues a
 * message of it again both write it, so that one of them sees the other.
 */
import type { ClientSession } from 'mongodb';
import { collections } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export const headIdOf = (runId: string): string => `${runId}:run`;

/** Nothing of the run is queued again from now on. For the transaction that ends the run. */
export async function closeRun(
  database: Database,
  runId: string,
  now: Date,
  session: ClientSession,
): Promise<void> {
  await database
    .of(collections.runCounters)
    .updateOne(
      { _id: headIdOf(runId) },
      { $setOnInsert: { runId }, $set: { closedAt: now } },
      { session, upsert: true },
    );
}

/** Keeps runs from being ended by others until the transaction is over. @returns those that have not been ended */
export async function keepRunsOpen(
  database: Database,
  runIds: readonly string[],
  session: ClientSession,
): Promise<Set<string>> {
  if (runIds.length === 0) return new Set();
  const counters = database.of(collections.runCounters);
  await counters.bulkWrite(
    runIds.map((runId) => ({
      updateOne: {
        filter: { _id: headIdOf(runId) },
        update: { $setOnInsert: { runId }, $inc: { requeues: 1 } },
        upsert: true,
      },
    })),
    { session },
  );
  const open = await counters
    .find(
      { _id: { $in: runIds.map(headIdOf) }, closedAt: { $exists: false } },
      { session, projection: { runId: 1 } },
    )
    .toArray();
  return new Set(open.map(({ runId }) => runId));
}
