/**
 * Runs imports one after the other. It is woken when a command adds one, and checks regularly for imports
 * that another instance left. Imports of one list run in the order of their commands.
 */
import { randomUUID } from 'node:crypto';
import type { ImportDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Producer } from '../../platform/kafka/produce.ts';
import { announceEnd, saveEnd, type Failure } from './end-import.ts';
import {
  claimImport,
  findImport,
  findFreeImports,
  hasOlderUnfinished,
  releaseLease,
  renewLease,
} from './import-store.ts';
import { inImportSpan } from './import-span.ts';
import { LeaseLost } from './lease-lost.ts';
import { runImport, type ImportEnd } from './run-import.ts';
import type { ImportParts } from './write-batches.ts';

const LOOK_EVERY_MS = 2_000;
/** A cancellation is noticed as often as the lease is renewed. */
const RENEW_AT_LEAST_EVERY_MS = 2_000;
/** How often an import may be started without a batch being saved. */
const MOST_FRUITLESS_TAKES = 10;

export type ImportWorker = {
  /** An import may be waiting. */
  wake(): void;
  /**
   * How long the running import has made no progress, milliseconds; 0 while there is none. Its lease only
   * shows that the process lives.
   */
  stalledMs: (now: number) => number;
  /** Saves the batches in progress and releases the import. */
  stop(): Promise<void>;
};

export type WorkerParts = Omit<ImportParts, 'alive'> & {
  producer: Producer;
  log: Logger;
  instanceId: string;
};

type TakingParts = WorkerParts & ImportParts;

export function startImportWorker(parts: WorkerParts): ImportWorker {
  const { log } = parts;
  const stopping = new AbortController();
  let isWoken = false;
  let endNap: (() => void) | null = null;
  let movedAtMs: number | null = null;
  const alive = (): void => void (movedAtMs = Date.now());

  const nap = (): Promise<void> =>
    new Promise((resolve) => {
      if (isWoken || stopping.signal.aborted) return resolve();
      const timer = setTimeout(resolve, LOOK_EVERY_MS);
      endNap = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      isWoken = false;
      let hasWorked = false;
      alive();
      try {
        hasWorked = await takeOne({ ...parts, alive }, stopping.signal);
      } catch (error) {
        log.error({ err: error }, 'an import was interrupted; it will be resumed');
      }
      movedAtMs = null;
      if (!hasWorked) await nap();
    }
  }

  const working = work();
  return {
    wake() {
      isWoken = true;
      endNap?.();
    },
    stalledMs: (now) => (movedAtMs === null ? 0 : now - movedAtMs),
    async stop() {
      stopping.abort();
      endNap?.();
      await working;
    },
  };
}

/** @returns false when there is nothing to do now */
async function takeOne(parts: TakingParts, stopping: AbortSignal): Promise<boolean> {
  const { database } = parts;
  for (const candidate of await findFreeImports(database)) {
    const isUnfinished = candidate.state === 'QUEUED' || candidate.state === 'RUNNING';
    if (isUnfinished && (await hasOlderUnfinished(database, candidate))) continue;
    const owner = `${parts.instanceId}/${randomUUID()}`;
    const job = await claimImport(database, candidate._id, owner, parts.leaseMs);
    if (!job) continue;
    await inImportSpan(job, () => carryThrough(parts, job, owner, stopping));
    return true;
  }
  return false;
}

async function carryThrough(
  parts: TakingParts,
  job: ImportDocument,
  owner: string,
  stopping: AbortSignal,
): Promise<void> {
  const { database, leaseMs, log, metrics } = parts;
  const about = { importId: job._id, listId: job.listId, kind: job.kind };
  if (job.state !== 'RUNNING') return announceEnd(database, parts.producer, job);
  log.info({ ...about, rowsRead: job.rowsRead, claims: job.claims }, 'import starts');
  /** Also when the import is cancelled. */
  const lost = new AbortController();
  if (job.cancelled) lost.abort();
  const renewing = setInterval(
    () => {
      renewLease(database, job._id, owner, leaseMs).then(
        (renewed) => (renewed && !renewed.cancelled) || lost.abort(),
        (error: unknown) => log.warn({ ...about, err: error }, 'the lease could not be renewed'),
      );
    },
    Math.min(leaseMs / 3, RENEW_AT_LEAST_EVERY_MS),
  );
  try {
    const failure = neverGetsOn(job);
    const signal = AbortSignal.any([stopping, lost.signal]);
    const end = failure
      ? { progress: {}, failure }
      : ((await runImport(parts, job, owner, signal)) ?? (await cancelledEnd(database, job._id)));
    if (!end) {
      log.info(about, 'import interrupted');
      return await releaseLease(database, job._id, owner);
    }
    const ended: ImportDocument = {
      ...job,
      ...end.progress,
      state: end.failure ? 'FAILED' : 'FINISHED',
      failureReason: end.failure?.code ?? null,
      failureDetail: end.failure?.detail ?? null,
      finishedAt: new Date(),
    };
    parts.alive();
    if (!(await saveEnd(database, ended, owner, end.failure))) throw new LeaseLost();
    parts.alive();
    await announceEnd(database, parts.producer, ended);
    metrics.count('wac_imports_total', { kind: job.kind, state: ended.state });
    log.info({ ...about, ...end.progress, failure: end.failure }, 'import ended');
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    log.warn(about, 'another instance has taken the import over');
  } finally {
    clearInterval(renewing);
  }
}

/** The end of an import that was stopped by a cancellation; null when it was stopped for another reason. */
async function cancelledEnd(database: Database, importId: string): Promise<ImportEnd | null> {
  const job = await findImport(database, importId);
  if (!job?.cancelled) return null;
  const { rowsRead, bytesRead, imported, updated = 0, unchanged, rejected, endsIgnored = 0 } = job;
  const { blockedInPart = 0, placeholders = 0 } = job;
  const counts = { rowsRead, bytesRead, imported, updated, unchanged, rejected };
  return {
    progress: { ...counts, endsIgnored, blockedInPart, placeholders },
    failure: { code: 'IMPORT_CANCELLED', detail: `it was cancelled after ${rowsRead} rows` },
  };
}

/**
 * An import that makes each importer fail would make the next one fail too, and no import behind it would
 * ever run.
 */
function neverGetsOn({ takesWithoutProgress = 0, rowsRead }: ImportDocument): Failure | null {
  if (takesWithoutProgress <= MOST_FRUITLESS_TAKES) return null;
  const detail =
    `it was started ${MOST_FRUITLESS_TAKES} times and never got beyond row ${rowsRead}:  ` +
    'each importer stopped or failed at this point; see their logs';
  return { code: 'IMPORT_NEVER_GETS_ON', detail };
}
