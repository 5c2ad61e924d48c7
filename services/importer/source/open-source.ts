/**
 * Opens the file that a command names: an upload in GridFS, which any instance can read, or a path below one
 * of the directories that the operator allows.
 */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { UPLOADS_BUCKET } from '../../../schemas/collections.ts';
import type { ImportSource } from '../../../schemas/types.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { openUpload } from '../../platform/mongo/uploads.ts';
import { allowedUrl, type AllowedUrls } from './allowed-url.ts';
import { UnusableFile } from '../csv/csv-row.ts';
import { readCsv } from '../csv/read-csv.ts';

// Links are resolved before the check, so that none leads out of them. URLs are fetched before they are
// opened (fetch-copy.ts).

/** Where files may come from besides uploads. */
export type AllowedSources = { readonly directories: readonly string[]; readonly urls: AllowedUrls };

export type OpenSource = { content: AsyncIterable<Buffer>; bytes: number; close: () => void };

const READ_BYTES = 256 * 1024;

/**
 * Nothing is read before the content is iterated.
 * @throws UnusableFile when there is no such file, or it may not be read
 */
export async function openSource(
  database: Database,
  { directories }: AllowedSources,
  { uploadId, path }: ImportSource,
): Promise<OpenSource> {
  if (uploadId !== null) {
    const upload = await openUpload(database, UPLOADS_BUCKET, uploadId);
    if (!upload)
      throw new UnusableFile(
        'IMPORT_SOURCE_NOT_FOUND',
        `there is no uploaded file ${JSON.stringify(uploadId)}`,
      );
    const { content, bytes } = upload;
    return { content: content as AsyncIterable<Buffer>, bytes, close: () => void content.destroy() };
  }
  const { file, bytes } = await findAllowed(path ?? '', directories);
  const content = createReadStream(file, { highWaterMark: READ_BYTES });
  return { content: content as AsyncIterable<Buffer>, bytes, close: () => void content.destroy() };
}

/**
 * For the answer to a command: the size of the file (0 = not known before it is fetched) and its columns, or
 * the fault; null when the command names no file.
 */
export async function examineSource(
  database: Database,
  allowed: AllowedSources,
  source: ImportSource | null,
): Promise<{ bytes: number; header: string[] | null } | { fault: Fault } | null> {
  if (source === null) return null;
  const named = (['uploadId', 'path', 'url'] as const).filter((name) => source[name] !== null);
  const [kind] = named;
  if (kind === undefined || named.length > 1)
    return {
      fault: fault('invalid.value', 'source', 'Expected exactly one of uploadId, path and url.'),
    };
  try {
    if (source.url !== null) {
      allowedUrl(source.url, allowed.urls);
      return { bytes: 0, header: null };
    }
    const opened = await openSource(database, allowed, source);
    return { bytes: opened.bytes, header: await headerOf(opened) };
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    return { fault: fault('invalid.value', `source.${kind}`, error.message) };
  }
}

/**
 * Null when the file has no usable header or cannot be read: the import reports that, with the file's first
 * lines.
 */
async function headerOf({ content, close }: OpenSource): Promise<string[] | null> {
  try {
    return (await readCsv(content)).header;
  } catch {
    return null;
  } finally {
    close();
  }
}

async function findAllowed(
  path: string,
  directories: readonly string[],
): Promise<{ file: string; bytes: number }> {
  if (path === '' || path.includes('\0'))
    throw new UnusableFile('IMPORT_SOURCE_NOT_FOUND', 'the path is empty or has a NUL character');
  if (directories.length === 0)
    throw new UnusableFile(
      'IMPORT_SOURCE_NOT_ALLOWED',
      'files cannot be imported by path: no directory is allowed (IMPORT_DIRECTORIES)',
    );
  for (const directory of directories) {
    const root = await realpathOrNull(directory);
    if (root === null) continue;
    const file = await realpathOrNull(isAbsolute(path) ? path : join(root, path));
    if (file === null || !(file + sep).startsWith(root + sep)) continue;
    const stats = await stat(file);
    if (stats.isFile()) return { file, bytes: stats.size };
  }
  // the same answer for a missing file and one outside the directories: nothing is revealed about other files
  throw new UnusableFile(
    'IMPORT_SOURCE_NOT_ALLOWED',
    `there is no file ${JSON.stringify(path)} within the allowed directories`,
  );
}

async function realpathOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (
      code === 'ENOENT' ||
      code === 'ENOTDIR' ||
      code === 'EACCES' ||
      code === 'ELOOP' ||
      code === 'ENAMETOOLONG'
    )
      return null;
    throw error;
  }
}
