/**
 * Runs one import from where it stopped to its end: rows in batches, up to three batches written at a time,
 * progress saved in order after them and only while this instance has the lease. Reading waits for writing,
 * so memory stays flat.
 */
import type { ImportDocument } from '../../../schemas/collections.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import { bytesOf, newBatch, rejectOf, shareKey, type Batch } from './batch.ts';
import { UnusableFile, type RowFault } from '../csv/csv-row.ts';
import type { Failure } from './end-import.ts';
import { fetchCopy } from '../source/fetch-copy.ts';
import { insertRejects, saveHeader, saveProgress, type Progress } from './import-store.ts';
import { contactTarget, dncTarget, type Target } from './import-target.ts';
import { LeaseLost } from './lease-lost.ts';
import { MAX_RECORDS_PER_LIST, MAX_ROWS_PER_FILE } from '../limits.ts';
import { openSource, type AllowedSources } from '../source/open-source.ts';
import { readCsv, type CsvFile } from '../csv/read-csv.ts';
import { saveBehind } from './save-behind.ts';
import type { Written } from './write-contacts.ts';

/** Batches that are being written at the same time. */
const MAX_WRITING = 3;
/** Batches that were written and may come again after a crash. */
const MAX_UNSAVED = 6;

export type ImportParts = {
  database: Database;
  metrics: Metrics;
  allowed: AllowedSources;
  batchRows: number;
  leaseMs: number;
  /** Called whenever the import makes progress: bytes arrive, rows are read, a batch is written. */
  alive: () => void;
};

/**
 * A batch with more rejected bytes is written before it is full, so that memory also stays flat for files of
 * endless rows.
 */
const MAX_REJECTED_BYTES = 4 * 1024 * 1024;

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
      const file = await readCsv(source.content, job.kind === 'DNC');
      if (!job.header) await saveHeader(parts.database, job._id, file.header);
      const isWhole =
        job.kind === 'CONTACTS'
          ? await fill(
              parts,
              job,
              owner,
              stopping,
              progress,
              file,
              await contactTarget(parts.database, job, file.header),
            )
          : await fill(
              parts,
              job,
              owner,
              stopping,
              progress,
              file,
              await dncTarget(parts.database, job, file),
            );
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
async function fill<T>(
  { database, metrics, batchRows, leaseMs, alive }: ImportParts,
  job: ImportDocument,
  owner: string,
  stopping: AbortSignal,
  progress: Progress,
  file: CsvFile,
  target: Target<T>,
): Promise<boolean> {
  const writing = new Map<Promise<void>, Batch<T>>();
  /** Resolves when all batches so far are written and counted, in their order. */
  let counted: Promise<void> = Promise.resolve();
  let failed: { error: unknown } | null = null;
  /** Records in the list, without those being written. */
  let stored = target.size;
  let unsaved: Array<Written & { rejected: number }> = [];
  const saver = saveBehind(saveUnsaved, (error) => void (failed ??= { error }));

  const allSaved = async (): Promise<void> => {
    await counted;
    await saver.settled();
    if (failed) throw failed.error;
  };

  async function write(ready: Batch<T>): Promise<Written> {
    await faultPoint('importer.batch.before');
    const [written] = await Promise.all([
      target.write(ready.items),
      insertRejects(database, ready.rejects.concat(ready.notes)),
    ]);
    await faultPoint('importer.batch.after');
    return written;
  }

  function count(ready: Batch<T>, written: Written): void {
    alive();
    if (failed) return;
    const rejected = ready.rejects.length;
    stored += written.records;
    progress.imported += written.imported;
    progress.updated += written.updated;
    progress.unchanged += written.unchanged;
    progress.rejected += rejected;
    progress.endsIgnored += ready.endsIgnored;
    progress.blockedInPart += ready.notes.length;
    progress.placeholders += ready.placeholders;
    progress.rowsRead = ready.rowsThrough;
    progress.bytesRead = ready.bytesThrough;
    unsaved.push({ ...written, rejected });
    saver.changed();
  }

  async function saveUnsaved(): Promise<void> {
    const saving = [...unsaved];
    if (!(await saveProgress(database, job._id, owner, progress, leaseMs))) throw new LeaseLost();
    unsaved = unsaved.slice(saving.length);
    for (const result of ['imported', 'updated', 'unchanged', 'rejected'] as const) {
      const rows = saving.reduce((sum, counts) => sum + counts[result], 0);
      if (rows > 0) metrics.count('wac_import_rows_total', { kind: job.kind, result }, rows);
    }
  }

  /** Resolves when there is room for another batch. */
  async function submit(ready: Batch<T>): Promise<void> {
    while (writing.size >= MAX_WRITING) await Promise.race(writing.keys());
    if (unsaved.length >= MAX_UNSAVED) await saver.settled();
    const others = [...writing.values()];
    // the order of rows with the same key matters: the later row must be written after the earlier
    if (others.some(({ keys }) => shareKey(keys, ready.keys))) await allSaved();
    const expected = others.reduce((sum, { records }) => sum + records, stored + ready.records);
    if (expected > MAX_RECORDS_PER_LIST) {
      await allSaved();
      await refuseSurplus(target, ready, MAX_RECORDS_PER_LIST - stored);
    }
    if (failed) throw failed.error;
    const written = write(ready);
    written.catch(() => undefined); // thrown where it is counted
    counted = counted
      .then(async () => count(ready, await written))
      .catch((error: unknown) => void (failed ??= { error }));
    const done = counted.then(() => void writing.delete(done));
    writing.set(done, ready);
  }

  let row = 0;
  let bytesThrough = progress.bytesRead;
  let batch = newBatch<T>();
  const submitBatch = async (): Promise<void> => {
    const ready = batch;
    batch = newBatch<T>();
    ready.rowsThrough = row;
    ready.bytesThrough = bytesThrough;
    await submit(ready);
  };

  try {
    for await (const portion of file.portions) {
      alive();
      if (stopping.aborted) return false;
      for (const csvRow of portion.rows) {
        row += 1;
        if (row <= job.rowsRead) continue;
        if (row > MAX_ROWS_PER_FILE)
          throw new UnusableFile(
            'IMPORT_TOO_MANY_ROWS',
            `the file has more than ${MAX_ROWS_PER_FILE} rows; split it`,
          );
        const item = target.read(csvRow, row);
        if (isFault(item)) {
          batch.rejects.push(rejectOf(job._id, csvRow, item));
          batch.rejectedBytes += bytesOf(csvRow.cells);
        } else {
          batch.items.push(item);
          if (target.isEndIgnored?.(item)) batch.endsIgnored += 1;
          batch.placeholders += target.placeholdersIn?.(item) ?? 0;
          const partFault = target.partFaultOf?.(item);
          if (partFault) batch.notes.push(rejectOf(job._id, csvRow, partFault));
          batch.records += target.note(item, batch.keys);
        }
        const isFull =
          batch.items.length + batch.rejects.length >= batchRows || batch.rejectedBytes >= MAX_REJECTED_BYTES;
        if (!isFull) continue;
        if (stopping.aborted) return false;
        await submitBatch();
      }
      bytesThrough = Math.max(bytesThrough, portion.bytesRead);
    }
    if (batch.items.length + batch.rejects.length > 0) await submitBatch();
    await allSaved();
    progress.bytesRead = bytesThrough;
    return true;
  } finally {
    await counted;
    await saver.settled();
  }
}

/** The list is nearly full: rows that exist already are accepted, new ones up to the limit. */
async function refuseSurplus<T>(target: Target<T>, { items }: Batch<T>, room: number): Promise<void> {
  const keys = new Set(items.flatMap((item) => target.keysOf(item)));
  if (keys.size <= room) return;
  const present = await target.findPresent([...keys]);
  const added = [...keys].filter((key) => !present.has(key)).length;
  if (added > room)
    throw new UnusableFile(
      target.limitCode,
      `the list has room for ${room} more of its ${MAX_RECORDS_PER_LIST} records, and the next rows would add ${added}; the rows before them are imported`,
    );
}

const isFault = <T>(item: T | RowFault): item is RowFault =>
  typeof item === 'object' && item !== null && 'reason' in item;
