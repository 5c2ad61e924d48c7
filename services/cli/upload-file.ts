/** What people import: a local file, which becomes an upload that any importer instance can read, or a URL, which the importer fetches. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { UPLOADS_BUCKET } from '../../schemas/collections.ts';
import type { ImportSource } from '../../schemas/types.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { storeUpload } from '../platform/mongo/uploads.ts';
import { UsageError } from './exit-codes.ts';

const isUrl = (given: string): boolean => /^https?:\/\//i.test(given);

/** What to call it in messages; what follows `?` in a URL may be a secret. */
export const nameOfFile = (given: string): string =>
  basename(isUrl(given) ? given.replace(/[?#].*$/s, '') : given);

/** To be called before anything is sent. @throws UsageError when it is neither a URL nor a readable file */
export async function checkFile(given: string): Promise<void> {
  if (isUrl(given)) return;
  const found = await stat(given).catch((cause: unknown) => {
    throw new UsageError(`${given} cannot be read (${(cause as Error).message})`, { cause });
  });
  if (!found.isFile()) throw new UsageError(`${given} is not a file`);
}

export async function sourceOf(database: Database, given: string): Promise<ImportSource> {
  if (isUrl(given)) return { uploadId: null, path: null, url: given };
  const uploadId = randomUUID();
  await storeUpload(database, UPLOADS_BUCKET, uploadId, basename(given), createReadStream(given));
  return { uploadId, path: null, url: null };
}
