/** One function per MongoDB statement of commands; all but those without a session belong to the transaction of one command. */
import type { ClientSession } from 'mongodb';
import {
  collections,
  type CampaignDocument,
  type ContactDocument,
  type ContactListDocument,
  type DncListDocument,
  type DncNumberDocument,
  type ImportDocument,
  type ListImport,
} from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { optInWrites, optOutWrite } from '../../domain/contact/opt-out-entry.ts';

/** Counters in `limits`: lists are made and deleted in the same transaction. */
export type CountedKind = 'contact-lists' | 'dnc-lists';

/** To run once at start: a counter that is missing cannot be made by two transactions at the same time. */
export async function makeMissingCounters(database: Database): Promise<void> {
  await database.of(collections.limits).bulkWrite(
    (['contact-lists', 'dnc-lists'] as const).map((kind) => ({
      updateOne: { filter: { _id: kind }, update: { $setOnInsert: { count: 0 } }, upsert: true },
    })),
  );
}

export function findContactList(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<ContactListDocument | null> {
  return database.of(collections.contactLists).findOne({ _id: id }, { session });
}

export function findDncList(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<DncListDocument | null> {
  return database.of(collections.dncLists).findOne({ _id: id }, { session });
}

export async function isContactListNameTaken(
  database: Database,
  session: ClientSession,
  name: string,
  exceptId?: string,
): Promise<boolean> {
  const other = await database
    .of(collections.contactLists)
    .findOne({ name }, { session, projection: { _id: 1 } });
  return other !== null && other._id !== exceptId;
}

export async function isDncListNameTaken(
  database: Database,
  session: ClientSession,
  name: string,
): Promise<boolean> {
  const other = await database
    .of(collections.dncLists)
    .findOne({ name }, { session, projection: { _id: 1 } });
  return other !== null;
}

export async function readCount(
  database: Database,
  session: ClientSession,
  kind: CountedKind,
): Promise<number> {
  const counter = await database.of(collections.limits).findOne({ _id: kind }, { session });
  return counter?.count ?? 0;
}

/** Two transactions that count the same kind conflict, so that neither passes a limit on an old count. */
export async function moveCount(
  database: Database,
  session: ClientSession,
  kind: CountedKind,
  by: 1 | -1,
): Promise<void> {
  await database.of(collections.limits).updateOne({ _id: kind }, { $inc: { count: by } }, { session });
}

/** Campaigns that are sending with a list. */
export function findRunningCampaignsOfList(
  database: Database,
  session: ClientSession,
  listId: string,
): Promise<Array<Pick<CampaignDocument, '_id' | 'name'>>> {
  return database
    .of(collections.campaigns)
    .find(
      {
        $or: [{ contactListId: listId }, { dncListIds: listId }],
        status: { $in: ['on', 'stopping', 'forced_stopping'] },
      },
      { session, projection: { name: 1 } },
    )
    .toArray();
}

export async function findContactsByKey(
  database: Database,
  session: ClientSession,
  keys: string[],
): Promise<Map<string, ContactDocument>> {
  const found = await database
    .of(collections.contacts)
    .find({ _id: { $in: keys } }, { session })
    .toArray();
  return new Map(found.map((contact) => [contact._id, contact]));
}

export async function findDncNumbersByKey(
  database: Database,
  session: ClientSession,
  keys: string[],
): Promise<Set<string>> {
  const found = await database
    .of(collections.dncNumbers)
    .find({ _id: { $in: keys } }, { session, projection: { _id: 1 } })
    .toArray();
  return new Set(found.map(({ _id }) => _id));
}

export async function insertContactList(
  database: Database,
  session: ClientSession,
  list: ContactListDocument,
): Promise<void> {
  await database.of(collections.contactLists).insertOne(list, { session });
}

export async function insertDncList(
  database: Database,
  session: ClientSession,
  list: DncListDocument,
): Promise<void> {
  await database.of(collections.dncLists).insertOne(list, { session });
}

export async function insertImport(
  database: Database,
  session: ClientSession,
  job: ImportDocument,
): Promise<void> {
  await database.of(collections.imports).insertOne(job, { session });
}

export function findImport(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<ImportDocument | null> {
  return database.of(collections.imports).findOne({ _id: id }, { session });
}

/** An import that no instance has taken up; if one takes it up meanwhile, the transaction is repeated on what is there then. */
export async function endWaitingImport(
  database: Database,
  session: ClientSession,
  { _id, state, failureReason, failureDetail, finishedAt }: ImportDocument,
): Promise<void> {
  await database
    .of(collections.imports)
    .updateOne(
      { _id },
      { $set: { state, failureReason, failureDetail, finishedAt, announced: false } },
      { session },
    );
}

/** The instance that has it ends it soon. */
export async function askForCancel(
  database: Database,
  session: ClientSession,
  importId: string,
): Promise<void> {
  await database
    .of(collections.imports)
    .updateOne({ _id: importId }, { $set: { cancelled: true } }, { session });
}

export async function replaceContactList(
  database: Database,
  session: ClientSession,
  list: ContactListDocument,
): Promise<void> {
  await database.of(collections.contactLists).replaceOne({ _id: list._id }, list, { session });
}

/** The imports of a list after one of them ended without a record. */
export async function saveImportsOfList(
  database: Database,
  session: ClientSession,
  { listId, kind }: Pick<ImportDocument, 'listId' | 'kind'>,
  imports: ListImport[],
  arrivedThrough: number,
): Promise<void> {
  if (kind === 'CONTACTS')
    await database
      .of(collections.contactLists)
      .updateOne({ _id: listId }, { $set: { imports }, $max: { arrivedThrough } }, { session });
  else await database.of(collections.dncLists).updateOne({ _id: listId }, { $set: { imports } }, { session });
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

export async function addImportToDncList(
  database: Database,
  session: ClientSession,
  listId: string,
  entry: ListImport,
): Promise<void> {
  await database
    .of(collections.dncLists)
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
    contacts.map(({ _id, values, phoneIds }) => ({
      updateOne: { filter: { _id }, update: { $set: { values, phoneIds } } },
    })),
    { session },
  );
}

export async function noteContactsAdded(
  database: Database,
  session: ClientSession,
  listId: string,
  added: number,
  arrivalBatch: number,
  arrivedThrough: number,
): Promise<void> {
  await database
    .of(collections.contactLists)
    .updateOne(
      { _id: listId },
      { $inc: { size: added }, $set: { arrivalBatches: arrivalBatch }, $max: { arrivedThrough } },
      { session },
    );
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

/** Keys of entries that have ended by now; the database removes them by itself too, some time later. */
export async function findEndedDncNumbers(
  database: Database,
  session: ClientSession,
  listId: string,
  now: Date,
  limit: number,
): Promise<string[]> {
  const found = await database
    .of(collections.dncNumbers)
    .find(
      { _id: { $gte: `${listId}:`, $lt: `${listId};` }, expiresAt: { $lte: now } },
      { session, projection: { _id: 1 }, limit },
    )
    .toArray();
  return found.map(({ _id }) => _id);
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

export async function deleteContactList(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<void> {
  await database.of(collections.contactLists).deleteOne({ _id: id }, { session });
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

/** Known ones stay; the latest time is kept, as for those that recipients say. */
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
