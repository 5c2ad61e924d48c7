/**
 * One function per MongoDB statement on DNC lists, their numbers and opt-outs, within the transaction of one
 * command.
 */
import type { ClientSession } from 'mongodb';
import {
  collections,
  type DncListDocument,
  type DncNumberDocument,
  type ListImport,
} from '../../../schemas/collections.ts';
import { isTaken } from '../../commands/execution/is-taken.ts';
import { optInWrites, optOutWrite } from '../../domain/contact/opt-out-entry.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export function isDncListNameTaken(
  database: Database,
  session: ClientSession,
  name: string,
  exceptId?: string,
): Promise<boolean> {
  return isTaken(database.of(collections.dncLists), session, { name }, exceptId);
}

export async function findDncNumbersByKey(
  database: Database,
  session: ClientSession,
  keys: string[],
): Promise<Set<string>> {
  const existing = await database
    .of(collections.dncNumbers)
    .find({ _id: { $in: keys } }, { session, projection: { _id: 1 } })
    .toArray();
  return new Set(existing.map(({ _id }) => _id));
}

export async function insertDncList(
  database: Database,
  session: ClientSession,
  list: DncListDocument,
): Promise<void> {
  await database.of(collections.dncLists).insertOne(list, { session });
}

export async function addImportToDncList(
  database: Database,
  session: ClientSession,
  listId: string,
  entry: ListImport,
  phoneColumns?: string[],
): Promise<void> {
  await database.of(collections.dncLists).updateOne(
    { _id: listId },
    {
      $push: { imports: entry },
      $inc: { arrivalBatches: 1 },
      ...(phoneColumns ? { $set: { phoneColumns } } : {}),
    },
    { session },
  );
}

export async function replaceDncList(
  database: Database,
  session: ClientSession,
  list: DncListDocument,
): Promise<void> {
  await database.of(collections.dncLists).replaceOne({ _id: list._id }, list, { session });
}

/** The numbers are removed once the transaction holds. */
export async function beginClearingDncList(
  database: Database,
  session: ClientSession,
  listId: string,
  commandId: string,
): Promise<void> {
  await database
    .of(collections.dncLists)
    .updateOne({ _id: listId }, { $set: { clearing: commandId, size: 0 } }, { session });
}

export async function putDncNumbers(
  database: Database,
  session: ClientSession,
  numbers: DncNumberDocument[],
): Promise<void> {
  await database.of(collections.dncNumbers).bulkWrite(
    numbers.map(({ _id, listId, expiresAt }) => ({
      updateOne: {
        filter: { _id },
        update: expiresAt
          ? { $set: { expiresAt }, $setOnInsert: { listId } }
          : { $unset: { expiresAt: true as const }, $setOnInsert: { listId } },
        upsert: true,
      },
    })),
    { session },
  );
}

export async function removeDncNumbers(
  database: Database,
  session: ClientSession,
  keys: string[],
): Promise<void> {
  await database.of(collections.dncNumbers).deleteMany({ _id: { $in: keys } }, { session });
}

export async function moveDncListSize(
  database: Database,
  session: ClientSession,
  listId: string,
  by: number,
): Promise<void> {
  await database.of(collections.dncLists).updateOne({ _id: listId }, { $inc: { size: by } }, { session });
}

/** Keys of expired entries; the database removes them by itself too, some time later. */
export async function findEndedDncNumbers(
  database: Database,
  session: ClientSession,
  listId: string,
  now: Date,
  limit: number,
): Promise<string[]> {
  const expired = await database
    .of(collections.dncNumbers)
    .find(
      { _id: { $gte: `${listId}:`, $lt: `${listId};` }, expiresAt: { $lte: now } },
      { session, projection: { _id: 1 }, limit },
    )
    .toArray();
  return expired.map(({ _id }) => _id);
}

/** Sets the list's size to the number of its entries. */
export async function countDncList(
  database: Database,
  session: ClientSession,
  listId: string,
): Promise<void> {
  const size = await database
    .of(collections.dncNumbers)
    .countDocuments({ _id: { $gte: `${listId}:`, $lt: `${listId};` } }, { session });
  await database.of(collections.dncLists).updateOne({ _id: listId }, { $set: { size } }, { session });
}

export async function deleteDncList(database: Database, session: ClientSession, id: string): Promise<void> {
  await database.of(collections.dncLists).deleteOne({ _id: id }, { session });
}

export function findIntegration(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<{ name: string } | null> {
  return database.of(collections.integrations).findOne({ _id: id }, { session, projection: { name: 1 } });
}

/** Existing entries stay; the later time is kept, as with requests of recipients. */
export async function putOptOuts(
  database: Database,
  session: ClientSession,
  numbers: readonly DncNumberDocument[],
): Promise<void> {
  await database.of(collections.dncNumbers).bulkWrite(
    numbers.map(({ _id, listId, at = new Date(0) }) => optOutWrite({ _id, listId, at })),
    { session },
  );
}

export async function liftOptOuts(
  database: Database,
  session: ClientSession,
  keys: readonly string[],
  at: Date,
): Promise<void> {
  await database.of(collections.dncNumbers).bulkWrite(
    keys.flatMap((_id) => optInWrites({ _id, at })),
    { session },
  );
}
