/** Removing what belonged to a deleted list, outside its transaction: there may be a million records. Repeats are harmless. */
import { collections } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export async function contactListExists(database: Database, id: string): Promise<boolean> {
  return (
    (await database.of(collections.contactLists).findOne({ _id: id }, { projection: { _id: 1 } })) !== null
  );
}

export async function dncListExists(database: Database, id: string): Promise<boolean> {
  return (await database.of(collections.dncLists).findOne({ _id: id }, { projection: { _id: 1 } })) !== null;
}

export async function deleteContactsOfList(database: Database, listId: string): Promise<void> {
  await database.of(collections.contacts).deleteMany({ listId });
}

/** All keys of a list start with its id and a colon; `;` is the character after the colon. */
export async function deleteDncNumbersOfList(database: Database, listId: string): Promise<void> {
  await database.of(collections.dncNumbers).deleteMany({ _id: { $gte: `${listId}:`, $lt: `${listId};` } });
}
