/** A person in runs: the order, the decisions and texts at take-up, and the ids of the messages. */
import { collections, type CampaignRunDocument, type RunPageDocument } from '../../schemas/collections.ts';
import { writingsOf } from '../domain/phone/person-of.ts';
import { inTransaction } from '../platform/mongo/in-transaction.ts';
import type { Database } from '../platform/mongo/mongo.ts';

export type RunOfList = Pick<CampaignRunDocument, '_id' | 'campaignId' | 'contactListId'>;

export const findAllRuns = (database: Database): AsyncIterable<RunOfList> =>
  database.of(collections.campaignRuns).find({}, { projection: { campaignId: 1, contactListId: 1 } });

/** Pages of a run with one of the contacts, or with the person's number among the decisions. */
export const findPagesWith = (
  database: Database,
  runId: string,
  contactIds: readonly string[],
  phoneId: string,
): Promise<RunPageDocument[]> =>
  database
    .of(collections.runPages)
    .find({
      _id: { $gte: `${runId}:`, $lt: `${runId};` },
      $or: [{ contactIds: { $in: [...contactIds] } }, { decisions: { $in: [...writingsOf(phoneId)] } }],
    })
    .toArray();

/**
 * The place of a contact in a page of an order that has been stored already; the places of others stay as they are.
 * @returns false when the page has got other contacts meanwhile
 */
export async function eraseInPage(
  database: Database,
  page: RunPageDocument,
  place: number,
  contactId: string,
): Promise<boolean> {
  return inTransaction(database, async (session) => {
    const isDecided = place < page.decisions.length;
    const erased = await database.of(collections.runPages).updateOne(
      { _id: page._id, insertions: page.insertions ?? { $exists: false } },
      {
        $set: {
          [`contactIds.${place}`]: contactId,
          ...(isDecided ? { [`decisions.${place}`]: '!ERASED' } : {}),
        },
      },
      { session },
    );
    if (erased.matchedCount === 0) return false;
    const sequence = page.firstSequence + place;
    const taken = await database
      .of(collections.takenUp)
      .find({ _id: { $gte: `${page._id}:`, $lt: `${page._id};` } }, { session })
      .toArray();
    for (const { _id, firstSequence, texts } of taken)
      if (sequence >= firstSequence && sequence < firstSequence + texts.length)
        await database
          .of(collections.takenUp)
          .updateOne({ _id }, { $set: { [`texts.${sequence - firstSequence}`]: [] } }, { session });
    return true;
  });
}
