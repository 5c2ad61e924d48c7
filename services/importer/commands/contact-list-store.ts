/** One function per MongoDB statement on contact lists and contacts, within the transaction of one command. */
import type { ClientSession } from 'mongodb';
import {
  collections,
  type ContactDocument,
  type ContactListDocument,
  type ListImport,
} from '../../../schemas/collections.ts';
import { isTaken } from '../../commands/execution/is-taken.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export function isContactListNameTaken(
  database: Database,
  session: ClientSession,
  name: string,
  exceptId?: string,
): Promise<boolean> {
  return isTaken(database.of(collections.contactLists), session, { name }, exceptId);
}

export async function findContactsByKey(
  database: Database,
  session: ClientSession,
  keys: string[],
): Promise<Map<string, ContactDocument>> {
  const contacts = await database
    .of(collections.contacts)
    .find({ _id: { $in: keys } }, { session })
    .toArray();
  return new Map(contacts.map((contact) => [contact._id, contact]));
}

export async function insertContactList(
  database: Database,
  session: ClientSession,
  list: ContactListDocument,
): Promise<void> {
  await database.of(collections.contactLists).insertOne(list, { session });
}

export async function replaceContactList(
  database: Database,
  session: ClientSession,
  list: ContactListDocument,
): Promise<void> {
  await database.of(collections.contactLists).replaceOne({ _id: list._id }, list, { session });
}

export async function addImportToContactList(
  database: Database,
  session: ClientSession,
  listId: string,
  entry: ListImport,
): Promise<void> {
  await database
    .of(collections.contactLists)
    .updateOne({ _id: listId }, { $push: { imports: entry }, $inc: { arrivalBatches: 1 } }, { session });
}

export async function insertContacts(
  database: Database,
  session: ClientSession,
  contacts: ContactDocument[],
): Promise<void> {
  if (contacts.length > 0) await database.of(collections.contacts).insertMany(contacts, { session });
}

/** Contacts keep their place in the order of arrival. */
export async function changeContacts(
  database: Database,
  session: ClientSession,
  contacts: ContactDocument[],
): Promise<void> {
  if (contacts.length === 0) return;
  await database.of(collections.contacts).bulkWrite(
    contacts.map(({ _id, values, phoneIds, clearedAt }) => ({
      updateOne: {
        filter: { _id },
        update: { $set: { values, phoneIds, ...(clearedAt ? { clearedAt } : {}) } },
      },
    })),
    { session },
  );
}

export async function noteContactsAdded(
  database: Database,
  session: ClientSession,
  listId: string,
  added: number,
  quiet: number,
  arrivalBatch: number,
  arrivedThrough: number,
): Promise<void> {
  await database.of(collections.contactLists).updateOne(
    { _id: listId },
    {
      $inc: { size: added, quietArrivals: quiet },
      $set: { arrivalBatches: arrivalBatch },
      $max: { arrivedThrough },
    },
    { session },
  );
}

/** The contacts are removed once the transaction holds. */
export async function beginClearingContactList(
  database: Database,
  session: ClientSession,
  listId: string,
  commandId: string,
): Promise<void> {
  await database
    .of(collections.contactLists)
    .updateOne({ _id: listId }, { $set: { clearing: commandId, size: 0 } }, { session });
}

export async function removeContacts(
  database: Database,
  session: ClientSession,
  listId: string,
  keys: string[],
): Promise<void> {
  await database.of(collections.contacts).deleteMany({ _id: { $in: keys } }, { session });
  await database
    .of(collections.contactLists)
    .updateOne({ _id: listId }, { $inc: { size: -keys.length } }, { session });
}

export async function deleteContactList(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<void> {
  await database.of(collections.contactLists).deleteOne({ _id: id }, { session });
}
