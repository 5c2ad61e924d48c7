/**
 * Writes batches of rows, up to three at a time. Progress is saved in the order of the batches, after they are
 * written, and only while this instance has the lease.
 */
import type { ImportDocument } from '../../../schemas/collections.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import { shareKey, type Batch } from './batch.ts';
import { UnusableFile } from '../csv/csv-row.ts';
import { insertRejects, saveProgress, type Progress } from './import-store.ts';
import type { Limit, Target } from './import-target.ts';
import { LeaseLost } from './lease-lost.ts';
import type { AllowedSources } from '../source/open-source.ts';
import { saveBehind, type SaveBehind } from './save-behind.ts';
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

/** One import while an instance runs it. */
export type Run = {
  parts: ImportParts;
  job: ImportDocument;
  /** Has the lease. */
  owner: string;
  stopping: AbortSignal;
  /** Counts of the batches that are written, in their order. */
  progress: Progress;
};

type BatchWriter<T> = {
  run: Run;
  target: Target<T>;
  writing: Map<Promise<void>, Batch<T>>;
  /** Resolves when all batches so far are written and counted, in their order. */
  counted: Promise<void>;
  failed: { error: unknown } | null;
  /** Records in the list, without those being written. */
  stored: number;
  unsaved: Array<Written & { rejected: number }>;
  saver: SaveBehind;
};

export function createBatchWriter<T>(run: Run, target: Target<T>): BatchWriter<T> {
  const writer: BatchWriter<T> = {
    run,
    target,
    writing: new Map(),
    counted: Promise.resolve(),
    failed: null,
    stored: target.size,
    unsaved: [],
    saver: saveBehind(
      () => saveUnsaved(writer),
      (error) => void (writer.failed ??= { error }),
    ),
  };
  return writer;
}

/** Starts writing a batch. Resolves when there is room for another. @throws UnusableFile, LeaseLost */
export async function submit<T>(writer: BatchWriter<T>, ready: Batch<T>): Promise<void> {
  const { writing } = writer;
  while (writing.size >= MAX_WRITING) await Promise.race(writing.keys());
  if (writer.unsaved.length >= MAX_UNSAVED) await writer.saver.settled();
  const others = [...writing.values()];
  // the order of rows with the same key matters: the later row must be written after the earlier
  if (others.some(({ keys }) => shareKey(keys, ready.keys))) await allSaved(writer);
  const expected = others.reduce((sum, { records }) => sum + records, writer.stored + ready.records);
  if (expected > (await writer.target.limitFor(expected)).records) {
    await allSaved(writer);
    const limit = await writer.target.limitFor(writer.stored + ready.records);
    await refuseSurplus(writer.target, ready, limit, limit.records - writer.stored);
  }
  if (writer.failed) throw writer.failed.error;
  const written = write(writer, ready);
  written.catch(() => undefined); // thrown where it is counted
  writer.counted = writer.counted
    .then(async () => count(writer, ready, await written))
    .catch((error: unknown) => void (writer.failed ??= { error }));
  const done = writer.counted.then(() => void writing.delete(done));
  writing.set(done, ready);
}

/** Resolves when everything submitted is written and saved. @throws the first failure */
export async function allSaved<T>(writer: BatchWriter<T>): Promise<void> {
  await settled(writer);
  if (writer.failed) throw writer.failed.error;
}

/** Resolves when nothing is being written or saved any more. Never rejects. */
export async function settled<T>({ counted, saver }: BatchWriter<T>): Promise<void> {
  await counted;
  await saver.settled();
}

async function write<T>({ run, target }: BatchWriter<T>, ready: Batch<T>): Promise<Written> {
  await faultPoint('importer.batch.before');
  const [written] = await Promise.all([
    target.write(ready.items),
    insertRejects(run.parts.database, ready.rejects.concat(ready.notes)),
  ]);
  await faultPoint('importer.batch.after');
  return written;
}

function count<T>(writer: BatchWriter<T>, ready: Batch<T>, written: Written): void {
  const { parts, progress } = writer.run;
  parts.alive();
  if (writer.failed) return;
  const rejected = ready.rejects.length;
  writer.stored += written.records;
  progress.imported += written.imported;
  progress.updated += written.updated;
  progress.unchanged += written.unchanged;
  progress.rejected += rejected;
  progress.endsIgnored += ready.endsIgnored;
  progress.blockedInPart += ready.notes.length;
  progress.placeholders += ready.placeholders;
  progress.rowsRead = ready.rowsThrough;
  progress.bytesRead = ready.bytesThrough;
  writer.unsaved.push({ ...written, rejected });
  writer.saver.changed();
}

async function saveUnsaved<T>(writer: BatchWriter<T>): Promise<void> {
  const { parts, job, owner, progress } = writer.run;
  const saving = [...writer.unsaved];
  if (!(await saveProgress(parts.database, job._id, owner, progress, parts.leaseMs))) throw new LeaseLost();
  writer.unsaved = writer.unsaved.slice(saving.length);
  for (const result of ['imported', 'updated', 'unchanged', 'rejected'] as const) {
    const rows = saving.reduce((sum, counts) => sum + counts[result], 0);
    if (rows > 0) parts.metrics.count('wac_import_rows_total', { kind: job.kind, result }, rows);
  }
}

/** The list is nearly full: rows that exist already are accepted, new ones up to the limit. */
async function refuseSurplus<T>(
  target: Target<T>,
  { items }: Batch<T>,
  limit: Limit,
  room: number,
): Promise<void> {
  const keys = new Set(items.flatMap((item) => target.keysOf(item)));
  if (keys.size <= room) return;
  const present = await target.findPresent([...keys]);
  const added = [...keys].filter((key) => !present.has(key)).length;
  if (added > room)
    throw new UnusableFile(
      target.limitCode,
      `the list has room for ${Math.max(0, room)} more of ${limit.of}, and the next rows would add ${added}; the rows before them are imported`,
    );
}
