/**
 * The statements on imports, rejected rows and uploads that retention makes, in steps of bounded size; each
 * can be repeated.
 */
import { collections, UPLOADS_BUCKET, type ImportDocument } from '../../schemas/collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { discardUploads, findUploads } from '../platform/mongo/uploads.ts';

const ended = {
  state: { $in: ['FINISHED', 'FAILED'] as Array<ImportDocument['state']> },
  announced: { $exists: false },
};

/** Imports that ended before a time and still have what is to be removed of them, the oldest first. */
export function findPastImports(
  database: Database,
  before: Date,
  what: 'imports' | 'rejects',
  limit: number,
): Promise<Array<Pick<ImportDocument, '_id'>>> {
  return database
    .of(collections.imports)
    .find(
      {
        ...ended,
        finishedAt: { $lte: before },
        ...(what === 'rejects' ? { rejectsRemoved: { $exists: false } } : {}),
      },
      { projection: { _id: 1 } },
    )
    .sort({ finishedAt: 1, _id: 1 })
    .limit(limit)
    .toArray();
}

/** Removes the first rejected rows of an import. @returns how many went; fewer than `limit`: none is left */
export async function removeRejects(database: Database, importId: string, limit: number): Promise<number> {
  const rejects = database.of(collections.importRejects);
  const all = { $gte: `${importId}:`, $lt: `${importId};` };
  const [last] = await rejects
    .find({ _id: all }, { projection: { _id: 1 } })
    .sort({ _id: 1 })
    .skip(limit - 1)
    .limit(1)
    .toArray();
  const range = last ? { $gte: all.$gte, $lte: last._id } : all;
  return (await rejects.deleteMany({ _id: range })).deletedCount;
}

export async function noteRejectsRemoved(database: Database, importId: string): Promise<void> {
  await database.of(collections.imports).updateOne({ _id: importId }, { $set: { rejectsRemoved: true } });
}

export async function removeImport(database: Database, importId: string): Promise<void> {
  await database.of(collections.imports).deleteOne({ _id: importId });
}

/**
 * Uploads that began before a time and that no unfinished import is about to read, also those that broke off.
 */
export async function findPastUploads(database: Database, before: Date, limit: number): Promise<string[]> {
  const past = await findUploads(database, UPLOADS_BUCKET, before, limit);
  const wanted = await database
    .of(collections.imports)
    .find(
      {
        state: { $in: ['QUEUED', 'RUNNING'] },
        $or: [{ 'source.uploadId': { $in: past } }, { _id: { $in: past.map(importOfCopy) } }],
      },
      { projection: { 'source.uploadId': 1 } },
    )
    .toArray();
  const kept = new Set(wanted.flatMap(({ _id, source }) => [source.uploadId, _id]));
  return past.filter((id) => !kept.has(id) && !kept.has(importOfCopy(id)));
}

/** What was fetched for an import is `<import id>/…`. */
const importOfCopy = (uploadId: string): string => uploadId.replace(/\/.*$/s, '');

export const removeUpload = (database: Database, uploadId: string): Promise<void> =>
  discardUploads(database, UPLOADS_BUCKET, uploadId, `${uploadId}\0`);

/** End of the oldest import that is kept with what is asked for; null: there is none. */
export async function findOldestImport(
  database: Database,
  what: 'imports' | 'rejects',
): Promise<Date | null> {
  const [oldest] = await database
    .of(collections.imports)
    .find(
      {
        ...ended,
        finishedAt: { $ne: null },
        ...(what === 'rejects' ? { rejectsRemoved: { $exists: false } } : {}),
      },
      { projection: { finishedAt: 1 } },
    )
    .sort({ finishedAt: 1, _id: 1 })
    .limit(1)
    .toArray();
  return oldest?.finishedAt ?? null;
}
