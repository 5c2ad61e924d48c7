/** All runs by the time at which they were planned: asked for, or known from a moment ago. */
import { collections, type CampaignRunDocument } from '../../../schemas/collections.ts';
import { InvalidInput } from '../../domain/refused.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { keepCostly } from '../kept-results.ts';

export const MAX_RUNS = 10_000;

/** A run that an interval may touch. */
export type RunTouched = Pick<CampaignRunDocument, '_id' | 'campaignId'> & {
  readonly plannedAt: Date;
  /** When its campaign ended it; absent: it did not, or that is not known. */
  readonly closedAt?: Date;
};

/** In the order in which they were planned. @throws InvalidInput for too many */
export async function findRuns(
  database: Database,
  before: Date,
  ids: readonly string[] | null,
  campaignIds: readonly string[] | null,
): Promise<RunTouched[]> {
  const runs = await planned(database, {
    plannedAt: { $lt: before },
    ...(campaignIds === null ? {} : { campaignId: { $in: [...campaignIds] } }),
    ...(ids === null ? {} : { _id: { $in: [...ids] } }),
  });
  if (runs.length > MAX_RUNS)
    throw new InvalidInput(
      `More than ${MAX_RUNS} runs would have to be looked at: name one campaign (outboundCampaignId).`,
    );
  return runs;
}

/** Reading so many costs more than the page that they are read for. */
const MANY_RUNS = 200;
/** Clocks of those who plan differ by less. */
const SKEW_MS = 60_000;
const allOrKept = keepCostly<RunTouched[] | null>((runs) => runs === null || runs.length > MANY_RUNS);

/**
 * All runs. Of many the older ones are known for some seconds: what has been planned since is added, and one that is gone is found to be
 * gone by who reads it. Null: there are too many to know.
 */
export async function runsKnown(database: Database): Promise<RunTouched[] | null> {
  const known = await allOrKept(database, 'runs', () => readAll(database));
  const last = known?.at(-1);
  if (known === null || !last || known.length <= MANY_RUNS) return known;
  const since = new Date(last.plannedAt.getTime() - SKEW_MS);
  const earlier = known.filter(({ plannedAt }) => plannedAt < since);
  const closed = new Map(known.slice(earlier.length).map(({ _id, closedAt }) => [_id, closedAt]));
  const later = await planned(database, { plannedAt: { $gte: since } });
  return [
    ...earlier,
    ...later.map((run) => {
      const closedAt = closed.get(run._id);
      return closedAt ? { ...run, closedAt } : run;
    }),
  ];
}

async function readAll(database: Database): Promise<RunTouched[] | null> {
  const [runs, heads] = await Promise.all([
    planned(database, { plannedAt: { $lt: new Date(8.64e15) } }),
    database
      .of(collections.runCounters)
      .find({ closedAt: { $exists: true } }, { hint: { closedAt: 1, runId: 1 } })
      .project<{ runId: string; closedAt: Date }>({ _id: 0, runId: 1, closedAt: 1 })
      .limit(MAX_RUNS)
      .batchSize(MAX_RUNS)
      .toArray(),
  ]);
  if (runs.length > MAX_RUNS) return null;
  const closed = new Map(heads.map(({ runId, closedAt }) => [runId, closedAt]));
  return runs.map((run) => {
    const closedAt = closed.get(run._id);
    return closedAt ? { ...run, closedAt } : run;
  });
}

/** By the index alone. */
const planned = (
  database: Database,
  filter: Parameters<ReturnType<typeof runsOf>['find']>[0],
): Promise<RunTouched[]> =>
  runsOf(database)
    .find(filter)
    .sort({ plannedAt: 1, _id: 1 })
    .project<RunTouched>({ campaignId: 1, plannedAt: 1 })
    .limit(MAX_RUNS + 1)
    .batchSize(MAX_RUNS + 1)
    .toArray();

const runsOf = (database: Database) => database.of(collections.campaignRuns);
