/**
 * Uploaded files in GridFS, so that any instance can read them. A file's id is a string that the writer
 * chooses.
 */
import { GridFSBucket, ObjectId, type GridFSBucketReadStream } from 'mongodb';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Database } from './mongo.ts';

/** GridFS types its ids as ObjectId, but accepts any value. */
const asId = (id: string): ObjectId => id as unknown as ObjectId;

/** Stores a stream under an id; resolves when it is durable. @returns its length in bytes */
export async function storeUpload(
  database: Database,
  bucketName: string,
  id: string,
  filename: string,
  content: Readable,
): Promise<number> {
  const bucket = new GridFSBucket(database.db, { bucketName });
  const upload = bucket.openUploadStreamWithId(asId(id), filename);
  await pipeline(content, upload);
  return upload.length;
}

/** Removes the files with ids from (inclusive) to (exclusive), also incomplete ones. Can be repeated. */
export async function discardUploads(
  database: Database,
  bucketName: string,
  from: string,
  to: string,
): Promise<void> {
  const range = { $gte: from, $lt: to };
  await database.db.collection<{ _id: string }>(`${bucketName}.files`).deleteMany({ _id: range });
  await database.db.collection<{ files_id: string }>(`${bucketName}.chunks`).deleteMany({ files_id: range });
}

/**
 * The content of a stored file from its first byte; null when there is no file with that id. `bytes` is its
 * length.
 */
export async function openUpload(
  database: Database,
  bucketName: string,
  id: string,
): Promise<{ content: GridFSBucketReadStream; bytes: number; filename: string } | null> {
  const bucket = new GridFSBucket(database.db, { bucketName });
  const [file] = await bucket
    .find({ _id: asId(id) })
    .limit(1)
    .toArray();
  return file
    ? { content: bucket.openDownloadStream(asId(id)), bytes: file.length, filename: file.filename }
    : null;
}

/** Ids of files that were begun before a time, whole or broken off, the oldest first. */
export async function findUploads(
  database: Database,
  bucketName: string,
  before: Date,
  limit: number,
): Promise<string[]> {
  const begun = await database.db
    .collection<{ files_id: string; n: number }>(`${bucketName}.chunks`)
    .find(
      { _id: { $lt: ObjectId.createFromTime(Math.floor(before.getTime() / 1_000)) }, n: 0 },
      { projection: { files_id: 1 } },
    )
    .sort({ _id: 1 })
    .limit(limit)
    .toArray();
  const empty = await database.db
    .collection<{ _id: string; length: number; uploadDate: Date }>(`${bucketName}.files`)
    .find({ uploadDate: { $lt: before }, length: 0 }, { projection: { _id: 1 } })
    .limit(limit)
    .toArray();
  return [...begun.map((chunk) => chunk.files_id), ...empty.map(({ _id }) => _id)];
}

/** When the oldest file was begun; null: there is none. */
export async function findOldestUpload(database: Database, bucketName: string): Promise<Date | null> {
  const oldest = await database.db
    .collection(`${bucketName}.chunks`)
    .findOne({}, { sort: { _id: 1 }, projection: { _id: 1 } });
  return oldest ? oldest._id.getTimestamp() : null;
}
