/**
 * The statements on runs that retention makes: which have ended, and the removal of orders and runs in steps
 * of bounded size.
 */
import {
  collections,
  type CampaignRunDocument,
  type PaceDocument,
  type RunPageDocument,
} from '../../schemas/collections.ts';
import { runGoesOn } from '../domain/campaign/run-goes-on.ts';
import { removeCounters } from '../ledger/retention/remove-run.ts';
import { inTransaction } from '../platform/mongo/in-transaction.ts';
import type { Database } from '../platform/mongo/mongo.ts';

export type KnownRun = Pick<CampaignRunDocument, '_id' | 'campaignId' | 'number'> & {
  isLive: boolean;
  /** Its campaign sends again to contacts of it, or of a run before it. */
  isRepeated: boolean;
};

/** The next runs in the order of their ids. */
export async function findRuns(database: Database, after: string, limit: number): Promise<KnownRun[]> {
  const runs = await database
    .of(collections.campaignRuns)
    .find({ _id: { $gt: after } }, { projection: { campaignId: 1, number: 1 } })
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  const live = await findLiveRuns(
    database,
    runs.map(({ campaignId }) => campaignId),
  );
  return runs.map((run) => ({
    ...run,
    isLive: live.runs.has(run._id),
    isRepeated: run.number >= (live.repeatedSince.get(run.campaignId) ?? Infinity),
  }));
}

export type LiveRuns = {
  /** Runs that their campaigns go on with. */
  runs: Set<string>;
  /** Campaign that goes on with a resend → number of the first run by whose messages it goes. */
  repeatedSince: Map<string, number>;
};

export async function findLiveRuns(database: Database, campaignIds: readonly string[]): Promise<LiveRuns> {
  const campaigns = await database
    .of(collections.campaigns)
    .find(
      { _id: { $in: [...new Set(campaignIds)] } },
      { projection: { runId: 1, status: 1, startsNewRun: 1, resend: 1 } },
    )
    .toArray();
  const live = campaigns.filter(runGoesOn);
  return {
    runs: new Set(live.flatMap(({ runId }) => runId ?? [])),
    repeatedSince: new Map(live.flatMap(({ _id, resend }) => (resend ? [[_id, resend.sinceRun]] : []))),
  };
}

/** ';' is the character after ':'. */
const idsOf = (runId: string) => ({ $gte: `${runId}:`, $lt: `${runId};` });

/**
 * Removes the first pages of an ended run, and all texts.
 * @returns how many pages went; fewer than `limit`: none is left
 */
export async function removeOrder(database: Database, runId: string, limit: number): Promise<number> {
  const pages = database.of(collections.runPages);
  const [last] = await pages
    .find({ _id: idsOf(runId) }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .skip(limit - 1)
    .limit(1)
    .toArray();
  const range = last ? { $gte: `${runId}:`, $lte: last._id } : idsOf(runId);
  // the ids of a page's texts start with the page's
  const texts = last ? { $gte: `${runId}:`, $lt: `${last._id};` } : idsOf(runId);
  await database.of(collections.takenUp).deleteMany({ _id: texts });
  return (await pages.deleteMany({ _id: range })).deletedCount;
}

/**
 * The run itself: counters and definition go together, or a crash between them would leave one without the
 * other.
 */
export async function removeRun(database: Database, runId: string): Promise<void> {
  await inTransaction(database, async (session) => {
    await removeCounters(database, runId, session);
    await database.of(collections.campaignRuns).deleteOne({ _id: runId }, { session });
  });
}

/**
 * The next pages of a run that are decided whole. The last page may be filled further: it is not among them.
 */
export async function findDecidedPages(
  database: Database,
  { runId, after, limit }: { runId: string; after: string; limit: number },
): Promise<RunPageDocument[]> {
  const found = await database
    .of(collections.runPages)
    .find({ _id: { $gt: after, $lt: `${runId};` } })
    .sort({ _id: 1 })
    .limit(limit + 1)
    .toArray();
  return found.slice(0, -1);
}

/** When the latest contact of a page was taken up; null: nobody has noted it. */
export async function findTakenUpAt(database: Database, pageId: string): Promise<Date | null> {
  const texts = await database
    .of(collections.takenUp)
    .find({ _id: { $gte: `${pageId}:`, $lt: `${pageId};` } }, { projection: { at: 1 } })
    .toArray();
  return texts.reduce<Date | null>((latest, { at }) => (latest && latest > at ? latest : at), null);
}

/** A page without its texts could not be read: they go together. */
export async function removePage(database: Database, pageId: string): Promise<void> {
  const texts = { $gte: `${pageId}:`, $lt: `${pageId};` };
  await inTransaction(database, async (session) => {
    await database.of(collections.takenUp).deleteMany({ _id: texts }, { session });
    await database.of(collections.runPages).deleteOne({ _id: pageId }, { session });
  });
}

export function findPaces(database: Database): Promise<Array<Pick<PaceDocument, '_id' | 'runs'>>> {
  return database
    .of(collections.pace)
    .find({}, { projection: { runs: 1 } })
    .toArray();
}

export async function forgetRuns(
  database: Database,
  paceId: string,
  runIds: readonly string[],
): Promise<void> {
  const unset = Object.fromEntries(runIds.map((runId) => [`runs.${runId}`, 1 as const]));
  await database.of(collections.pace).updateOne({ _id: paceId }, { $unset: unset });
}
