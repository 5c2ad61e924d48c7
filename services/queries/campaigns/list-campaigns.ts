/** Campaigns: by name, by id, and those of a number that are on. */
import { collections, type CampaignDocument, type Collection } from '../../../schemas/collections.ts';
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
  const named = async (of: { name: string }, ids: readonly string[]): Promise<Array<[string, string]>> => {
    if (ids.length === 0) return [];
    const found = await database
      .of(of as Collection<{ _id: string; name: string }>)
      .find({ _id: { $in: [...new Set(ids)] } }, { projection: { name: 1 } })
      .toArray();
    return found.map(({ _id, name }) => [_id, name]);
  };
  const found = await Promise.all([
    named(
      collections.contactLists,
      campaigns.map(({ contactListId }) => contactListId),
    ),
    named(
      collections.integrations,
      campaigns.map(({ integrationId }) => integrationId),
    ),
    named(
      collections.dncLists,
      campaigns.flatMap(({ dncListIds }) => dncListIds),
    ),
    named(
      collections.contactListFilters,
      campaigns.flatMap(({ contactListFilterIds }) => contactListFilterIds),
    ),
    namesOfDivisions(
      database,
      campaigns.map(({ divisionId }) => divisionId),
    ),
  ]);
  return new Map(found.flatMap((names) => [...names]));
}
