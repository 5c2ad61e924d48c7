/**
 * Copies the content of a URL into GridFS and imports from there, so that a resumed import, perhaps on
 * another instance, reads the same bytes. An unfinished copy is deleted and made again.
 */
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { UPLOADS_BUCKET, type ImportDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { discardUploads, storeUpload } from '../../platform/mongo/uploads.ts';
import type { AllowedUrls } from './allowed-url.ts';
import { UnusableFile } from '../csv/csv-row.ts';
import { FetchTrouble, fetchUrl } from './fetch-url.ts';
import { LeaseLost } from '../import/lease-lost.ts';
import { saveCopy } from '../import/import-store.ts';

/** Waits before the second and the third try. */
const RETRY_AFTER_MS = [1_000, 5_000];

export type CopyParts = {
  readonly database: Database;
  readonly allowed: { readonly urls: AllowedUrls };
  /** Called whenever bytes arrive. */
  readonly alive: () => void;
};

/**
 * @param url of the job's source
 * @param owner has the lease
 * @returns id of the upload that holds the copy
 * @throws UnusableFile when it cannot be fetched, LeaseLost, and the signal's reason when stopped
 */
export async function fetchCopy(
  { database, allowed: { urls: allowed }, alive }: CopyParts,
  job: ImportDocument,
  url: string,
  owner: string,
  stopping: AbortSignal,
): Promise<string> {
  const late = AbortSignal.timeout(allowed.timeoutMs);
  const signal = AbortSignal.any([stopping, late]);
  for (let tries = 0; ; tries += 1) {
    alive();
    await discardCopies(database, job._id);
    const copyId = `${copyPrefixOf(job._id)}${job.claims ?? 1}-${tries}`;
    try {
      const content = Readable.from(telling(await fetchUrl(url, allowed, signal), alive));
      const bytes = await storeUpload(database, UPLOADS_BUCKET, copyId, copyId, content);
      if (!(await saveCopy(database, job._id, owner, copyId, bytes))) throw new LeaseLost();
      return copyId;
    } catch (error) {
      if (late.aborted && !stopping.aborted)
        throw unreachable(`the file could not be fetched within ${allowed.timeoutMs} ms`);
      if (!(error instanceof FetchTrouble)) throw error;
      const waitMs = RETRY_AFTER_MS[tries];
      if (waitMs === undefined) throw unreachable(`${error.message}, tried ${tries + 1} times`);
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function* telling(content: AsyncIterable<Buffer>, alive: () => void): AsyncGenerator<Buffer> {
  for await (const bytes of content) {
    alive();
    yield bytes;
  }
}

/** Copies of an import, complete or not. Can be repeated. */
export async function discardCopies(database: Database, importId: string): Promise<void> {
  const from = copyPrefixOf(importId);
  await discardUploads(database, UPLOADS_BUCKET, from, `${from.slice(0, -1)}0`); // '0' is the character after '/'
}

const copyPrefixOf = (importId: string): string => `${importId}/`;

const unreachable = (message: string): UnusableFile => new UnusableFile('IMPORT_SOURCE_UNREACHABLE', message);
