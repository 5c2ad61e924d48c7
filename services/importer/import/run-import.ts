/**
 * Runs one import from where it stopped to its end: reads rows into batches and hands them to the writer.
 * Reading waits for writing, so memory stays flat.
 */
import type { ImportDocument } from '../../../schemas/collections.ts';
import { newBatch, rejectOf, sizeOf, type Batch } from './batch.ts';
import { UnusableFile, type CsvRow, type RowFault } from '../csv/csv-row.ts';
import type { Failure } from './end-import.ts';
import { fetchCopy } from '../source/fetch-copy.ts';
import { saveHeader, type Progress } from './import-store.ts';
import { contactTarget, dncTarget, type Target } from './import-target.ts';
import { MAX_ROWS_PER_FILE } from '../limits.ts';
import { keepsBlanksIn } from '../../domain/contact/column-text.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';
import { openSource } from '../source/open-source.ts';
import { readCsv, type CsvFile } from '../csv/read-csv.ts';
import { allSaved, createBatchWriter, settled, submit, type ImportParts, type Run } from './write-batches.ts';

/**
 * A batch of this size is written before it is full: the driver sends at most 17 MB at once, and memory also
 * stays flat for files of endless rows.
 */
const MAX_SIZE = 4 * 1024 * 1024;

/** How an import ended: its final counts, and why it failed if it did. */
export type ImportEnd = { progress: Progress; failure: Failure | null };

/**
 * @param owner has the lease
 * @param stopping aborted when the process or the lease ends: batches in progress are finished and saved, the
 *   rest is left
 * @returns null when it was stopped before its end
 * @throws LeaseLost when another instance has continued it
 */
export async function runImport(
  parts: ImportParts,
  job: ImportDocument,
  owner: string,
  stopping: AbortSignal,
): Promise<ImportEnd | null> {
  const progress: Progress = {
    rowsRead: job.rowsRead,
    bytesRead: job.bytesRead,
    imported: job.imported,
    updated: job.updated ?? 0,
    unchanged: job.unchanged,
    rejected: job.rejected,
    endsIgnored: job.endsIgnored ?? 0,
    blockedInPart: job.blockedInPart ?? 0,
    placeholders: job.placeholders ?? 0,
  };
  try {
    const { url } = job.source;
    const copyId = url === null ? null : (job.copyId ?? (await fetchCopy(parts, job, url, owner, stopping)));
    const source = await openSource(
      parts.database,
      parts.allowed,
      copyId === null ? job.source : { uploadId: copyId, path: null, url: null },
    );
    try {
      const list = job.kind === 'CONTACTS' ? await findContactList(parts.database, job.listId) : null;
      const keepsBlanks = list !== null && keepsBlanksIn(list);
      const file = await readCsv(source.content, job.kind === 'DNC', keepsBlanks);
      if (!job.header) await saveHeader(parts.database, job._id, file.header);
      const run = { parts, job, owner, stopping, progress };
      const isWhole =
        job.kind === 'CONTACTS'
          ? await fill(run, file, await contactTarget(parts.database, job, file.header))
          : await fill(run, file, await dncTarget(parts.database, job, file));
      return isWhole ? { progress, failure: null } : null;
    } finally {
      source.close();
    }
  } catch (error) {
    if (stopping.aborted && error === stopping.reason) return null;
    if (!(error instanceof UnusableFile)) throw error;
    return { progress, failure: { code: error.code, detail: error.message } };
  }
}

/** @returns false when stopped before the end. @throws UnusableFile, LeaseLost */
async function fill<T>(run: Run, file: CsvFile, target: Target<T>): Promise<boolean> {
  const { parts, job, stopping, progress } = run;
  const writer = createBatchWriter(run, target);
  let row = 0;
  let bytesThrough = progress.bytesRead;
  let batch = newBatch<T>();
  const submitBatch = async (): Promise<void> => {
    const ready = { ...batch, rowsThrough: row, bytesThrough };
    batch = newBatch<T>();
    await submit(writer, ready);
  };
  try {
    for await (const portion of file.portions) {
      parts.alive();
      if (stopping.aborted) return false;
      for (const csvRow of portion.rows) {
        row += 1;
        if (row <= job.rowsRead) continue;
        if (row > MAX_ROWS_PER_FILE)
          throw new UnusableFile(
            'IMPORT_TOO_MANY_ROWS',
            `the file has more than ${MAX_ROWS_PER_FILE} rows; split it`,
          );
        addRow(batch, csvRow, target.read(csvRow, row), target, job._id);
        if (!isFull(batch, parts.batchRows)) continue;
        if (stopping.aborted) return false;
        await submitBatch();
      }
      bytesThrough = Math.max(bytesThrough, portion.bytesRead);
    }
    if (batch.items.length + batch.rejects.length > 0) await submitBatch();
    await allSaved(writer);
    progress.bytesRead = bytesThrough;
    return true;
  } finally {
    await settled(writer);
  }
}

/** @param item of the row, or the row's fault */
function addRow<T>(
  batch: Batch<T>,
  csvRow: CsvRow,
  item: T | RowFault,
  target: Target<T>,
  importId: string,
): void {
  batch.size += sizeOf(csvRow.cells);
  if (isFault(item)) {
    batch.rejects.push(rejectOf(importId, csvRow, item));
    return;
  }
  batch.items.push(item);
  if (target.isEndIgnored?.(item)) batch.endsIgnored += 1;
  batch.placeholders += target.placeholdersIn?.(item) ?? 0;
  const partFault = target.partFaultOf?.(item);
  if (partFault) batch.notes.push(rejectOf(importId, csvRow, partFault));
  batch.records += target.note(item, batch.keys);
}

const isFull = <T>({ items, rejects, size }: Batch<T>, batchRows: number): boolean =>
  items.length + rejects.length >= batchRows || size >= MAX_SIZE;

const isFault = <T>(item: T | RowFault): item is RowFault =>
  typeof item === 'object' && item !== null && 'reason' in item;
