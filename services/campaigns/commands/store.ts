/** One function per MongoDB statement. Those with a session belong to the transaction of one command. */
import type { ClientSession } from 'mongodb';
import {
  collections,
  type CampaignDocument,
  type ContactListDocument,
  type ContactListFilterDocument,
  type DncListDocument,
  type IntegrationDocument,
  type ProviderSyncDocument,
  type TemplateDocument,
} from '../../../schemas/collections.ts';
import type { CampaignStatus } from '../../../schemas/types.ts';
import { StaleRevision } from '../../commands/execution/decide-once.ts';
import { optOutListIdOf } from '../../domain/contact/contact.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** Counters in `limits`: what they count is made and deleted in the same transaction. */
export type CountedKind = 'campaigns' | 'active-campaigns' | 'contact-list-filters';
const countedKinds: readonly CountedKind[] = ['campaigns', 'active-campaigns', 'contact-list-filters'];

/** To run once at start: a counter that is missing cannot be made by two transactions at the same time. */
export async function makeMissingCounters(database: Database): Promise<void> {
  await database.of(collections.limits).bulkWrite(
    countedKinds.map((kind) => ({
      updateOne: { filter: { _id: kind }, update: { $setOnInsert: { count: 0 } }, upsert: true },
    })),
  );
}

export function findCampaign(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<CampaignDocument | null> {
  return database.of(collections.campaigns).findOne({ _id: id }, { session });
}

export function findFilter(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<ContactListFilterDocument | null> {
  return database.of(collections.contactListFilters).findOne({ _id: id }, { session });
}

export function findIntegration(
  database: Database,
  session: ClientSession | null,
  id: string,
): Promise<IntegrationDocument | null> {
  return database.of(collections.integrations).findOne({ _id: id }, session ? { session } : {});
}

/** How the copy of an account's templates stands; null when none was ever wanted. */
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

export function findContactList(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<ContactListDocument | null> {
  return database.of(collections.contactLists).findOne({ _id: id }, { session });
}

export function findDncLists(
  database: Database,
  session: ClientSession,
  ids: string[],
): Promise<DncListDocument[]> {
  return database
    .of(collections.dncLists)
    .find({ _id: { $in: ids } }, { session })
    .toArray();
}

export function findFilters(
  database: Database,
  session: ClientSession,
  ids: string[],
): Promise<ContactListFilterDocument[]> {
  return database
    .of(collections.contactListFilters)
    .find({ _id: { $in: ids } }, { session })
    .toArray();
}

export async function isCampaignNameTaken(
  database: Database,
  session: ClientSession,
  name: string,
  exceptId: string,
): Promise<boolean> {
  const other = await database
    .of(collections.campaigns)
    .findOne({ name }, { session, projection: { _id: 1 } });
  return other !== null && other._id !== exceptId;
}

export async function isFilterNameTaken(
  database: Database,
  session: ClientSession,
  name: string,
  exceptId: string,
): Promise<boolean> {
  const other = await database
    .of(collections.contactListFilters)
    .findOne({ name }, { session, projection: { _id: 1 } });
  return other !== null && other._id !== exceptId;
}

export async function isPhoneNumberTaken(
  database: Database,
  session: ClientSession,
  phoneNumberId: string,
  exceptId: string,
): Promise<boolean> {
  const other = await database
    .of(collections.integrations)
    .findOne({ phoneNumberId }, { session, projection: { _id: 1 } });
  return other !== null && other._id !== exceptId;
}

type Use = Pick<CampaignDocument, '_id' | 'name' | 'status'>;

/** Campaigns that use a filter. */
export function findCampaignsOfFilter(
  database: Database,
  session: ClientSession,
  filterId: string,
): Promise<Use[]> {
  return database
    .of(collections.campaigns)
    .find({ contactListFilterIds: filterId }, { session, projection: { name: 1, status: 1 } })
    .toArray();
}

/** Campaigns that send with an integration. */
export function findCampaignsOfIntegration(
  database: Database,
  integrationId: string,
  session?: ClientSession,
): Promise<Use[]> {
  return database
    .of(collections.campaigns)
    .find({ integrationId }, { ...(session ? { session } : {}), projection: { name: 1, status: 1 } })
    .toArray();
}

/** Campaigns that use a contact list or a DNC list. */
export function findCampaignsOfList(database: Database, listId: string): Promise<Use[]> {
  return database
    .of(collections.campaigns)
    .find(
      { $or: [{ contactListId: listId }, { dncListIds: listId }] },
      { projection: { name: 1, status: 1 } },
    )
    .toArray();
}

export async function readCounts(
  database: Database,
  session: ClientSession,
): Promise<Record<CountedKind, number>> {
  const found = await database
    .of(collections.limits)
    .find({ _id: { $in: [...countedKinds] } }, { session })
    .toArray();
  const countOf = (kind: CountedKind): number => found.find(({ _id }) => _id === kind)?.count ?? 0;
  return {
    campaigns: countOf('campaigns'),
    'active-campaigns': countOf('active-campaigns'),
    'contact-list-filters': countOf('contact-list-filters'),
  };
}

/** Two transactions that count the same kind conflict, so that neither passes a limit on an old count. */
export async function moveCount(
  database: Database,
  session: ClientSession,
  kind: CountedKind,
  by: number,
): Promise<void> {
  if (by !== 0)
    await database.of(collections.limits).updateOne({ _id: kind }, { $inc: { count: by } }, { session });
}

export async function insertCampaign(
  database: Database,
  session: ClientSession,
  campaign: CampaignDocument,
): Promise<void> {
  await database.of(collections.campaigns).insertOne(campaign, { session });
}

/** @throws StaleRevision when the campaign is no longer as the decision saw it */
export async function replaceCampaign(
  database: Database,
  session: ClientSession,
  campaign: CampaignDocument,
  decidedOnRevision: number,
): Promise<void> {
  const { matchedCount } = await database
    .of(collections.campaigns)
    .replaceOne({ _id: campaign._id, revision: decidedOnRevision }, campaign, { session });
  if (matchedCount === 0) throw new StaleRevision();
}

/** @throws StaleRevision when the campaign is no longer as the decision saw it */
export async function deleteCampaign(
  database: Database,
  session: ClientSession,
  campaign: CampaignDocument,
): Promise<void> {
  const { _id, revision } = campaign;
  const { deletedCount } = await database.of(collections.campaigns).deleteOne({ _id, revision }, { session });
  if (deletedCount === 0) throw new StaleRevision();
}

export async function insertFilter(
  database: Database,
  session: ClientSession,
  filter: ContactListFilterDocument,
): Promise<void> {
  await database.of(collections.contactListFilters).insertOne(filter, { session });
}

export async function replaceFilter(
  database: Database,
  session: ClientSession,
  filter: ContactListFilterDocument,
): Promise<void> {
  await database.of(collections.contactListFilters).replaceOne({ _id: filter._id }, filter, { session });
}

export async function deleteFilter(database: Database, session: ClientSession, id: string): Promise<void> {
  await database.of(collections.contactListFilters).deleteOne({ _id: id }, { session });
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

/** With what is read of its number from the provider. */
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

/** Copies of the provider's whose latest refresh failed, by kind; without those that nobody gave a token or an active number for. */
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

export async function countByStatus(database: Database): Promise<Map<CampaignStatus, number>> {
  const groups = await database
    .of(collections.campaigns)
    .aggregate<{ _id: CampaignStatus; count: number }>([{ $group: { _id: '$status', count: { $sum: 1 } } }])
    .toArray();
  return new Map(groups.map(({ _id, count }) => [_id, count]));
}

/** Campaigns whose scheduled start is due. */
export function findDueStarts(
  database: Database,
  now: Date,
): Promise<Array<Pick<CampaignDocument, '_id' | 'scheduledStart'>>> {
  return database
    .of(collections.campaigns)
    .find({ 'scheduledStart.notBefore': { $lte: now } }, { projection: { scheduledStart: 1 } })
    .toArray();
}
