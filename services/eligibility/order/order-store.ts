/**
 * The MongoDB statements on the orders of runs: runs, their pages, and the decisions at take-up. Only
 * eligibility writes these.
 */
import type { ClientSession } from 'mongodb';
import {
  collections,
  type CampaignRunDocument,
  type RunPageDocument,
  type TakenUpDocument,
} from '../../../schemas/collections.ts';
import { inTransaction } from '../../platform/mongo/in-transaction.ts';
import { isDuplicateKey, type Database } from '../../platform/mongo/mongo.ts';

export function findRun(mongo: Database, runId: string): Promise<CampaignRunDocument | null> {
  return mongo.of(collections.campaignRuns).findOne({ _id: runId });
}

export async function findRunIds(mongo: Database, campaignId: string): Promise<string[]> {
  const runs = await mongo
    .of(collections.campaignRuns)
    .find({ campaignId }, { projection: { _id: 1 } })
    .toArray();
  return runs.map(({ _id }) => _id);
}

/**
 * Claims the planning of a run's order, also from another instance.
 * @returns false when the order is ready
 */
export async function claimPlanning(
  mongo: Database,
  run: Pick<
    CampaignRunDocument,
    '_id' | 'campaignId' | 'number' | 'integrationId' | 'contactListId' | 'whatsappColumn' | 'resend'
  >,
  planner: string,
): Promise<boolean> {
  const { _id, ...of } = run;
  const fields = { planned: 0, pages: 0, filteredOut: 0, plannedThroughArrival: -1, plannedAt: null };
  try {
    await mongo
      .of(collections.campaignRuns)
      .updateOne(
        { _id, state: { $ne: 'READY' } },
        { $set: { ...of, ...fields, state: 'PLANNING', planner } },
        { upsert: true },
      );
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false; // a planned order exists
    throw error;
  }
}

/** Deletes an unfinished order. After claimPlanning no other instance adds pages to it. */
export async function removePages(mongo: Database, runId: string): Promise<void> {
  await mongo.of(collections.runPages).deleteMany({ _id: idsOfRun(runId) });
}

/**
 * Stores pages of an unfinished order.
 * @returns false when another instance has claimed the planning
 */
export function addPlannedPages(
  mongo: Database,
  runId: string,
  planner: string,
  pages: readonly RunPageDocument[],
): Promise<boolean> {
  return unlessTaken(mongo, async (session) => {
    const last = pages.at(-1);
    if (!last) return true;
    const owned = await mongo
      .of(collections.campaignRuns)
      .updateOne({ _id: runId, state: 'PLANNING', planner }, { $set: { pages: last.page + 1 } }, { session });
    if (owned.matchedCount === 0) return false;
    await mongo.of(collections.runPages).insertMany([...pages], { session });
    return true;
  });
}

/** @returns false when another instance has claimed the planning */
export async function finishPlanning(
  mongo: Database,
  runId: string,
  planner: string,
  fields: Pick<
    CampaignRunDocument,
    'planned' | 'pages' | 'filteredOut' | 'plannedThroughArrival' | 'plannedAt'
  >,
): Promise<boolean> {
  const finished = await mongo
    .of(collections.campaignRuns)
    .updateOne({ _id: runId, state: 'PLANNING', planner }, { $set: { ...fields, state: 'READY' } });
  return finished.matchedCount === 1;
}

/** The extension of a planned order: more contacts for its last page, and new pages. */
export type Appendix = {
  readonly fill: { readonly pageId: string; readonly contactIds: readonly string[] } | null;
  readonly pages: readonly RunPageDocument[];
};

/**
 * Fills the last page of a planned order and adds pages after it.
 * @returns false when the order is no longer as `before` says
 */
export function appendPages(
  mongo: Database,
  before: CampaignRunDocument,
  { fill, pages }: Appendix,
  after: Pick<CampaignRunDocument, 'planned' | 'pages' | 'filteredOut' | 'plannedThroughArrival'>,
): Promise<boolean> {
  return unlessTaken(mongo, async (session) => {
    const { _id, plannedThroughArrival } = before;
    const moved = await mongo
      .of(collections.campaignRuns)
      .updateOne(
        { _id, state: 'READY', pages: before.pages, plannedThroughArrival },
        { $set: after },
        { session },
      );
    if (moved.matchedCount === 0) return false;
    if (fill) {
      const filled = await mongo
        .of(collections.runPages)
        .updateOne(
          { _id: fill.pageId },
          { $push: { contactIds: { $each: [...fill.contactIds] } } },
          { session },
        );
      if (filled.matchedCount === 0) return false;
    }
    if (pages.length > 0) await mongo.of(collections.runPages).insertMany([...pages], { session });
    return true;
  });
}

export type LastPage = { readonly _id: string; readonly firstSequence: number; readonly contacts: number };

/** The last page of an order; null when it has none. */
export async function findLastPage(mongo: Database, runId: string): Promise<LastPage | null> {
  return mongo
    .of(collections.runPages)
    .find({ runId })
    .sort({ firstSequence: -1 })
    .limit(1)
    .project<LastPage>({ firstSequence: 1, contacts: { $size: '$contactIds' } })
    .next();
}

/**
 * Pages that hold contacts with from ≤ sequence < through, in order. Pages may be of any size: earlier ones
 * are not read.
 */
export async function findPages(
  mongo: Database,
  runId: string,
  from: number,
  through: number,
): Promise<RunPageDocument[]> {
  const pages = mongo.of(collections.runPages);
  const [first, rest] = await Promise.all([
    pages
      .find({ runId, firstSequence: { $lte: from } })
      .sort({ firstSequence: -1 })
      .limit(1)
      .toArray(),
    pages
      .find({ runId, firstSequence: { $gt: from, $lt: through } })
      .sort({ firstSequence: 1 })
      .toArray(),
  ]);
  return [...first.filter((page) => page.firstSequence + page.contactIds.length > from), ...rest];
}

/** The decisions made when contacts of these pages were taken up. */
export function findTakenUp(mongo: Database, pageIds: readonly string[]): Promise<TakenUpDocument[]> {
  if (pageIds.length === 0) return Promise.resolve([]);
  return mongo
    .of(collections.takenUp)
    .find({ $or: pageIds.map((id) => ({ _id: { $gte: `${id}:`, $lt: `${id};` } })) })
    .toArray();
}

/**
 * Appends decisions to those of the pages, all or none.
 * @returns false when a page has got other decisions, or other contacts, meanwhile
 */
export function addDecisions(
  mongo: Database,
  additions: ReadonlyArray<{ page: RunPageDocument; decisions: string[]; takenUp: TakenUpDocument }>,
): Promise<boolean> {
  return unlessTaken(mongo, async (session) => {
    const written = await mongo.of(collections.runPages).bulkWrite(
      additions.map(({ page, decisions }) => ({
        updateOne: {
          filter: {
            _id: page._id,
            firstSequence: page.firstSequence,
            insertions: page.insertions ?? { $exists: false },
            decisions: { $size: page.decisions.length },
          },
          update: { $push: { decisions: { $each: decisions } } },
        },
      })),
      { session },
    );
    if (written.matchedCount !== additions.length) return false;
    await mongo.of(collections.takenUp).insertMany(
      additions.map(({ takenUp }) => takenUp),
      { session },
    );
    return true;
  });
}

/** Deletes the decisions for contacts of a run that will not continue. */
export async function removeTakenUp(mongo: Database, runId: string): Promise<void> {
  await mongo.of(collections.takenUp).deleteMany({ _id: idsOfRun(runId) });
}

/** The range of `_id`s of a run's pages and their decisions; ';' is the character after ':'. */
const idsOfRun = (runId: string): { $gte: string; $lt: string } => ({ $gte: `${runId}:`, $lt: `${runId};` });

/** @returns the result of `work`; when it is false, nothing has been written */
export function unlessTaken(
  mongo: Database,
  work: (session: ClientSession) => Promise<boolean>,
): Promise<boolean> {
  return inTransaction(mongo, async (session) => {
    const done = await work(session);
    if (!done) await session.abortTransaction();
    return done;
  });
}
