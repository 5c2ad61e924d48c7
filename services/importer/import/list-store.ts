/** One function per MongoDB statement of an import on lists, contacts and DNC numbers. */
import type { ClientSession } from 'mongodb';
import {
  collections,
  type ContactDocument,
  type DncNumberDocument,
  type ListImport,
} from '../../../schemas/collections.ts';
import { insertAbsent } from '../../platform/mongo/insert-absent.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** The first file decides the columns. */
export async function fixColumns(database: Database, listId: string, columnNames: string[]): Promise<void> {
  await database
    .of(collections.contactLists)
    .updateOne({ _id: listId, columnNames: [] }, { $set: { columnNames } });
}

export async function saveContactListEnd(
  database: Database,
  session: ClientSession,
  listId: string,
  end: { imports: ListImport[]; added: number; arrivedThrough: number },
): Promise<void> {
  await database.of(collections.contactLists).updateOne(
    { _id: listId },
    {
      $set: { imports: end.imports },
      $inc: { size: end.added },
      $max: { arrivedThrough: end.arrivedThrough },
    },
    { session },
  );
}

export async function saveDncListEnd(
  database: Database,
  session: ClientSession,
  listId: string,
  end: { imports: ListImport[]; size: number },
): Promise<void> {
  await database
    .of(collections.dncLists)
    .updateOne({ _id: listId }, { $set: end, $unset: { reserved: true } }, { session });
}

/** Room for records beyond the list's size, for its running import. */
export async function saveReserved(
  database: Database,
  session: ClientSession,
  listId: string,
  reserved: number,
): Promise<void> {
  await database.of(collections.dncLists).updateOne({ _id: listId }, { $set: { reserved } }, { session });
}

/** Entries of a list that are in force, by counting: the database removes expired ones by itself. */
export function countDncNumbers(
  database: Database,
  listId: string,
  session?: ClientSession,
): Promise<number> {
  return database
    .of(collections.dncNumbers)
    .countDocuments({ _id: { $gte: `${listId}:`, $lt: `${listId};` } }, session ? { session } : {});
}

/** Records of all DNC lists, with those that running imports have room for. @param exceptReservedOf but for the room of one list */
export async function sumOfDncRecords(
  database: Database,
  session: ClientSession,
  exceptReservedOf: string | null = null,
): Promise<number> {
  const reserved = { $cond: [{ $eq: ['$_id', exceptReservedOf] }, 0, { $ifNull: ['$reserved', 0] }] };
  const [sum] = await database
    .of(collections.dncLists)
    .aggregate<{ records: number }>(
      [{ $group: { _id: null, records: { $sum: { $add: ['$size', reserved] } } } }],
      { session },
    )
    .toArray();
  return sum?.records ?? 0;
}

/** An import resumes from its last saved batch, so its inserts need no retry by the driver. */
const BARE = { bare: true };

/** Inserts what does not exist yet. @returns the indexes of the existing ones */
export function insertNewContacts(database: Database, contacts: ContactDocument[]): Promise<Set<number>> {
  return insertAbsent(database.of(collections.contacts), contacts, BARE);
}

/** Inserts what does not exist yet. @returns the indexes of the existing ones */
export function insertNewDncNumbers(database: Database, numbers: DncNumberDocument[]): Promise<Set<number>> {
  return insertAbsent(database.of(collections.dncNumbers), numbers, BARE);
}

export async function findContacts(
  database: Database,
  keys: string[],
): Promise<Map<string, ContactDocument>> {
  const existing = await database
    .of(collections.contacts)
    .find({ _id: { $in: keys } }, { batchSize: keys.length + 1 })
    .toArray();
  return new Map(existing.map((contact) => [contact._id, contact]));
}

export async function findDncNumbers(
  database: Database,
  keys: string[],
): Promise<Map<string, DncNumberDocument>> {
  const existing = await database
    .of(collections.dncNumbers)
    .find({ _id: { $in: keys } }, { batchSize: keys.length + 1 })
    .toArray();
  return new Map(existing.map((number) => [number._id, number]));
}

/** A repeat is harmless. */
export async function clearSystemData(database: Database, keys: string[], clearedAt: Date): Promise<void> {
  await database.of(collections.contacts).updateMany({ _id: { $in: keys } }, { $set: { clearedAt } });
}

export async function updateContacts(database: Database, contacts: ContactDocument[]): Promise<void> {
  await database.of(collections.contacts).bulkWrite(
    contacts.map(({ _id, values, phoneIds, arrival }) => ({
      updateOne: { filter: { _id }, update: { $set: { values, phoneIds, changedBy: arrival } } },
    })),
  );
}

/** Makes entries permanent that had an expiry time. @returns how many of the entries exist */
export async function makePermanent(database: Database, keys: string[]): Promise<number> {
  const { matchedCount } = await database
    .of(collections.dncNumbers)
    .updateMany({ _id: { $in: keys } }, { $unset: { expiresAt: true } });
  return matchedCount;
}

/** Entries that expire before the given time get the later one; entries without an expiry time keep none. */
export async function putOffEnds(
  database: Database,
  entries: ReadonlyArray<{ _id: string; expiresAt: Date }>,
): Promise<void> {
  await database.of(collections.dncNumbers).bulkWrite(
    entries.map(({ _id, expiresAt }) => ({
      updateOne: { filter: { _id, expiresAt: { $lt: expiresAt } }, update: { $set: { expiresAt } } },
    })),
  );
}
