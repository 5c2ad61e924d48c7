/**
 * An intent past its lease: its sender died or froze. Its outcome is unknown, and it is never sent again
 * (invariant 2).
 */
import type { MessageStatus } from '../../../schemas/types.ts';
import { findExpiredIntents } from '../../ledger/reading/unsettled.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import type { Outbox } from '../send/outbox.ts';

const GRACE_MS = 1_000;
const MAX_REAPED = 1_000;

/** The fields of a status that has no answer of the provider. */
export const noOutcome = { wamid: null, code: null, reason: null, dueAt: null } as const;

export type ReapParts = {
  database: Database;
  statuses: Outbox<MessageStatus>;
  metrics: Metrics;
  log: Logger;
};

export async function reap({ database, statuses, metrics, log }: ReapParts): Promise<void> {
  const now = Date.now();
  const expired = await findExpiredIntents(database, new Date(now - GRACE_MS), MAX_REAPED);
  if (expired.length === 0) return;
  log.warn({ count: expired.length }, 'intents past their lease: outcome unknown');
  metrics.count('wac_unknown_reaped_total', {}, expired.length);
  for (const { _id, attempt } of expired) {
    statuses.put({
      ...noOutcome,
      messageId: _id,
      attempt,
      at: now,
      source: 'REAPER',
      kind: 'UNKNOWN',
      reason: 'the sender did not tell the outcome before its lease ended',
    });
  }
}
