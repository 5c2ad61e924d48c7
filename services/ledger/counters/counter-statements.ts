/**
 * The statements on a run's counters, but the one that reads them (read-counters.ts). Those that write belong to the transaction of what they count
 * (in-transaction.ts).
 */
import type { ClientSession } from 'mongodb';
import { collections } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { recountedByRun, type Change } from './counts-by-run.ts';
import type { RunCounts } from './run-counts.ts';
import { findRecountPlaces, noteShards } from './run-head.ts';

/** `counts`: what `changes` make of the counters, by run (counts-by-run.ts). */
export type Moves = { readonly changes: readonly Change[]; readonly counts: ReadonlyMap<string, RunCounts> };

/**
 * Moves the counters of the runs by what changed. While a run is recounted, what changed in the part that is
 * counted already is counted there as well (recount-run.ts).
 * @param shard who counts; two that count at once in one shard wait for each other
 */
export async function moveCounters(
  database: Database,
  shard: string,
  { changes, counts }: Moves,
  session: ClientSession,
): Promise<void> {
  if (counts.size === 0) return;
  const places = await findRecountPlaces(database, [...counts.keys()], session);
  const recounted = recountedByRun(changes, places);
  const moves = [...counts].flatMap(([runId, moved]) => {
    const ofRecount = [...(recounted.get(runId) ?? [])];
    const by = [...moved, ...ofRecount.map(([counter, count]) => [`recounted.${counter}`, count] as const)];
    return by.length > 0 ? [{ runId, by: Object.fromEntries(by) }] : [];
  });
  if (moves.length === 0) return;
  const { upsertedIds } = await database.of(collections.runCounters).bulkWrite(
    moves.map(({ runId, by }) => ({
      updateOne: {
        filter: { _id: `${runId}:${shard}` },
        update: { $setOnInsert: { runId }, $inc: by },
        upsert: true,
      },
    })),
    { session },
  );
  const withNewShard = Object.keys(upsertedIds).flatMap((place) => moves[Number(place)]?.runId ?? []);
  await noteShards(database, withNewShard, session);
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
