/** Campaigns: by name, by id, and those of a number that are on. */
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { namesOfDivisions } from '../divisions/divisions.ts';
import { getByName } from '../find-by-name.ts';
import { pageByName } from '../page-by-name.ts';
import type { Page, PageRequest } from '../page.ts';

/** Campaigns there may be; so many can be on at most. */
const MAX_CAMPAIGNS = 1_000;

export const listCampaigns = (database: Database, request: PageRequest): Promise<Page<CampaignDocument>> =>
  pageByName(database, collections.campaigns, request);

/** @param reference name or id. @throws Refused when there is none */
export const getCampaign = (database: Database, reference: string): Promise<CampaignDocument> =>
  getByName(database, collections.campaigns, 'campaign', reference);

/** @returns null when it does not exist (any more) */
export const findCampaign = (database: Database, id: string): Promise<CampaignDocument | null> =>
  database.of(collections.campaigns).findOne({ _id: id });

/** Names of campaigns that are on and send with a number. */
export async function namesOfLiveCampaigns(database: Database, integrationId: string): Promise<string[]> {
  const live = await database
    .of(collections.campaigns)
    .find({ status: 'on', integrationId }, { projection: { name: 1 } })
    .limit(MAX_CAMPAIGNS)
    .toArray();
  return live.map(({ name }) => name);
}

/** Names of what campaigns refer to, by id; what is gone is not there. */
export async function namesOfReferences(
  database: Database,
  ...campaigns: ReadonlyArray<
    Pick<
      CampaignDocument,
      'divisionId' | 'contactListId' | 'integrationId' | 'dncListIds' | 'contactListFilterIds'
    >
  >
): Promise<Map<string, string>> {
  const named = (ids: readonly string[]) => ({ _id: { $in: [...new Set(ids)] } });
  const projection = { projection: { name: 1 } } as const;
  const found = await Promise.all([
    database
      .of(collections.contactLists)
      .find(named(campaigns.map(({ contactListId }) => contactListId)), projection)
      .toArray(),
    database
      .of(collections.integrations)
      .find(named(campaigns.map(({ integrationId }) => integrationId)), projection)
      .toArray(),
    database
      .of(collections.dncLists)
      .find(named(campaigns.flatMap(({ dncListIds }) => dncListIds)), projection)
      .toArray(),
    database
      .of(collections.contactListFilters)
      .find(named(campaigns.flatMap(({ contactListFilterIds }) => contactListFilterIds)), projection)
      .toArray(),
  ]);
  const divisions = await namesOfDivisions(
    database,
    campaigns.map(({ divisionId }) => divisionId),
  );
  return new Map([...divisions, ...found.flat().map(({ _id, name }) => [_id, name] as const)]);
}
