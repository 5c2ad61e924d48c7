/**
 * Uploaded files in GridFS, so that any instance can read them. A file's id is a string that the writer
 * chooses.
 */
import { GridFSBucket, type GridFSBucketReadStream, type ObjectId } from 'mongodb';
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
