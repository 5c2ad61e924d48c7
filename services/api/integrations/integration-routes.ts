/** WhatsApp integrations: listed with the health of their numbers, registered, changed, deleted. They lie in no division. */
import Type from 'typebox';
import {
  findIntegrations,
  getIntegrationById,
  readIntegrationState,
} from '../../queries/integrations/integrations.ts';
import type { IntegrationDocument } from '../../../schemas/collections.ts';
import type { ApiParts } from '../api-parts.ts';
import type { ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, PageQuery, pageOf } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { inWordsOf, type Renames } from '../http/sent-fields.ts';
import { changedRegistration, registrationOf, toIntegration } from './integration-entity.ts';
import { IntegrationBody, IntegrationEntity, IntegrationPatch } from './integration-schema.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const tags = ['WhatsApp integrations'];
const params = Type.Object({ integrationId: Type.String() });
const oneUrl = `${paths.integration}/:integrationId`;
const response = { 200: IntegrationEntity, ...ErrorAnswers };
const FIELDS: Renames = [
  [/^displayPhoneNumber$/, 'phoneNumber'],
  [/^businessAccountId$/, 'whatsAppBusinessAccountId'],
];
const expand = Type.Optional(Type.Array(Type.String(), { description: 'Everything is there already.' }));

const OTHERS = ['supportedContent.id', 'messagingSetting.id'] as const;
const other = Type.Optional(Type.String({ description: 'No integration has one.' }));

export function addIntegrationRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addCreate(server, parts);
  addGet(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
}

function addList(server: ApiServer, { database, now }: ApiParts): void {
  server.get(
    paths.integration,
    {
      config: { access: { all: ['messaging:integration:view'] } },
      schema: {
        tags,
        summary: 'WhatsApp integrations',
        querystring: Type.Object(
          { ...PageQuery, expand, 'supportedContent.id': other, 'messagingSetting.id': other },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(IntegrationEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const page = pageOf(request.query);
      const isOther = OTHERS.some((name) => request.query[name] !== undefined);
      const { items, total } = isOther ? { items: [], total: 0 } : await findIntegrations(database, page);
      return listingOf(request.url, page, {
        entities: await Promise.all(items.map((integration) => entityOf(database, now, integration))),
        total,
      });
    },
  );
}

function addCreate(server: ApiServer, { database, execute, now }: ApiParts): void {
  server.post(
    paths.integration,
    {
      config: { access: { all: ['messaging:whatsappIntegration:add'] } },
      schema: { tags, summary: 'Registers a WhatsApp number', body: IntegrationBody, response },
    },
    async (request) => {
      const id = execute.newId(request);
      await inWordsOf(FIELDS, execute.command(request, id, registrationOf(request.body)));
      return getEntity(database, now, id);
    },
  );
}

function addGet(server: ApiServer, { database, now }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: { all: ['messaging:integration:view'] } },
      schema: {
        tags,
        summary: 'A WhatsApp integration',
        params,
        querystring: Type.Object({ expand }, { additionalProperties: false }),
        response,
      },
    },
    (request) => getEntity(database, now, request.params.integrationId),
  );
}

function addChange(server: ApiServer, { database, execute, now }: ApiParts): void {
  server.patch(
    oneUrl,
    {
      config: { access: { all: ['messaging:integration:edit'] } },
      schema: {
        tags,
        summary: 'Changes a WhatsApp integration',
        description: 'What is left out stays. Campaigns of one that becomes Inactive become invalid.',
        params,
        body: IntegrationPatch,
        response,
      },
    },
    async (request) => {
      const present = await getIntegrationById(database, request.params.integrationId);
      const change = changedRegistration(present, request.body);
      await inWordsOf(FIELDS, execute.command(request, present._id, change));
      return getEntity(database, now, present._id);
    },
  );
}

function addDelete(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: { all: ['messaging:integration:delete'] } },
      schema: {
        tags,
        summary: 'Deletes a WhatsApp integration that no campaign uses and nobody has opted out of',
        params,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id, phoneNumberId } = await getIntegrationById(database, request.params.integrationId);
      await execute.command(request, _id, { type: 'DeleteIntegration', phoneNumberId });
      return reply.code(204).send(null);
    },
  );
}

const entityOf = async (
  database: Database,
  now: () => number,
  integration: IntegrationDocument,
): Promise<IntegrationEntity> =>
  toIntegration(integration, await readIntegrationState(database, integration), now());

const getEntity = async (database: Database, now: () => number, id: string): Promise<IntegrationEntity> =>
  entityOf(database, now, await getIntegrationById(database, id));
