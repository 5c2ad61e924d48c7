/** Lists of messaging campaigns: whole, and as those see them who may only look for them (division views). */
import Type, { type Static } from 'typebox';
import type { CampaignDocument } from '../../../schemas/collections.ts';
import type { Divisions } from '../../access/principal.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { contentTemplateIds, templatesOfAccounts } from '../../queries/campaigns/content-templates.ts';
import { campaignSorts, findCampaigns } from '../../queries/campaigns/find-campaigns.ts';
import { namesOfReferences } from '../../queries/campaigns/list-campaigns.ts';
import { findResponse } from '../../queries/responses/responses.ts';
import type { Numbered } from '../../queries/page-number.ts';
import { thingFor } from '../access/thing-in-division.ts';
import type { ApiParts } from '../api-parts.ts';
import { fault } from '../../domain/fault.ts';
import { refusal } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { withDivisionName, withDivisionNames } from '../http/division-names.ts';
import { askedDivisions } from '../http/divisions.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, PageQuery, pageOf, type Page } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { campaignAccess, campaignKind } from './campaign-access.ts';
import { toCampaign, toDivisionView } from './campaign-entity.ts';
import { CampaignDivisionView, CampaignEntity, statuses } from './campaign-schema.ts';

const MAX_IDS = 100;
const ids = Type.Optional(Type.Array(Type.String(), { maxItems: 1_000 }));

const ViewQuery = Type.Object(
  {
    ...PageQuery,
    sortBy: Type.Enum(['name', 'campaignStatus', 'type'], { default: 'name' }),
    sortOrder: Type.Enum(['a', 'ascending', 'd', 'descending'], { default: 'ascending' }),
    name: Type.Optional(Type.String({ maxLength: 200, description: 'Begins with it, in capitals or not.' })),
    id: ids,
    type: Type.Optional(Type.Enum(['EMAIL', 'SMS', 'WHATSAPP'], { description: 'All are WHATSAPP.' })),
    senderSmsPhoneNumber: Type.Optional(Type.String({ description: 'No campaign has one.' })),
    contentTemplateId: Type.Optional(Type.String()),
    campaignStatus: Type.Optional(Type.Enum(statuses)),
  },
  { additionalProperties: false },
);
const CampaignQuery = Type.Object(
  {
    ...ViewQuery.properties,
    contactListId: Type.Optional(Type.String()),
    contactListFilterId: Type.Optional(Type.String({ maxLength: 200, description: 'Ours.' })),
    dncListId: Type.Optional(Type.String({ maxLength: 200, description: 'Ours.' })),
    whatsAppIntegrationId: Type.Optional(Type.String({ maxLength: 200, description: 'Ours.' })),
    divisionId: ids,
    ruleSetIds: Type.Optional(Type.Array(Type.String(), { description: 'No campaign has one.' })),
  },
  { additionalProperties: false },
);
type Query = Static<typeof ViewQuery> & Partial<Static<typeof CampaignQuery>>;

export function addCampaignListRoutes(server: ApiServer, { database }: ApiParts): void {
  server.get(
    paths.campaign,
    {
      config: { access: campaignAccess('view') },
      schema: {
        tags: ['Messaging campaigns'],
        summary: 'Messaging campaigns',
        querystring: CampaignQuery,
        response: { 200: ListingOf(CampaignEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const page = pageOf(request.query);
      const { items, total } = await find(database, callerOf(request).divisions, request.query, page);
      return listingOf(request.url, page, { entities: await toCampaigns(database, items), total });
    },
  );
  server.get(
    `${paths.campaign}/divisionviews`,
    {
      config: { access: campaignAccess('search') },
      schema: {
        tags: ['Messaging campaigns'],
        summary: 'Names and divisions of messaging campaigns',
        querystring: ViewQuery,
        response: { 200: ListingOf(CampaignDivisionView), ...ErrorAnswers },
      },
    },
    async (request) => {
      const page = pageOf(request.query);
      const { items, total } = await find(database, callerOf(request).divisions, request.query, page);
      const entities = await withDivisionNames(database, items.map(toDivisionView));
      return listingOf(request.url, page, { entities, total });
    },
  );
  server.get(
    `${paths.campaign}/divisionviews/:messagingCampaignId`,
    {
      config: { access: campaignAccess('search') },
      schema: {
        tags: ['Messaging campaigns'],
        summary: 'Name and division of a messaging campaign',
        params: Type.Object({ messagingCampaignId: Type.String() }),
        response: { 200: CampaignDivisionView, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { messagingCampaignId: id } = request.params;
      const campaign = await thingFor(campaignKind, database, callerOf(request), id);
      return withDivisionName(database, toDivisionView(campaign));
    },
  );
}

/** @throws ApiError 400 for more than 100 ids */
async function find(
  database: Database,
  divisions: Divisions,
  query: Query,
  page: Page,
): Promise<Numbered<CampaignDocument>> {
  if ((query.id?.length ?? 0) > MAX_IDS)
    throw refusal([
      fault(
        'too.many.bulk.retrieves',
        'id',
        `Only ${MAX_IDS} campaigns can be retrieved by id at a time; found ${query.id?.length}.`,
        MAX_IDS,
      ),
    ]);
  const isOther = query.type !== undefined && query.type !== 'WHATSAPP';
  if (isOther || query.senderSmsPhoneNumber !== undefined || (query.ruleSetIds?.length ?? 0) > 0)
    return { items: [], total: 0 };
  const { id, name, contactListId, campaignStatus, contentTemplateId, sortBy, sortOrder } = query;
  const { contactListFilterId, dncListId, whatsAppIntegrationId } = query;
  const isResponse =
    contentTemplateId !== undefined && (await findResponse(database, contentTemplateId)) !== null;
  const templates =
    contentTemplateId === undefined || isResponse
      ? undefined
      : await templatesOfAccounts(database, contentTemplateId);
  return findCampaigns(
    database,
    {
      divisions: askedDivisions(divisions, query.divisionId),
      ...{ ids: id, name, contactListId, status: campaignStatus, templates },
      ...{ contactListFilterId, dncListId, integrationId: whatsAppIntegrationId },
      ...(isResponse ? { responseId: contentTemplateId } : {}),
    },
    {
      skip: page.skip,
      size: page.size,
      // all have the same type
      index: campaignSorts[sortBy === 'campaignStatus' ? 'campaignStatus' : 'name'],
      isDescending: sortOrder.startsWith('d'),
    },
  );
}

/** As they are shown, with the names of what they refer to. */
export async function toCampaigns(
  database: Database,
  campaigns: readonly CampaignDocument[],
): Promise<CampaignEntity[]> {
  if (campaigns.length === 0) return [];
  const [names, templateIds] = await Promise.all([
    namesOfReferences(database, ...campaigns),
    contentTemplateIds(database, campaigns),
  ]);
  return campaigns.map((campaign) => toCampaign(campaign, names, templateIds.get(campaign._id)));
}
