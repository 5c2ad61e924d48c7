/**
 * One function per MongoDB statement on campaigns and their lists. Those with a session belong to the
 * transaction of one command.
 */
import type { ClientSession } from 'mongodb';
import { collections, type CampaignDocument, type DncListDocument } from '../../../schemas/collections.ts';
import type { CampaignStatus } from '../../../schemas/types.ts';
import { StaleRevision } from '../../commands/execution/decide-once.ts';
import { isTaken } from '../../commands/execution/is-taken.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

export function findCampaign(
  database: Database,
  session: ClientSession,
  id: string,
): Promise<CampaignDocument | null> {
  return database.of(collections.campaigns).findOne({ _id: id }, { session });
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

export function isCampaignNameTaken(
  database: Database,
  session: ClientSession,
  name: string,
  exceptId: string,
): Promise<boolean> {
  return isTaken(database.of(collections.campaigns), session, { name }, exceptId);
}

/** A campaign that uses something, and whether it is running. */
export type CampaignUse = Pick<CampaignDocument, '_id' | 'name' | 'status'>;

/** Campaigns that use a contact list or a DNC list. */
export function findCampaignsOfList(database: Database, listId: string): Promise<CampaignUse[]> {
  return database
    .of(collections.campaigns)
    .find(
      { $or: [{ contactListId: listId }, { dncListIds: listId }] },
      { projection: { name: 1, status: 1 } },
    )
    .toArray();
}

export async function insertCampaign(
  database: Database,
  session: ClientSession,
  campaign: CampaignDocument,
): Promise<void> {
  await database.of(collections.campaigns).insertOne(campaign, { session });
}

/** @throws StaleRevision when the campaign has changed since the decision read it */
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

/** @throws StaleRevision when the campaign has changed since the decision read it */
export async function deleteCampaign(
  database: Database,
  session: ClientSession,
  campaign: CampaignDocument,
): Promise<void> {
  const { _id, revision } = campaign;
  const { deletedCount } = await database.of(collections.campaigns).deleteOne({ _id, revision }, { session });
  if (deletedCount === 0) throw new StaleRevision();
}

export async function isAnyOn(database: Database): Promise<boolean> {
  const one = await database.of(collections.campaigns).findOne({ status: 'on' }, { projection: { _id: 1 } });
  return one !== null;
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
