/**
 * Unknown messages of campaigns that are on: if nothing is heard for the campaign's time they are sent once
 * more, or given up, by its policy.
 */
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Metrics } from '../../platform/process/metrics.ts';
import { decidesUnknown } from '../../domain/campaign/ambiguity.ts';
import type { StatusUpdate } from '../../ledger/state/position.ts';
import { findUndecided } from '../../ledger/reading/unsettled.ts';
import { applyUpdates } from '../../ledger/updates/apply-updates.ts';
import { countUpdates } from '../updates/count-updates.ts';
import { findActiveCampaigns } from './run-store.ts';

/** Unknown messages are few; more than this wait for the next look. */
const MAX_DECIDED = 500;
const SHARD = 'policy';

export type DecideUnknownParts = { database: Database; metrics: Metrics; log: Logger };

/** Looks once. @returns how many were decided */
export async function decideUnknown(
  { database, metrics, log }: DecideUnknownParts,
  now: Date,
): Promise<number> {
  let decided = 0;
  for (const campaign of await findActiveCampaigns(database)) {
    const { runId, ambiguity, status } = campaign;
    if (status !== 'on' || runId === null || !ambiguity || !decidesUnknown(ambiguity)) continue;
    const before = new Date(now.getTime() - ambiguity.afterMinutes * 60_000);
    const undecided = await findUndecided(database, { ...campaign, runId, ambiguity }, MAX_DECIDED, before);
    if (undecided.length === 0) continue;
    const kind = ambiguity.policy === 'RESEND_ONCE' ? 'RESEND' : 'GIVE_UP';
    const updates = undecided.map(({ _id, attempt }): StatusUpdate => ({
      ...nothing,
      messageId: _id,
      attempt,
      at: now.getTime(),
      kind,
    }));
    const fold = await applyUpdates(database, SHARD, updates);
    countUpdates(metrics, fold, now.getTime());
    const decision = kind === 'RESEND' ? 'resent' : 'gave_up';
    metrics.count('wac_unknown_decided_total', { decision }, fold.changes.length);
    log.warn(
      { campaignId: campaign._id, runId, count: fold.changes.length, decision },
      `nothing was heard of unknown messages for ${ambiguity.afterMinutes} minutes`,
    );
    decided += fold.changes.length;
  }
  return decided;
}

const nothing = { wamid: null, source: 'REAPER', code: null, reason: null, dueAt: null } as const;
