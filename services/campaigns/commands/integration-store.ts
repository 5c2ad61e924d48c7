/**
 * One function per MongoDB statement on integrations and templates. Those with a session belong to the
 * transaction of one command.
 */
import type { ClientSession } from 'mongodb';
import {
  collections,
  type IntegrationDocument,
  type ProviderSyncDocument,
  type TemplateDocument,
} from '../../../schemas/collections.ts';
import { isTaken } from '../../commands/execution/is-taken.ts';
import { optOutListIdOf } from '../../domain/contact/contact.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { CampaignUse } from './store.ts';

export function findIntegration(
  database: Database,
  session: ClientSession | null,
  id: string,
): Promise<IntegrationDocument | null> {
  return database.of(collections.integrations).findOne({ _id: id }, session ? { session } : {});
}

/** The state of the copy of an account's templates; null when no copy was ever requested. */
export function findTemplatesSync(
  database: Database,
  session: ClientSession,
  businessAccountId: string,
): Promise<ProviderSyncDocument | null> {
  return database
    .of(collections.providerSyncs)
    .findOne({ _id: `templates:${businessAccountId}` }, { session });
}

/** An account's templates of a name, in all languages. */
export function findTemplatesOfName(
  database: Database,
  session: ClientSession,
  businessAccountId: string,
  name: string,
): Promise<TemplateDocument[]> {
  return database.of(collections.templates).find({ businessAccountId, name }, { session }).toArray();
}

export function findInactiveIntegration(database: Database, id: string): Promise<IntegrationDocument | null> {
  return database.of(collections.integrations).findOne({ _id: id, active: false });
}

export function isPhoneNumberTaken(
  database: Database,
  session: ClientSession,
  phoneNumberId: string,
  exceptId: string,
): Promise<boolean> {
  return isTaken(database.of(collections.integrations), session, { phoneNumberId }, exceptId);
}

/** Campaigns that send with an integration. */
export function findCampaignsOfIntegration(
  database: Database,
  integrationId: string,
  session?: ClientSession,
): Promise<CampaignUse[]> {
  return database
    .of(collections.campaigns)
    .find({ integrationId }, { ...(session ? { session } : {}), projection: { name: 1, status: 1 } })
    .toArray();
}

export async function putIntegration(
  database: Database,
  session: ClientSession,
  integration: IntegrationDocument,
): Promise<void> {
  await database.of(collections.integrations).replaceOne({ _id: integration._id }, integration, {
    session,
    upsert: true,
  });
}

/** Also deletes what was read about its number. */
export async function deleteIntegration(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<void> {
  await database.of(collections.integrations).deleteOne({ _id: id }, { session });
  await database.of(collections.providerSyncs).deleteOne({ _id: `number:${id}` }, { session });
}

/** Whether a recipient has opted out of an integration. */
export async function hasOptOuts(
  database: Database,
  session: ClientSession,
  integrationId: string,
): Promise<boolean> {
  const listId = optOutListIdOf(integrationId);
  const first = await database
    .of(collections.dncNumbers)
    .findOne({ _id: { $gte: `${listId}:`, $lt: `${listId};` } }, { session, projection: { _id: 1 } });
  return first !== null;
}

/**
 * Copies of provider data whose latest refresh failed, by kind; without those that lack a token or an active
 * number.
 */
export async function countFailingSyncs(database: Database): Promise<Map<string, number>> {
  const groups = await database
    .of(collections.providerSyncs)
    .aggregate<{ _id: string; count: number }>([
      { $match: { 'error.code': { $exists: true, $nin: ['NO_ACCESS_TOKEN', 'INACTIVE'] } } },
      { $group: { _id: '$kind', count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(groups.map(({ _id, count }) => [_id, count]));
}
