/** Campaigns by what they have, a numbered page at a time; only those of the divisions that are asked for. */
import type { Filter } from 'mongodb';
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import type { CampaignStatus } from '../../../schemas/types.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { pageByNumber, textCondition, type Numbered, type NumberedRequest } from '../page-number.ts';

export type CampaignQuery = {
  /** `all`, or the divisions that may be seen. */
  readonly divisions: 'all' | readonly string[];
  readonly ids?: readonly string[] | undefined;
  /** Begins with it, in capitals or not. */
  readonly name?: string | undefined;
  readonly contactListId?: string | undefined;
  readonly contactListFilterId?: string | undefined;
  readonly dncListId?: string | undefined;
  readonly integrationId?: string | undefined;
  readonly status?: CampaignStatus | undefined;
  /** Templates by name and language, of these integrations. */
  readonly templates?: readonly TemplateOfAccount[] | undefined;
  /** The response by which the template was chosen. */
  readonly responseId?: string | undefined;
};
export type TemplateOfAccount = { name: string; language: string; integrationIds: readonly string[] };

/** What a page can be sorted by: an index each. */
export const campaignSorts = { name: { name: 1 }, campaignStatus: { status: 1, name: 1 } } as const;

export function findCampaigns(
  database: Database,
  query: CampaignQuery,
  request: NumberedRequest,
): Promise<Numbered<CampaignDocument>> {
  const { divisions, ids, name, contactListId, status, templates, responseId } = query;
  const { contactListFilterId, dncListId, integrationId } = query;
  const filter: Filter<CampaignDocument> = {
    ...(divisions === 'all' ? {} : { divisionId: { $in: [...divisions] } }),
    ...(ids === undefined ? {} : { _id: { $in: [...ids] } }),
    ...(name === undefined ? {} : { name: textCondition(name, 'Prefix') }),
    ...(contactListId === undefined ? {} : { contactListId }),
    ...(contactListFilterId === undefined ? {} : { contactListFilterIds: contactListFilterId }),
    ...(dncListId === undefined ? {} : { dncListIds: dncListId }),
    ...(integrationId === undefined ? {} : { integrationId }),
    ...(status === undefined ? {} : { status }),
    ...(responseId === undefined ? {} : { 'template.responseId': responseId }),
    ...(templates === undefined ? {} : usesOneOf(templates)),
  };
  return pageByNumber(database, collections.campaigns, filter, request);
}

const usesOneOf = (templates: readonly TemplateOfAccount[]): Filter<CampaignDocument> =>
  templates.length === 0
    ? { _id: { $in: [] } }
    : {
        $or: templates.map(({ name, language, integrationIds }) => ({
          'template.name': name,
          'template.language': language,
          integrationId: { $in: [...integrationIds] },
        })),
      };

/** @param ids at most 100 @returns those that exist, each once, in the order of `ids` */
export async function findCampaignsById(
  database: Database,
  ids: readonly string[],
): Promise<CampaignDocument[]> {
  const found = await database
    .of(collections.campaigns)
    .find({ _id: { $in: [...ids] } })
    .toArray();
  const byId = new Map(found.map((campaign) => [campaign._id, campaign]));
  return [...new Set(ids)].flatMap((id) => byId.get(id) ?? []);
}
