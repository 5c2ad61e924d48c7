/** The statements by which messages without news are found; each run is a range of ids. */
import { collections } from '../../../schemas/collections.ts';
import { ledgerRangeOf } from '../../domain/message/message.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

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

/** Run → when its order was made. */
export async function findPlannedAt(database: Database, runIds: string[]): Promise<Map<string, Date>> {
  if (runIds.length === 0) return new Map();
  const runs = await database
    .of(collections.campaignRuns)
    .find({ _id: { $in: runIds } }, { projection: { plannedAt: 1 } })
    .toArray();
  return new Map(runs.map(({ _id, plannedAt }) => [_id, plannedAt ?? new Date()]));
}

/** Accepted before a time, and nothing but "sent" was heard; in the order of their ids, behind one of them. */
export async function findSilent(
  database: Database,
  runId: string,
  { before, after }: { before: Date; after: string | null },
  limit: number,
): Promise<string[]> {
  const { from, to } = ledgerRangeOf(runId);
  const found = await database
    .of(collections.messages)
    .find(
      {
        _id: after === null ? { $gte: from, $lt: to } : { $gt: after, $lt: to },
        state: 'ACCEPTED',
        endedAt: { $lte: before },
        $or: [{ delivery: { $exists: false } }, { delivery: 'SENT' }],
      },
      { projection: { _id: 1 } },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  return found.map(({ _id }) => _id);
}
