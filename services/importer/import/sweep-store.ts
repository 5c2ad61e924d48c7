/**
 * Removes the records of a deleted list, outside its transaction: there may be a million. Can be repeated.
 */
import { collections, UPLOADS_BUCKET, type ImportDocument } from '../../../schemas/collections.ts';
import type { ListKind } from '../../../schemas/types.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { discardUploads } from '../../platform/mongo/uploads.ts';
import { discardCopies } from '../source/fetch-copy.ts';

export async function contactListExists(database: Database, id: string): Promise<boolean> {
  return (
    (await database.of(collections.contactLists).findOne({ _id: id }, { projection: { _id: 1 } })) !== null
  );
}

export async function dncListExists(database: Database, id: string): Promise<boolean> {
  return (await database.of(collections.dncLists).findOne({ _id: id }, { projection: { _id: 1 } })) !== null;
}

async function deleteContactsOfList(database: Database, listId: string): Promise<void> {
  await database.of(collections.contacts).deleteMany({ listId });
}

/** All keys of a list start with its id and a colon; `;` is the character after the colon. */
async function deleteDncNumbersOfList(database: Database, listId: string): Promise<void> {
  await database.of(collections.dncNumbers).deleteMany({ _id: { $gte: `${listId}:`, $lt: `${listId};` } });
}

/**
 * Removes what a deleted list held: its records, the rejected rows of its imports, and their files. The
 * imports themselves are kept.
 */
export async function sweepContactList(database: Database, listId: string): Promise<void> {
  await deleteContactsOfList(database, listId);
  await deleteImportedRows(database, listId);
}

/** As `sweepContactList`, for a DNC list. */
export async function sweepDncList(database: Database, listId: string): Promise<void> {
  await deleteDncNumbersOfList(database, listId);
  await deleteImportedRows(database, listId);
}

/**
 * Removes the records of a list that was cleared. A list that was cleared already, or again since then, is
 * left alone: what it holds now came later.
 */
export async function sweepClearedList(
  database: Database,
  kind: ListKind,
  listId: string,
  commandId: string,
): Promise<void> {
  const list = { _id: listId, clearing: commandId };
  if (kind === 'CONTACTS') {
    if ((await database.of(collections.contactLists).findOne(list, { projection: { _id: 1 } })) === null)
      return;
    await deleteContactsOfList(database, listId);
    await database
      .of(collections.contactLists)
      .updateOne(list, { $unset: { clearing: true, quietArrivals: true } });
  } else {
    if ((await database.of(collections.dncLists).findOne(list, { projection: { _id: 1 } })) === null) return;
    await deleteDncNumbersOfList(database, listId);
    await database.of(collections.dncLists).updateOne(list, { $unset: { clearing: true } });
  }
}

async function deleteImportedRows(database: Database, listId: string): Promise<void> {
  const imports = database.of(collections.imports).find({ listId });
  for await (const job of imports) {
    await database
      .of(collections.importRejects)
      .deleteMany({ _id: { $gte: `${job._id}:`, $lt: `${job._id};` } });
    if (job.state === 'FINISHED' || job.state === 'FAILED') await discardFiles(database, job);
  }
}

/** Removes the file of an ended import, unless an unfinished import uses the same upload. Can be repeated. */
export async function discardFiles(database: Database, { _id, source }: ImportDocument): Promise<void> {
  if (source.url !== null) await discardCopies(database, _id);
  const { uploadId } = source;
  if (uploadId === null) return;
  const unfinished = await database
    .of(collections.imports)
    .findOne(
      { 'source.uploadId': uploadId, state: { $in: ['QUEUED', 'RUNNING'] } },
      { projection: { _id: 1 } },
    );
  if (unfinished === null) await discardUploads(database, UPLOADS_BUCKET, uploadId, `${uploadId}\0`);
}
