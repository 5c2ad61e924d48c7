/** What a resend may look at of earlier runs, in the transaction of its command. */
import type { ClientSession } from 'mongodb';
import type { CampaignDocument } from '../../../schemas/collections.ts';
import { hasIntent } from '../../ledger/reading/unsettled.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { runIdsOf } from '../../queries/campaigns/people-of-run.ts';
import { findResendRuns } from '../../queries/campaigns/resend-runs.ts';
import type { ResendState } from './decision.ts';

export async function findResendState(
  database: Database,
  session: ClientSession,
  campaign: CampaignDocument,
  runNumber: number | null,
): Promise<ResendState> {
  const runs = await findResendRuns(database, campaign, runNumber, session);
  if ('code' in runs) return { runs, isUnderWay: false };
  for (const runId of runIdsOf(campaign._id, runs.sinceRun, campaign.runNumber))
    if (await hasIntent(database, runId, session)) return { runs, isUnderWay: true };
  return { runs, isUnderWay: false };
}
