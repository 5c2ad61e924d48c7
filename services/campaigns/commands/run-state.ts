/** What the ledger says of a run where a decision about its end takes effect: whoever commanded it, it must be true. */
import type { ClientSession } from 'mongodb';
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import { readCounters } from '../../ledger/counters/counter-statements.ts';
import { settledIn } from '../../ledger/counters/run-counts.ts';
import { hasIntent, hasOpen } from '../../ledger/reading/unsettled.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export type RunState = {
  /** Every contact of the run's order has its outcome and nothing is open. */
  isSettled: boolean;
  /** No request is under way and the throttle has let the run go since the campaign's latest change. */
  isDrained: boolean;
};

/** Counters move in the transaction of the ledger's change, so they say the same as a recount, in a few reads. */
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
