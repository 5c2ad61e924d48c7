/**
 * The state of a run in the ledger when a decision about its end takes effect: the command alone is not
 * trusted.
 */
import type { ClientSession } from 'mongodb';
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import { readCounters } from '../../ledger/counters/read-counters.ts';
import { settledIn } from '../../ledger/counters/run-counts.ts';
import { hasIntent, hasOpen } from '../../ledger/reading/unsettled.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export type RunState = {
  /** Every contact of the run's order has its outcome and nothing is open. */
  isSettled: boolean;
  /** No request is in flight, and the throttle has dropped the run since the campaign's latest change. */
  isDrained: boolean;
};

/** Counters change in the same transaction as the ledger, so a few reads give the same as a recount. */
export async function findRunState(
  database: Database,
  session: ClientSession,
  { runId, integrationId, revision }: Pick<CampaignDocument, 'runId' | 'integrationId' | 'revision'>,
): Promise<RunState> {
  if (runId === null) return { isSettled: false, isDrained: false };
  const run = await database
    .of(collections.campaignRuns)
    .findOne({ _id: runId, state: 'READY' }, { session, projection: { planned: 1 } });
  const counters = (await readCounters(database, [runId], session)).get(runId) ?? new Map<string, number>();
  const pace = await database
    .of(collections.pace)
    .findOne({ _id: integrationId }, { session, projection: { [`runs.${runId}`]: 1 } });
  const stoppedRevision = pace?.runs?.[runId]?.stoppedRevision ?? null;
  return {
    isSettled: run?.planned === settledIn(counters) && !(await hasOpen(database, runId, session)),
    isDrained:
      stoppedRevision !== null && stoppedRevision >= revision && !(await hasIntent(database, runId, session)),
  };
}
