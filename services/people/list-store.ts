/** A person in lists: contacts, entries of do-not-contact lists, opt-outs, answers that may be opt-outs. */
import { collections, type ContactDocument, type DncNumberDocument } from '../../schemas/collections.ts';
import { writingsOf } from '../domain/phone/person-of.ts';
import { inTransaction } from '../platform/mongo/in-transaction.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { NumberInText } from './number-in-text.ts';

export const findContactsOf = (database: Database, phoneId: string): Promise<ContactDocument[]> =>
  database
    .of(collections.contacts)
    .find({ phoneIds: { $in: [...writingsOf(phoneId)] } })
    .toArray();

export async function removeContact(database: Database, { _id, listId }: ContactDocument): Promise<void> {
  await inTransaction(database, async (session) => {
    const { deletedCount } = await database.of(collections.contacts).deleteOne({ _id }, { session });
    await database
      .of(collections.contactLists)
      .updateOne({ _id: listId }, { $inc: { size: -deletedCount } }, { session });
  });
}

/** Other people's contacts with the number in a cell. */
export const findContactsNaming = (
  database: Database,
  { pattern }: NumberInText,
): AsyncIterable<ContactDocument> =>
  database
    .of(collections.contacts)
    .find({ $or: [{ values: { $regex: pattern } }, { _id: { $regex: pattern } }] });

export async function blankCells(database: Database, _id: string, values: readonly string[]): Promise<void> {
  await database.of(collections.contacts).updateOne({ _id }, { $set: { values: [...values] } });
}

/** Entries of all lists, also of those that are gone. */
export const findDncEntriesOf = (database: Database, phoneId: string): Promise<DncNumberDocument[]> =>
  database
    .of(collections.dncNumbers)
    .find({ _id: { $regex: `:(?:${writingsOf(phoneId).join('|')})$` } })
    .toArray();

export async function removeDncEntry(database: Database, { _id, listId }: DncNumberDocument): Promise<void> {
  await inTransaction(database, async (session) => {
    const { deletedCount } = await database.of(collections.dncNumbers).deleteOne({ _id }, { session });
    await database
      .of(collections.dncLists)
      .updateOne({ _id: listId }, { $inc: { size: -deletedCount } }, { session });
  });
}

export async function removePossibleOptOuts(
  database: Database,
  phoneId: string,
  { pattern }: NumberInText,
): Promise<number> {
  const { deletedCount } = await database.of(collections.possibleOptOuts).deleteMany({
    $or: [
      { phoneId: { $in: [...writingsOf(phoneId)] } },
      { text: { $regex: pattern } },
      { _id: { $regex: pattern } },
    ],
  });
  return deletedCount;
}
