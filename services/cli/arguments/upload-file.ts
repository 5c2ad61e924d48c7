/**
 * The source of an import: a local file or standard input, which becomes an upload that any importer instance
 * can read, or a URL, which the importer fetches.
 */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { UPLOADS_BUCKET } from '../../../schemas/collections.ts';
import type { ImportSource } from '../../../schemas/types.ts';
import { storeUpload } from '../../platform/mongo/uploads.ts';
import { UsageError } from '../exit-codes.ts';
import type { Session } from '../session.ts';

const STANDARD_INPUT = '-';

const isUrl = (given: string): boolean => /^https?:\/\//i.test(given);

/** Neither a URL nor standard input: the file can be read before it is sent. */
export const isLocalFile = (given: string): boolean => !isUrl(given) && given !== STANDARD_INPUT;

/** Its name in messages; the part of a URL after `?` may be a secret. */
export const nameOfFile = (given: string): string =>
  given === STANDARD_INPUT
    ? 'standard input'
    : basename(isUrl(given) ? given.replace(/[?#].*$/s, '') : given);

/** To be called before anything is sent. @throws UsageError when it cannot be read */
export async function checkFile(given: string): Promise<void> {
  if (!isLocalFile(given)) return;
  const file = await stat(given).catch((cause: unknown) => {
    throw new UsageError(`${given} cannot be read (${(cause as Error).message})`, { cause });
  });
  if (!file.isFile()) throw new UsageError(`${given} is not a file`);
}

/** @throws UsageError when standard input is named but missing */
export async function sourceOf(session: Session, given: string): Promise<ImportSource> {
  if (isUrl(given)) return { uploadId: null, path: null, url: given };
  const uploadId = randomUUID();
  await storeUpload(
    await session.database(),
    UPLOADS_BUCKET,
    uploadId,
    nameOfFile(given),
    contentOf(session, given),
  );
  return { uploadId, path: null, url: null };
}

function contentOf({ io }: Session, given: string): Readable {
  if (given !== STANDARD_INPUT) return createReadStream(given);
  if (!io.in) throw new UsageError('standard input is empty or missing; there is nothing to import');
  return io.in;
}
