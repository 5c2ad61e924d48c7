/** Campaigns that somebody watches, and their progress: a fixed number of reads for however many there are. */
import type { Filter } from 'mongodb';
import {
  collections,
  type CampaignDocument,
  type RunCountersDocument,
} from '../../../schemas/collections.ts';
import type { CampaignStatus } from '../../../schemas/types.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Watched } from '../watched.ts';
import { progressOf, type Progress } from './read-progress.ts';

const ACTIVE: CampaignStatus[] = ['on', 'stopping', 'forced_stopping'];

/** Those that are named; and, if all are watched, those that are active or have changed since a time. */
export function readWatchedCampaigns(
  database: Database,
  { ids, all }: Watched,
  since: Date,
): Promise<CampaignDocument[]> {
  const named: Filter<CampaignDocument> = { _id: { $in: [...ids] } };
  return database
    .of(collections.campaigns)
    .find(all ? { $or: [named, { status: { $in: ACTIVE } }, { modifiedAt: { $gte: since } }] } : named)
    .toArray();
}

/** The progress of the present runs of some campaigns, in four reads. */
export async function readProgressOfAll(
  database: Database,
  campaigns: readonly CampaignDocument[],
  now: Date,
): Promise<Progress[]> {
  const runIds = campaigns.flatMap(({ runId }) => (runId === null ? [] : [runId]));
  const integrationIds = [...new Set(campaigns.map(({ integrationId }) => integrationId))];
  const [runs, counters, paces, integrations] = await Promise.all([
    database
      .of(collections.campaignRuns)
      .find({ _id: { $in: runIds } })
      .toArray(),
    database
      .of(collections.runCounters)
      .find({ runId: { $in: runIds } })
      .toArray(),
    database
      .of(collections.pace)
      .find({ _id: { $in: integrationIds } })
      .toArray(),
    database
      .of(collections.integrations)
      .find({ _id: { $in: integrationIds } })
      .toArray(),
  ]);
  const byId = <D extends { _id: string }>(found: readonly D[]) =>
    new Map(found.map((one) => [one._id, one]));
  const [runOf, paceOf, integrationOf] = [byId(runs), byId(paces), byId(integrations)];
  const shardsOf = new Map<string, RunCountersDocument[]>();
  for (const shard of counters) shardsOf.set(shard.runId, [...(shardsOf.get(shard.runId) ?? []), shard]);
  return campaigns.map((campaign) => {
    const { runId, integrationId } = campaign;
    return progressOf(
      {
        campaign,
        runId,
        run: runOf.get(runId ?? '') ?? null,
        shards: shardsOf.get(runId ?? '') ?? [],
        pace: paceOf.get(integrationId) ?? null,
        integration: integrationOf.get(integrationId) ?? null,
        isPresent: true,
      },
      now,
    );
  });
}
