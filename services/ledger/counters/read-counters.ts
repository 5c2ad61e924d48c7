/** Reads a run's counters. A module of its own: who reads them only has no right to write them. */
import type { ClientSession } from 'mongodb';
import { collections, type RunCountersDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { add, type RunCounts } from './run-counts.ts';

const COUNTERS = [
  ...(['accepted', 'failed', 'skipped', 'unknown'] as const),
  ...(['sent', 'delivered', 'read', 'undelivered', 'expired'] as const),
];

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
    if (sum) addCounters(sum, shard);
  }
  return sums;
}

/** Adds the counters of a document, or of a part of it. */
export function addCounters(sum: RunCounts, counters: NonNullable<RunCountersDocument['recounted']>): void {
  for (const counter of COUNTERS) add(sum, counter, counters[counter] ?? 0);
  for (const [reason, count] of Object.entries(counters.skippedBy ?? {}))
    add(sum, `skippedBy.${reason}`, count);
  for (const [code, count] of Object.entries(counters.failedBy ?? {})) add(sum, `failedBy.${code}`, count);
}
