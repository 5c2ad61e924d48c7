/** One messaging campaign: made, read, changed as a whole, deleted. */
import Type from 'typebox';
import type { FastifyRequest } from 'fastify';
import type { CampaignDocument } from '../../../schemas/collections.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { findCampaign } from '../../queries/campaigns/list-campaigns.ts';
import { findContentTemplate, nameAndLanguage } from '../../queries/campaigns/content-templates.ts';
import { findIntegrationById } from '../../queries/integrations/integrations.ts';
import { requireBesides } from '../access/access.ts';
import { requireDivisionOf, thingFor } from '../access/thing-in-division.ts';
import { findResponse } from '../../queries/responses/responses.ts';
import type { ApiParts } from '../api-parts.ts';
import { notFound, refusal } from '../http/api-error.ts';
import { callerOf, type ApiServer, type Caller } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { paths } from '../http/refs.ts';
import { requireVersion } from '../http/require-version.ts';
import { campaignAccess, campaignKind, hiddenListFaults } from './campaign-access.ts';
import {
  changeOf,
  changesNothing,
  definitionOf,
  divisionFaults,
  shapeFaults,
  statusChange,
  type Definition,
} from './campaign-changes.ts';
import { inSentFields } from './campaign-fields.ts';
import { toCampaigns } from './campaign-list-routes.ts';
import { CampaignBody, CampaignEntity } from './campaign-schema.ts';
import { bindTemplate } from './content-template.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const tags = ['Messaging campaigns'];
const params = Type.Object({ messagingCampaignId: Type.String() });
const response = { 200: CampaignEntity, ...ErrorAnswers };
const oneUrl = `${paths.campaign}/:messagingCampaignId`;

export function addCampaignRoutes(server: ApiServer, parts: ApiParts): void {
  addCreate(server, parts);
  addGet(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
}

function addCreate(server: ApiServer, parts: ApiParts): void {
  const { database, execute } = parts;
  server.post(
    paths.campaign,
    {
      config: { access: campaignAccess('add') },
      schema: { tags, summary: 'Makes a messaging campaign', body: CampaignBody, response },
    },
    async (request) => {
      const { body } = request;
      requireDivisionOf(campaignKind, callerOf(request), body.division?.id ?? HOME_DIVISION);
      const definition = await definitionFor(parts, request, body, null);
      if (body.campaignStatus === 'on')
        requireBesides(
          callerOf(request).principal,
          campaignAccess('start'),
          body.division?.id ?? HOME_DIVISION,
        );
      const id = execute.newId(request);
      await inSentFields(execute.command(request, id, { type: 'CreateCampaign', ...definition }));
      const made = await findCampaign(database, id);
      if (made && body.campaignStatus === 'on')
        await inSentFields(execute.command(request, id, startNow, 'status'));
      return toEntity(database, await findCampaign(database, id));
    },
  );
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: campaignAccess('view') },
      schema: { tags, summary: 'A messaging campaign', params, response },
    },
    async (request) =>
      toEntity(
        database,
        await thingFor(campaignKind, database, callerOf(request), request.params.messagingCampaignId),
      ),
  );
}

function addChange(server: ApiServer, parts: ApiParts): void {
  const { database, execute } = parts;
  server.put(
    oneUrl,
    {
      config: { access: campaignAccess('edit') },
      schema: {
        tags,
        summary: 'Changes a messaging campaign',
        description:
          'The edit comes first, then the status; when the status is refused, the edit has been made.',
        params,
        body: CampaignBody,
        response,
      },
    },
    async (request) => {
      const { body, params } = request;
      const present = await thingFor(campaignKind, database, callerOf(request), params.messagingCampaignId);
      const version = requireVersion(body.version, 'campaign', present.version);
      requireStatusChange(callerOf(request), present, body);
      const wanted = await definitionFor(parts, request, body, present);
      const change = changeOf(present, wanted, version);
      // an edit repairs an invalid campaign, and one of another version is refused, whatever it changes
      const isNeeded = present.status === 'invalid' || version !== present.version;
      if (isNeeded || !changesNothing(change))
        await inSentFields(execute.command(request, present._id, change));
      const status = statusChange(present, body.campaignStatus);
      if (status && 'type' in status)
        await inSentFields(execute.command(request, present._id, status, 'status'));
      return toEntity(database, await findCampaign(database, present._id));
    },
  );
}

function addDelete(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: campaignAccess('delete') },
      schema: { tags, summary: 'Deletes a messaging campaign', params, response },
    },
    async (request) => {
      const campaign = await thingFor(
        campaignKind,
        database,
        callerOf(request),
        request.params.messagingCampaignId,
      );
      const entity = await toEntity(database, campaign);
      const { _id: campaignId } = campaign;
      await execute.command(request, campaignId, { type: 'DeleteCampaign', campaignId });
      return entity;
    },
  );
}

const toEntity = async (database: Database, campaign: CampaignDocument | null): Promise<CampaignEntity> => {
  const [entity] = campaign ? await toCampaigns(database, [campaign]) : [];
  if (!entity) throw notFound();
  return entity;
};

/** Starting and stopping by a status asks for what starting and stopping by their routes do. @throws ApiError 403 */
function requireStatusChange({ principal }: Caller, present: CampaignDocument, body: CampaignBody): void {
  const change = statusChange(present, body.campaignStatus);
  if (change === null || !('type' in change)) return;
  const verb = change.type === 'StartCampaign' ? 'start' : 'stop';
  requireBesides(principal, campaignAccess(verb), present.divisionId);
}

const startNow = { type: 'StartCampaign', notBefore: null, notAfter: null } as const;

/** Without it nothing is known of the template. */
const noIntegration = (id: string): Fault =>
  fault(
    'whatsapp.integration.not.found',
    'whatsAppConfig.whatsAppIntegration.id',
    `There is no WhatsApp integration with the id "${id}".`,
  );

/** @throws ApiError with every fault of what was sent, before the system sees it */
async function definitionFor(
  { database }: ApiParts,
  request: FastifyRequest,
  body: CampaignBody,
  present: CampaignDocument | null,
): Promise<Definition> {
  const integrationId = body.whatsAppConfig?.whatsAppIntegration.id;
  const contentId = body.whatsAppConfig?.contentTemplate.id;
  const chosen = contentId === undefined ? null : await findResponse(database, contentId);
  const reference = chosen ? `${chosen.templateName}:${chosen.templateLanguage}` : contentId;
  const integration = integrationId === undefined ? null : await findIntegrationById(database, integrationId);
  const bound =
    integrationId === undefined || reference === undefined
      ? { faults: [] }
      : integration === null
        ? { faults: [noIntegration(integrationId)] }
        : bindTemplate(
            reference,
            await findContentTemplate(database, integrationId, reference),
            nameAndLanguage(reference),
            body.templateBinding,
            present?.template ?? null,
            chosen,
          );
  const status = present ? statusChange(present, body.campaignStatus) : null;
  const hidden = await hiddenListFaults(
    database,
    callerOf(request).principal,
    { contactListId: body.contactList.id, dncListIds: (body.dncLists ?? []).map(({ id }) => id) },
    present,
  );
  const faults: Fault[] = [
    ...shapeFaults(body),
    ...('faults' in bound ? bound.faults : []),
    ...hidden,
    ...(present ? divisionFaults(body, present) : []),
    ...(status && 'code' in status ? [status] : []),
  ];
  if (faults.length > 0 || !('template' in bound)) throw refusal(faults);
  return definitionOf(body, bound.template, present);
}
