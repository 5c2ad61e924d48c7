/**
 * Accepted messages of which nothing but "sent" was heard within their time to live end as EXPIRED: the provider drops them without a
 * word (contract section 4). Whatever is heard later wins. Runs are looked at one by one, those with messages outstanding only, once a day.
 */
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import { findRunsWithOutstanding } from '../../ledger/counters/counter-statements.ts';
import { findSilent } from '../../ledger/reading/unsettled.ts';
import type { StatusUpdate } from '../../ledger/state/advance-status.ts';
import { applyUpdates } from '../../ledger/updates/apply-updates.ts';
import { countUpdates } from '../updates/count-updates.ts';
import { findPlannedAt } from './planned-runs.ts';

const DAY_MS = 24 * 3_600_000;
const BATCH = 500;
/** So much of one look, so that a run of a million does not hold up the others. */
const MAX_BATCHES = 20;
const SHARD = 'expiry';

export type ExpireParts = { database: Database; metrics: Metrics; log: Logger; ttlMs: number };

/** @returns a function that looks once, and says how many messages expired */
export function createExpireMessages({
  database,
  metrics,
  log,
  ttlMs,
}: ExpireParts): (now: Date) => Promise<number> {
  const nextLookMs = new Map<string, number>();
  /** Up to which message the present look at a run has come: the next goes on behind it. */
  const placeIn = new Map<string, string>();

  return async function expireMessages(now) {
    const cutoff = new Date(now.getTime() - ttlMs);
    const outstanding = await findRunsWithOutstanding(database);
    for (const runId of nextLookMs.keys()) if (!outstanding.includes(runId)) nextLookMs.delete(runId);
    for (const runId of placeIn.keys()) if (!outstanding.includes(runId)) placeIn.delete(runId);
    const due = outstanding.filter((runId) => (nextLookMs.get(runId) ?? 0) <= now.getTime());
    const plannedAt = await findPlannedAt(database, due);
    let expired = 0;
    for (const runId of due) {
      // a run whose order is not there any more is long past
      const young = (plannedAt.get(runId)?.getTime() ?? 0) + ttlMs - now.getTime();
      if (young > 0) {
        nextLookMs.set(runId, now.getTime() + young);
        continue;
      }
      const { count, complete } = await expireRun(runId, cutoff, now);
      if (complete) nextLookMs.set(runId, now.getTime() + DAY_MS);
      if (count > 0) log.info({ runId, count }, 'messages without news within their time to live: expired');
      expired += count;
    }
    return expired;
  };

  async function expireRun(
    runId: string,
    cutoff: Date,
    now: Date,
  ): Promise<{ count: number; complete: boolean }> {
    let count = 0;
    let after: string | null = placeIn.get(runId) ?? null;
    for (let batch = 0; batch < MAX_BATCHES; batch += 1) {
      const silent = await findSilent(database, runId, { before: cutoff, after }, BATCH);
      const updates = silent.map((messageId): StatusUpdate => ({ ...nothing, messageId, at: now.getTime() }));
      if (updates.length > 0) {
        const fold = await applyUpdates(database, SHARD, updates);
        countUpdates(metrics, fold, now.getTime());
        count += fold.changes.length;
      }
      after = silent.at(-1) ?? after;
      if (silent.length < BATCH) {
        placeIn.delete(runId);
        return { count, complete: true };
      }
    }
    if (after !== null) placeIn.set(runId, after);
    return { count, complete: false };
  }
}

const nothing = {
  kind: 'EXPIRE',
  attempt: null,
  wamid: null,
  source: 'REAPER',
  code: null,
  reason: null,
  dueAt: null,
} as const;
