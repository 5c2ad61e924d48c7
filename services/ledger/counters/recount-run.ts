/**
 * Recounts a run from the ledger, by ranges of ids: each step is a transaction over a bounded number of
 * documents, however large the run.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { ClientSession } from 'mongodb';
import { collections, type RunRecount } from '../../../schemas/collections.ts';
import { inTransaction } from '../../platform/mongo/in-transaction.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { hasOpen } from '../reading/unsettled.ts';
import { countRange } from './count-ledger.ts';
import { addCounters, readCounters } from './read-counters.ts';
import { add, sameCounts, type RunCounts } from './run-counts.ts';
import { beginRecount, endRecount, findRecount, headIdOf, holdCounters, saveRecount } from './run-head.ts';

// The place that it has come to stands in the run's head; whoever moves a message before that place moves the
// recount with it. A step writes every shard, so that it and whoever counts at the same time see each other.
// It goes on where it was broken off.

/** A run with no more documents than this is counted in one snapshot; about a tenth of a second. */
const DOCUMENTS_A_STEP = 20_000;

/** Between two steps whoever counts in the run gets through: a transaction of theirs takes 20 to 100 ms. */
const PAUSE_MS = 500;
const PAUSE_FACTOR = 3;

/** What both said when the recount came to its end. If they differ, the counters have been replaced. */
export type Recounted = {
  readonly counters: RunCounts;
  readonly ledger: RunCounts;
  /** A message of the run has no outcome yet. */
  readonly isOpen: boolean;
};

export async function recountRun(
  database: Database,
  runId: string,
  { documentsAStep = DOCUMENTS_A_STEP, pauseMs = PAUSE_MS, onStep }: RecountOptions = {},
): Promise<Recounted> {
  let version: string | null = null;
  for (;;) {
    const startedAt = performance.now();
    const step: Step = await inTransaction(database, (session) =>
      nextStep(database, { runId, documentsAStep, version }, session),
    );
    if ('ledger' in step) return step;
    version = step.version;
    await onStep?.();
    const stepMs = performance.now() - startedAt;
    await setTimeout(Math.max(pauseMs, PAUSE_FACTOR * stepMs));
  }
}

export type RecountOptions = {
  documentsAStep?: number;
  pauseMs?: number;
  /** Called after each step but the last. */
  onStep?: () => Promise<void>;
};
type Step = Recounted | { version: string };
type Run = { runId: string; documentsAStep: number; version: string | null };

async function nextStep(database: Database, run: Run, session: ClientSession): Promise<Step> {
  const { runId, version } = run;
  const recount = await findRecount(database, runId, session);
  // another instance has brought it to its end: the counters are right
  if (version !== null && recount?.version !== version) return asCounted(database, runId, session);
  return recount ? goOn(database, run, recount, session) : begin(database, run, session);
}

async function begin(database: Database, run: Run, session: ClientSession): Promise<Step> {
  const { runId, documentsAStep } = run;
  const range = await countRange(database, runId, { after: null, limit: documentsAStep }, session);
  if (range.documents < documentsAStep) return conclude(database, runId, range.counts, session);
  // nothing of this is kept: who counts meanwhile does not know yet that it is recounted
  const recount = { version: randomUUID(), through: '', counts: [] };
  await beginRecount(database, runId, recount, session);
  return recount;
}

async function goOn(
  database: Database,
  run: Run,
  recount: RunRecount,
  session: ClientSession,
): Promise<Step> {
  const { runId, documentsAStep } = run;
  await holdCounters(database, runId, session);
  const after = recount.through === '' ? null : recount.through;
  const range = await countRange(database, runId, { after, limit: documentsAStep }, session);
  const counts = new Map(recount.counts.map(({ counter, count }) => [counter, count]));
  for (const [counter, count] of range.counts) add(counts, counter, count);
  if (range.last === null || range.documents < documentsAStep) {
    for (const shard of await findShards(database, runId, session))
      addCounters(counts, shard.recounted ?? {});
    await endRecount(database, runId, session);
    return conclude(database, runId, counts, session);
  }
  const next = {
    version: recount.version,
    through: range.last,
    counts: [...counts].map(([counter, count]) => ({ counter, count })),
  };
  await saveRecount(database, runId, next, session);
  return next;
}

const findShards = (database: Database, runId: string, session: ClientSession) =>
  database
    .of(collections.runCounters)
    .find({ runId }, { session, projection: { recounted: 1 } })
    .toArray();

async function conclude(
  database: Database,
  runId: string,
  ledger: RunCounts,
  session: ClientSession,
): Promise<Recounted> {
  const { counters, isOpen } = await asCounted(database, runId, session);
  if (!sameCounts(counters, ledger)) await replaceCounters(database, runId, ledger, session);
  return { counters, ledger, isOpen };
}

async function asCounted(database: Database, runId: string, session: ClientSession): Promise<Recounted> {
  const counters = (await readCounters(database, [runId], session)).get(runId) ?? new Map<string, number>();
  return { counters, ledger: counters, isOpen: await hasOpen(database, runId, session) };
}

/** Puts one shard in the place of all; the head stays. A counting under way meanwhile starts again. */
async function replaceCounters(
  database: Database,
  runId: string,
  counts: RunCounts,
  session: ClientSession,
): Promise<void> {
  const documents = database.of(collections.runCounters);
  await documents.deleteMany({ runId, _id: { $ne: headIdOf(runId) } }, { session });
  await documents.updateOne(
    { _id: `${runId}:recount` },
    { $set: { runId, ...Object.fromEntries(counts) } },
    { session, upsert: true },
  );
}
