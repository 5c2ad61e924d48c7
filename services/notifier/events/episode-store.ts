/** The statements on holds, and on what they are about. */
import {
  collections,
  type HoldEpisodeDocument,
  type IntegrationDocument,
} from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { RunningCampaign } from './signal-happening.ts';

export const findIntegrations = (database: Database): Promise<IntegrationDocument[]> =>
  database.of(collections.integrations).find({}).toArray();

export const findEpisodes = (
  database: Database,
  integrationIds: readonly string[],
): Promise<HoldEpisodeDocument[]> =>
  database
    .of(collections.holdEpisodes)
    .find({ target: { $in: [...integrationIds] } })
    .toArray();

export async function putEpisodes(
  database: Database,
  episodes: readonly HoldEpisodeDocument[],
): Promise<void> {
  if (episodes.length === 0) return;
  await database.of(collections.holdEpisodes).bulkWrite(
    episodes.map((episode) => ({
      replaceOne: { filter: { _id: episode._id }, replacement: episode, upsert: true },
    })),
  );
}

export const findRunningCampaigns = (database: Database): Promise<RunningCampaign[]> =>
  database
    .of(collections.campaigns)
    .find({ status: 'on' }, { projection: { integrationId: 1, template: 1 } })
    .toArray();
