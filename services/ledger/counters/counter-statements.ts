/** The statements on a run's counters. Those that write belong to the transaction of what they count (in-transaction.ts). */
import type { ClientSession } from 'mongodb';
import { collections, type RunCountersDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { add, type RunCounts } from './run-counts.ts';
import { headIdOf } from './run-head.ts';

const COUNTERS = [
  ...(['accepted', 'failed', 'skipped', 'unknown'] as const),
  ...(['sent', 'delivered', 'read', 'undelivered', 'expired'] as const),
];

/** @param shard who counts; two that count at once in one shard wait for each other */
export async function moveCounters(
  database: Database,
  shard: string,
  counts: ReadonlyMap<string, RunCounts>,
  session: ClientSession,
): Promise<void> {
  const moved = [...counts].filter(([, change]) => change.size > 0);
  if (moved.length === 0) return;
  await database.of(collections.runCounters).bulkWrite(
    moved.map(([runId, change]) => ({
      updateOne: {
        filter: { _id: `${runId}:${shard}` },
        update: { $setOnInsert: { runId }, $inc: Object.fromEntries(change) },
        upsert: true,
      },
    })),
    { session },
  );
}

/** The sum of a run's shards. */
export async function readCounters(
  database: Database,
  runIds: string[],
  session?: ClientSession,
): Promise<Map<string, RunCounts>> {
  const sums = new Map(runIds.map((runId) => [runId, new Map<string, number>()]));
  const shards = database
    .of(collections.runCounters)
    .find({ runId: { $in: runIds } }, { ...(session && { session }) });
  for await (const shard of shards) {
    const sum = sums.get(shard.runId);
    if (sum) addShard(sum, shard);
  }
  return sums;
}

function addShard(sum: RunCounts, shard: RunCountersDocument): void {
  for (const counter of COUNTERS) add(sum, counter, shard[counter] ?? 0);
  for (const [reason, count] of Object.entries(shard.skippedBy ?? {})) add(sum, `skippedBy.${reason}`, count);
  for (const [code, count] of Object.entries(shard.failedBy ?? {})) add(sum, `failedBy.${code}`, count);
}

/** Puts one shard in the place of all; the head stays. A counting under way meanwhile starts again. */
export async function replaceCounters(
  database: Database,
  runId: string,
  counts: RunCounts,
  session: ClientSession,
): Promise<void> {
  const counters = database.of(collections.runCounters);
  await counters.deleteMany({ runId, _id: { $ne: headIdOf(runId) } }, { session });
  await counters.updateOne(
    { _id: `${runId}:recount` },
    { $set: { runId, ...Object.fromEntries(counts) } },
    { session, upsert: true },
  );
}

/** Runs that have accepted messages which were neither delivered nor given up, by their counters. */
export async function findRunsWithOutstanding(database: Database): Promise<string[]> {
  const sum = (counter: string) => ({ $sum: { $ifNull: [`$${counter}`, 0] } });
  const runs = await database
    .of(collections.runCounters)
    .aggregate<{ _id: string }>([
      {
        $group: {
          _id: '$runId',
          accepted: sum('accepted'),
          delivered: sum('delivered'),
          expired: sum('expired'),
        },
      },
      { $match: { $expr: { $gt: ['$accepted', { $add: ['$delivered', '$expired'] }] } } },
      { $project: { _id: 1 } },
    ])
    .toArray();
  return runs.map(({ _id }) => _id);
}
