/** A local file becomes an upload that any importer instance can read. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UPLOADS_BUCKET } from '../../schemas/collections.ts';
import type { ImportSource } from '../../schemas/types.ts';
import type { Database } from '../platform/mongo.ts';
import { storeUpload } from '../platform/uploads.ts';
import { UsageError } from './exit-codes.ts';

/** To be called before anything is sent. @throws UsageError when it is no readable file */
export async function checkFile(path: string): Promise<void> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new UsageError(`${path} cannot be read (${(cause as Error).message})`, { cause });
  });
  if (!found.isFile()) throw new UsageError(`${path} is not a file`);
}

export async function uploadFile(database: Database, path: string): Promise<ImportSource> {
  const uploadId = randomUUID();
  await storeUpload(database, UPLOADS_BUCKET, uploadId, basename(path), createReadStream(path));
  return { uploadId, path: null };
}
