/** What the sweep reads of campaigns, runs and pace; none of it is written here. */
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export type ActiveCampaign = Pick<
  CampaignDocument,
  '_id' | 'status' | 'runId' | 'alwaysRunning' | 'revision' | 'stoppedAt' | 'integrationId' | 'ambiguity'
>;

export async function findActiveCampaigns(database: Database): Promise<ActiveCampaign[]> {
  return database
    .of(collections.campaigns)
    .find(
      { status: { $in: ['on', 'stopping', 'forced_stopping'] } },
      {
        projection: {
          status: 1,
          runId: 1,
          alwaysRunning: 1,
          revision: 1,
          stoppedAt: 1,
          integrationId: 1,
          ambiguity: 1,
        },
      },
    )
    .toArray();
}

/** Run → contacts in its order; a run whose order is still being made is not there. */
export async function findPlanned(database: Database, runIds: string[]): Promise<Map<string, number>> {
  const runs = await database
    .of(collections.campaignRuns)
    .find({ _id: { $in: runIds }, state: 'READY' }, { projection: { planned: 1 } })
    .toArray();
  return new Map(runs.map(({ _id, planned }) => [_id, planned]));
}

/** Run → revision of the stop up to which the throttle has let it go. */
export async function findStoppedRevisions(
  database: Database,
  integrationIds: string[],
): Promise<Map<string, number>> {
  const paces = await database
    .of(collections.pace)
    .find({ _id: { $in: integrationIds } }, { projection: { runs: 1 } })
    .toArray();
  const stopped = new Map<string, number>();
  for (const { runs } of paces) {
    for (const [runId, { stoppedRevision }] of Object.entries(runs ?? {})) {
      if (stoppedRevision !== null) stopped.set(runId, stoppedRevision);
    }
  }
  return stopped;
}
