/** What the ledger says of a run where a decision about its end takes effect: whoever commanded it, it must be true. */
import type { ClientSession } from 'mongodb';
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
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
  const shards = await database.of(collections.runCounters).find({ runId }, { session }).toArray();
  const settled = shards.reduce(
    (sum, { accepted = 0, failed = 0, skipped = 0, unknown = 0 }) =>
      sum + accepted + failed + skipped + unknown,
    0,
  );
  const isOpen = async (states: Array<'INTENT' | 'WAITING'>): Promise<boolean> => {
    const filter = { state: { $in: states }, runId, dueAt: { $exists: true } };
    const options = { session, projection: { _id: 1 } };
    return (await database.of(collections.messages).findOne(filter, options)) !== null;
  };
  const pace = await database
    .of(collections.pace)
    .findOne({ _id: integrationId }, { session, projection: { [`runs.${runId}`]: 1 } });
  const stoppedRevision = pace?.runs?.[runId]?.stoppedRevision ?? null;
  return {
    isSettled: run?.planned === settled && !(await isOpen(['INTENT', 'WAITING'])),
    isDrained: stoppedRevision !== null && stoppedRevision >= revision && !(await isOpen(['INTENT'])),
  };
}
