/** One function per MongoDB statement on contact list filters, within the transaction of one command. */
import type { ClientSession } from 'mongodb';
import { collections, type ContactListFilterDocument } from '../../../schemas/collections.ts';
import { isTaken } from '../../commands/execution/is-taken.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { CampaignUse } from './store.ts';

export function findFilter(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<ContactListFilterDocument | null> {
  return database.of(collections.contactListFilters).findOne({ _id: id }, { session });
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

export function isFilterNameTaken(
  database: Database,
  session: ClientSession,
  name: string,
  exceptId: string,
): Promise<boolean> {
  return isTaken(database.of(collections.contactListFilters), session, { name }, exceptId);
}

/** Campaigns that use a filter. */
export function findCampaignsOfFilter(
  database: Database,
  session: ClientSession,
  filterId: string,
): Promise<CampaignUse[]> {
  return database
    .of(collections.campaigns)
    .find({ contactListFilterIds: filterId }, { session, projection: { name: 1, status: 1 } })
    .toArray();
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
