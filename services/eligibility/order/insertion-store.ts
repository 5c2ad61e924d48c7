/** The MongoDB statements that put contacts with priority into the order of a run. */
import { collections, type CampaignRunDocument, type RunPageDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Insertion } from './insert-contacts.ts';
import { unlessTaken } from './order-store.ts';

/** Sequence number after the last contact of a run that is taken up. */
export async function findDecidedThrough(mongo: Database, runId: string): Promise<number> {
  // looks at the pages that are not taken up yet, which an insertion moves anyway
  const last = await mongo
    .of(collections.runPages)
    .find({ runId, 'decisions.0': { $exists: true } })
    .sort({ firstSequence: -1 })
    .limit(1)
    .project<{ firstSequence: number; decided: number }>({
      firstSequence: 1,
      decided: { $size: '$decisions' },
    })
    .next();
  return last ? last.firstSequence + last.decided : 0;
}

/** The last page that begins before a sequence number; null when there is none. */
export async function findPageBefore(
  mongo: Database,
  runId: string,
  sequence: number,
): Promise<RunPageDocument | null> {
  return mongo
    .of(collections.runPages)
    .find({ runId, firstSequence: { $lt: sequence } })
    .sort({ firstSequence: -1 })
    .limit(1)
    .next();
}

/**
 * Puts contacts into a planned order; the contacts behind them come later by as many places.
 * @returns false when the order is no longer as `before` says, or contacts from there on are taken up
 */
export function insertPages(
  mongo: Database,
  before: CampaignRunDocument,
  { at, count, changed, pages }: Insertion,
  after: Pick<CampaignRunDocument, 'planned' | 'pages' | 'filteredOut' | 'plannedThroughArrival'>,
): Promise<boolean> {
  const { _id, plannedThroughArrival } = before;
  return unlessTaken(mongo, async (session) => {
    const runPages = mongo.of(collections.runPages);
    const moved = await mongo
      .of(collections.campaignRuns)
      .updateOne(
        { _id, state: 'READY', pages: before.pages, plannedThroughArrival },
        { $set: { ...after, priorityThrough: at + count } },
        { session },
      );
    if (moved.matchedCount === 0) return false;
    const later = { runId: _id, firstSequence: { $gte: at } };
    const begun = await runPages.findOne({ ...later, 'decisions.0': { $exists: true } }, { session });
    if (begun) return false;
    await runPages.updateMany(later, { $inc: { firstSequence: count } }, { session });
    if (changed) {
      const { page, contactIds } = changed;
      const written = await runPages.updateOne(
        {
          _id: page._id,
          firstSequence: page.firstSequence,
          insertions: page.insertions ?? { $exists: false },
          contactIds: { $size: page.contactIds.length },
          [`decisions.${at - page.firstSequence}`]: { $exists: false },
        },
        { $set: { contactIds: [...contactIds] }, $inc: { insertions: 1 } },
        { session },
      );
      if (written.matchedCount === 0) return false;
    }
    if (pages.length > 0) await runPages.insertMany([...pages], { session });
    return true;
  });
}
