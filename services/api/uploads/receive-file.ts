/** Takes a file in as it comes, never whole in memory, and hands it to an import. */
import { randomUUID } from 'node:crypto';
import { Transform, type Readable } from 'node:stream';
import { collections, UPLOADS_BUCKET } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { discardUploads, storeUpload } from '../../platform/mongo/uploads.ts';
import { ApiError, apiError } from '../http/api-error.ts';
import { DAY } from '../../domain/time/lengths.ts';

// A file that breaks off, is too large, or that nobody imports leaves nothing: what is under way is noted
// first, so that the pieces of one are found after a crash, too.

/** An upload that is as old as this and that no import has is over. */
const ABANDONED_MS = DAY;

/**
 * @returns id of the upload
 * @throws ApiError 413 for more bytes than allowed, 400 for an upload that broke off or is empty; then
 *   nothing is left of it
 */
export async function storeFile(database: Database, content: Readable, maxBytes: number): Promise<string> {
  const uploadId = randomUUID();
  await database.of(collections.openUploads).insertOne({ _id: uploadId, at: new Date() });
  const limited = limitTo(maxBytes);
  try {
    content.on('error', (error) => limited.destroy(error));
    content.on('close', () => {
      if (!content.readableEnded) limited.destroy(brokenOff());
    });
    if (content.destroyed) throw brokenOff();
    content.pipe(limited);
    const bytes = await storeUpload(database, UPLOADS_BUCKET, uploadId, uploadId, limited);
    if (bytes === 0) throw apiError(400, 'bad.request', 'The file is empty.');
    return uploadId;
  } catch (error) {
    await discardFile(database, uploadId);
    throw error instanceof ApiError || content.readableEnded ? error : brokenOff();
  }
}

/** Hands a stored file on; when it is refused, nothing is left of it. */
export async function useFile<T>(database: Database, uploadId: string, use: () => Promise<T>): Promise<T> {
  try {
    const result = await use();
    await database.of(collections.openUploads).deleteOne({ _id: uploadId });
    return result;
  } catch (error) {
    // without an outcome the command may still be carried out: the sweep looks again
    if (!(error instanceof ApiError && error.status === 504)) await discardFile(database, uploadId);
    throw error;
  }
}

/** Removes what uploads that never came to an import have left. */
export async function sweepUploads(database: Database, now: number): Promise<void> {
  const old = database
    .of(collections.openUploads)
    .find({ at: { $lt: new Date(now - ABANDONED_MS) } })
    .sort({ at: 1 });
  for await (const { _id } of old) {
    const job = await database
      .of(collections.imports)
      .findOne({ 'source.uploadId': _id }, { projection: { _id: 1 } });
    if (job === null) await discardFile(database, _id);
    else await database.of(collections.openUploads).deleteOne({ _id });
  }
}

export async function discardFile(database: Database, uploadId: string): Promise<void> {
  await discardUploads(database, UPLOADS_BUCKET, uploadId, `${uploadId}\0`);
  await database.of(collections.openUploads).deleteOne({ _id: uploadId });
}

const brokenOff = () => apiError(400, 'bad.request', 'The upload broke off before its end.');

function limitTo(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      if (bytes <= maxBytes) done(null, chunk);
      else
        done(
          apiError(
            413,
            'request.entity.too.large',
            `The file is too large; at most ${maxBytes} bytes are taken.`,
          ),
        );
    },
  });
}
