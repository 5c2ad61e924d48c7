/**
 * Accepted messages of which nothing but "sent" was heard within their time to live end as EXPIRED: the
 * provider drops them without a word (contract section 4). Whatever is heard later wins.
 */
import type { RunExpiry } from '../../../schemas/collections.ts';
import { findRunsWithOutstanding } from '../../ledger/counters/counter-statements.ts';
import { findExpiries, findSilent, moveExpiry } from '../../ledger/reading/silent-messages.ts';
import type { StatusUpdate } from '../../ledger/state/position.ts';
import { applyUpdates } from '../../ledger/updates/apply-updates.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import { countUpdates } from '../updates/count-updates.ts';
import { findPlannedAt } from './planned-runs.ts';
import { DAY } from '../../domain/time/lengths.ts';

// A run is gone through once its first messages may have expired, page by page, and again when the next of
// them may: how far that has come is stored, so a restart and another instance go on there.

/** So much of one look at a run, so that a run of a million does not hold up the others. */
const PAGES_A_LOOK = 200;
const DOCUMENTS_A_PAGE = 500;
const SHARD = 'expiry';

export type ExpireParts = {
  database: Database;
  metrics: Metrics;
  log: Logger;
  ttlMs: number;
  documentsAPage?: number;
  pagesALook?: number;
};

/** Looks once. @returns how many messages expired */
export async function expireMessages(parts: ExpireParts, now: Date): Promise<number> {
  const { database, log } = parts;
  const runs = await findRunsWithOutstanding(database);
  const expiries = await findExpiries(database, runs);
  const plannedAt = await findPlannedAt(
    database,
    runs.filter((runId) => !expiries.has(runId)),
  );
  let expired = 0;
  for (const runId of runs) {
    const expiry = expiries.get(runId) ?? null;
    // a run whose order is not there any more is long past
    const lookAt = expiry ? expiry.lookAt : new Date((plannedAt.get(runId)?.getTime() ?? 0) + parts.ttlMs);
    if (lookAt && lookAt > now) continue;
    const count = await expireRun(parts, runId, expiry, now);
    if (count > 0)
      log.info(
        { runId, count },
        'messages of which nothing was heard within their time to live have expired',
      );
    expired += count;
  }
  return expired;
}

async function expireRun(
  { database, metrics, ttlMs, documentsAPage = DOCUMENTS_A_PAGE, pagesALook = PAGES_A_LOOK }: ExpireParts,
  runId: string,
  stored: RunExpiry | null,
  now: Date,
): Promise<number> {
  const before = new Date(now.getTime() - ttlMs);
  let expiry = stored;
  let count = 0;
  for (let page = 0; page < pagesALook; page += 1) {
    const after = expiry?.lookAt === null ? expiry.through : '';
    const { expired, oldest, last, isEnd } = await findSilent(
      database,
      runId,
      { before, after },
      documentsAPage,
    );
    if (expired.length > 0) {
      const updates = expired.map((messageId): StatusUpdate => ({
        ...nothing,
        messageId,
        at: now.getTime(),
      }));
      const applied = await applyUpdates(database, SHARD, updates);
      countUpdates(metrics, applied, now.getTime());
      count += applied.changes.length;
    }
    const seen = earlier(expiry?.lookAt === null ? expiry.oldest : null, oldest);
    const next: RunExpiry = isEnd
      ? { through: '', oldest: null, lookAt: nextLook(seen, now, ttlMs) }
      : { through: last ?? after, oldest: seen, lookAt: null };
    const isOurs = await moveExpiry(database, runId, expiry, next);
    if (isEnd || !isOurs) return count;
    expiry = next;
  }
  return count;
}

/** When the next message may expire, of those that were seen or come from now on; not before tomorrow. */
const nextLook = (oldest: Date | null, now: Date, ttlMs: number): Date =>
  new Date(Math.max(now.getTime() + DAY, (oldest ?? now).getTime() + ttlMs));

const earlier = (first: Date | null, second: Date | null): Date | null =>
  first && second ? (first < second ? first : second) : (first ?? second);

const nothing = {
  kind: 'EXPIRE',
  attempt: null,
  wamid: null,
  source: 'REAPER',
  code: null,
  reason: null,
  dueAt: null,
} as const;
