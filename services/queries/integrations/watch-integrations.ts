/** Integrations that somebody watches, with what is known of their numbers: three reads for all of them. */
import { collections, type IntegrationDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Watched } from '../watched.ts';
import type { IntegrationState } from './integrations.ts';

export type WatchedIntegration = {
  readonly integration: IntegrationDocument;
  readonly state: IntegrationState;
};

export async function readWatchedIntegrations(
  database: Database,
  { ids, all }: Watched,
): Promise<WatchedIntegration[]> {
  const integrations = await database
    .of(collections.integrations)
    .find(all ? {} : { _id: { $in: [...ids] } })
    .toArray();
  if (integrations.length === 0) return [];
  const [paces, syncs] = await Promise.all([
    database
      .of(collections.pace)
      .find({ _id: { $in: integrations.map(({ _id }) => _id) } })
      .toArray(),
    database
      .of(collections.providerSyncs)
      .find({
        _id: {
          $in: integrations.flatMap(({ _id, businessAccountId }) => [
            `templates:${businessAccountId}`,
            `number:${_id}`,
          ]),
        },
      })
      .toArray(),
  ]);
  const paceOf = new Map(paces.map((pace) => [pace._id, pace]));
  const syncOf = new Map(syncs.map((sync) => [sync._id, sync]));
  return integrations.map((integration) => ({
    integration,
    state: {
      templates: syncOf.get(`templates:${integration.businessAccountId}`) ?? null,
      facts: syncOf.get(`number:${integration._id}`) ?? null,
      pace: paceOf.get(integration._id) ?? null,
    },
  }));
}
