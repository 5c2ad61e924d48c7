/**
 * Failures that pass once their cause is repaired (131042, payment): the campaign is held meanwhile, and then
 * the message is tried again.
 */
import { collections } from '../../../schemas/collections.ts';
import { runGoesOn } from '../../domain/campaign/run-goes-on.ts';
import { classOf } from '../../domain/provider/error-table.ts';
import type { RequeueRule } from '../../ledger/updates/find-requeues.ts';

/**
 * By then the throttle has heard of the hold. If not, the message is given up once more, which harms nobody.
 */
const HOLD_ARRIVES_MS = 5_000;

/** @param nowMs ms since the epoch */
export const requeueRule = (nowMs: number): RequeueRule => ({
  dueAtOf({ code }) {
    if (code === null) return null;
    const errorClass = classOf(code, false);
    return errorClass.action === 'hold' && errorClass.requeues ? nowMs + HOLD_ARRIVES_MS : null;
  },

  async findLiveRuns(database, runIds, session) {
    const runs = await database
      .of(collections.campaignRuns)
      .find({ _id: { $in: runIds } }, { session, projection: { campaignId: 1 } })
      .toArray();
    const campaigns = await database
      .of(collections.campaigns)
      .find(
        { _id: { $in: runs.map(({ campaignId }) => campaignId) } },
        { session, projection: { status: 1, runId: 1, startsNewRun: 1 } },
      )
      .toArray();
    return new Set(
      campaigns.filter(runGoesOn).flatMap(({ runId }) => (runId && runIds.includes(runId) ? [runId] : [])),
    );
  },
});
