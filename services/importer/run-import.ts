/**
 * One import from where it stands to its end: rows in batches, up to three batches on their way to the database, progress saved in order
 * and only while the lease is ours. Reading waits for writing, so memory is flat.
 */
import type { ImportDocument, ImportRejectDocument } from '../../schemas/collections.ts';
import type { Database } from '../platform/mongo.ts';
import type { Metrics } from '../platform/metrics.ts';
import { UnusableFile, type CsvRow, type RowFault } from './csv-row.ts';
import type { Failure } from './end-import.ts';
import { insertRejects, saveProgress, type Progress } from './import-store.ts';
import { contactTarget, dncTarget, type Target } from './import-target.ts';
import { MAX_RECORDS_PER_LIST } from './limits.ts';
import { openSource } from './open-source.ts';
import { readCsv, type CsvFile } from './read-csv.ts';
import type { Written } from './write-contacts.ts';

const MAX_IN_FLIGHT = 3;

export type ImportParts = {
  database: Database;
  metrics: Metrics;
  directories: readonly string[];
  batchRows: number;
  leaseMs: number;
};

/** Somebody else has the import. */
export class LeaseLost extends Error {}

/** How an import ended: with its final counts, and why it failed if it did. */
export type ImportEnd = { progress: Progress; failure: Failure | null };

/**
 * @param owner holds the lease
 * @param stopping aborted when the process or the lease ends: what is on its way is finished and saved, the rest is left
 * @returns null when it was stopped before its end
 * @throws LeaseLost when somebody else has gone on with it
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
  };
  try {
    const source = await openSource(parts.database, parts.directories, job.source);
    try {
      const file = await readCsv(source.content);
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
              await dncTarget(parts.database, job, file.header),
            );
      return isWhole ? { progress, failure: null } : null;
    } finally {
      source.close();
    }
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    return { progress, failure: { code: error.code, detail: error.message } };
  }
}

type Batch<T> = {
  items: T[];
  rejects: ImportRejectDocument[];
  keys: Set<string>;
  rowsThrough: number;
  bytesThrough: number;
};

/** @returns false when stopped before the end. @throws UnusableFile, LeaseLost */
async function fill<T>(
  { database, metrics, batchRows, leaseMs }: ImportParts,
  job: ImportDocument,
  owner: string,
  stopping: AbortSignal,
  progress: Progress,
  file: CsvFile,
  target: Target<T>,
): Promise<boolean> {
  /** Keys of the batches on their way: a batch that has one of them waits, so that the order of rows holds. */
  const inFlight = new Map<Promise<void>, Set<string>>();
  let saved: Promise<void> = Promise.resolve();
  let failed: { error: unknown } | null = null;
  const throwFailed = (): void => {
    if (failed) throw failed.error;
  };

  const newBatch = (): Batch<T> => ({
    items: [],
    rejects: [],
    keys: new Set(),
    rowsThrough: row,
    bytesThrough: progress.bytesRead,
  });
  let row = 0;
  let batch = newBatch();

  async function write(ready: Batch<T>): Promise<Written> {
    const [written] = await Promise.all([
      ready.items.length > 0 ? target.write(ready.items) : { imported: 0, updated: 0, unchanged: 0 },
      insertRejects(database, ready.rejects),
    ]);
    return written;
  }

  async function save(ready: Batch<T>, written: Written): Promise<void> {
    progress.imported += written.imported;
    progress.updated += written.updated;
    progress.unchanged += written.unchanged;
    progress.rejected += ready.rejects.length;
    progress.rowsRead = ready.rowsThrough;
    progress.bytesRead = Math.max(progress.bytesRead, ready.bytesThrough);
    if (!(await saveProgress(database, job._id, owner, progress, leaseMs))) throw new LeaseLost();
    const results = { ...written, rejected: ready.rejects.length };
    for (const [result, count] of Object.entries(results)) {
      if (count > 0) metrics.count('wac_import_rows_total', { kind: job.kind, result }, count);
    }
  }

  async function submit(ready: Batch<T>): Promise<void> {
    while (inFlight.size >= MAX_IN_FLIGHT) await Promise.race(inFlight.keys());
    if (sharesKey(ready.keys, inFlight.values())) await saved;
    throwFailed();
    if (
      target.size + progress.imported + ready.keys.size >
      MAX_RECORDS_PER_LIST - MAX_IN_FLIGHT * batchRows
    ) {
      await saved;
      throwFailed();
      await refuseSurplus(target, ready, MAX_RECORDS_PER_LIST - target.size - progress.imported);
    }
    const writing = write(ready);
    writing.catch(() => undefined); // reported through `saved`
    saved = saved
      .then(async () => save(ready, await writing))
      .catch((error: unknown) => void (failed ??= { error }));
    const settled = saved.then(() => void inFlight.delete(settled));
    inFlight.set(settled, ready.keys);
  }

  try {
    for await (const portion of file.portions) {
      for (const csvRow of portion.rows) {
        row += 1;
        if (row <= job.rowsRead) continue;
        const item = csvRow.fault ?? target.read(csvRow.cells, row);
        if (isFault(item)) batch.rejects.push(rejectOf(job._id, csvRow, item));
        else {
          batch.items.push(item);
          for (const key of target.keysOf(item)) batch.keys.add(key);
        }
        if (batch.items.length + batch.rejects.length < batchRows) continue;
        if (stopping.aborted) return false;
        batch.rowsThrough = row;
        await submit(batch);
        batch = newBatch();
      }
      batch.bytesThrough = portion.bytesRead;
    }
    batch.rowsThrough = Math.max(row, job.rowsRead);
    if (batch.items.length + batch.rejects.length > 0) await submit(batch);
    await saved;
    progress.bytesRead = batch.bytesThrough;
    return true;
  } finally {
    await saved;
    throwFailed();
  }
}

/** The list is nearly full: rows that are there already are welcome, new ones up to the limit. */
async function refuseSurplus<T>(target: Target<T>, batch: Batch<T>, room: number): Promise<void> {
  if (batch.keys.size <= room) return;
  const present = await target.findPresent([...batch.keys]);
  const added = [...batch.keys].filter((key) => !present.has(key)).length;
  if (added > room)
    throw new UnusableFile(
      target.limitCode,
      `the list would have more than ${MAX_RECORDS_PER_LIST} records; the rows up to ${batch.rowsThrough - batch.items.length - batch.rejects.length} were imported`,
    );
}

function sharesKey(keys: ReadonlySet<string>, others: Iterable<ReadonlySet<string>>): boolean {
  for (const other of others) {
    for (const key of keys) if (other.has(key)) return true;
  }
  return false;
}

const isFault = <T>(item: T | RowFault): item is RowFault =>
  typeof item === 'object' && item !== null && 'reason' in item;

/** Kept with the row as it was found, to be corrected and uploaded again (B4). */
function rejectOf(importId: string, { line, cells }: CsvRow, fault: RowFault): ImportRejectDocument {
  return {
    _id: `${importId}:${String(line).padStart(10, '0')}`,
    importId,
    line,
    column: fault.column,
    value: fault.value,
    code: fault.code,
    reason: fault.reason,
    row: cells,
  };
}
