/** A run's head: one document beside the shards of its counters, for what concerns the run as a whole. */
import type { ClientSession } from 'mongodb';
import { collections, type RunRecount } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

// Who ends a run and who queues a message of it again both write it, so that one of them sees the other; and
// so do a recount and who adds a shard.

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

/**
 * Keeps runs from being ended by others until the transaction is over.
 * @returns those that have not been ended
 */
export async function keepRunsOpen(
  database: Database,
  runIds: readonly string[],
  session: ClientSession,
): Promise<Set<string>> {
  await addToHeads(database, runIds, 'requeues', session);
  const open = await database
    .of(collections.runCounters)
    .find(
      { _id: { $in: runIds.map(headIdOf) }, closedAt: { $exists: false } },
      { session, projection: { runId: 1 } },
    )
    .toArray();
  return new Set(open.map(({ runId }) => runId));
}

/** A recount that begins at the same time does not know a new shard: one of the two starts again. */
export const noteShards = (
  database: Database,
  runIds: readonly string[],
  session: ClientSession,
): Promise<void> => addToHeads(database, runIds, 'shards', session);

async function addToHeads(
  database: Database,
  runIds: readonly string[],
  field: 'requeues' | 'shards',
  session: ClientSession,
): Promise<void> {
  if (runIds.length === 0) return;
  await database.of(collections.runCounters).bulkWrite(
    runIds.map((runId) => ({
      updateOne: {
        filter: { _id: headIdOf(runId) },
        update: { $setOnInsert: { runId }, $inc: { [field]: 1 } },
        upsert: true,
      },
    })),
    { session },
  );
}

/** Run → the id through which its recount has counted; runs that are not being recounted are missing. */
export async function findRecountPlaces(
  database: Database,
  runIds: readonly string[],
  session: ClientSession,
): Promise<Map<string, string>> {
  const heads = await database
    .of(collections.runCounters)
    .find(
      { _id: { $in: runIds.map(headIdOf) }, recount: { $exists: true } },
      { session, projection: { runId: 1, 'recount.through': 1 } },
    )
    .toArray();
  return new Map(heads.flatMap(({ runId, recount }) => (recount ? [[runId, recount.through]] : [])));
}

export async function findRecount(
  database: Database,
  runId: string,
  session: ClientSession,
): Promise<RunRecount | null> {
  const head = await database
    .of(collections.runCounters)
    .findOne({ _id: headIdOf(runId) }, { session, projection: { recount: 1 } });
  return head?.recount ?? null;
}

/** Whoever counts in one of the run's shards meanwhile starts again, and sees it. */
export async function beginRecount(
  database: Database,
  runId: string,
  recount: RunRecount,
  session: ClientSession,
): Promise<void> {
  const counters = database.of(collections.runCounters);
  await counters.updateOne(
    { _id: headIdOf(runId) },
    { $setOnInsert: { runId }, $set: { recount } },
    { session, upsert: true },
  );
  await holdCounters(database, runId, session);
}

/** Nobody counts in the run until the transaction is over. */
export async function holdCounters(database: Database, runId: string, session: ClientSession): Promise<void> {
  await database
    .of(collections.runCounters)
    .updateMany({ runId }, { $inc: { recountSteps: 1 } }, { session });
}

export async function saveRecount(
  database: Database,
  runId: string,
  recount: RunRecount,
  session: ClientSession,
): Promise<void> {
  await database
    .of(collections.runCounters)
    .updateOne({ _id: headIdOf(runId) }, { $set: { recount } }, { session });
}

/** What the recount left in the head and the shards goes. */
export async function endRecount(database: Database, runId: string, session: ClientSession): Promise<void> {
  await database
    .of(collections.runCounters)
    .updateMany({ runId }, { $unset: { recount: 1, recounted: 1, recountSteps: 1 } }, { session });
}
