/** When the order of runs was made. */
import { collections } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** Run → when its order was made. */
export async function findPlannedAt(database: Database, runIds: string[]): Promise<Map<string, Date>> {
  if (runIds.length === 0) return new Map();
  const runs = await database
    .of(collections.campaignRuns)
    .find({ _id: { $in: runIds } }, { projection: { plannedAt: 1 } })
    .toArray();
  return new Map(runs.map(({ _id, plannedAt }) => [_id, plannedAt ?? new Date()]));
}
