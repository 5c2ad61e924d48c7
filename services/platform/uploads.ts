/** Uploaded files in GridFS, so that any instance can read them. A file's id is a string chosen by whoever stores it. */
import { GridFSBucket, type GridFSBucketReadStream, type ObjectId } from 'mongodb';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Database } from './mongo.ts';

/** GridFS types its ids as ObjectId, and takes any value. */
const asId = (id: string): ObjectId => id as unknown as ObjectId;

/** Stores a stream under an id; resolves when it is durable. */
export async function storeUpload(
  database: Database,
  bucketName: string,
  id: string,
  filename: string,
  content: Readable,
): Promise<void> {
  const bucket = new GridFSBucket(database.db, { bucketName });
  await pipeline(content, bucket.openUploadStreamWithId(asId(id), filename));
}

/** The content of a stored file from its first byte; null when there is none of that id. `bytes` is its length. */
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
