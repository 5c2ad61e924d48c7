/**
 * Ours: recipients who want no messages of a number, as far as they told it here or by WhatsApp; and answers
 * that may be opt-outs.
 */
import Type from 'typebox';
import { findPossibleOptOuts } from '../../queries/contacts/possible-opt-outs.ts';
import { getIntegrationById } from '../../queries/integrations/integrations.ts';
import { listOptOuts } from '../../queries/opt-outs/opt-outs.ts';
import type { ApiParts } from '../api-parts.ts';
import type { ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { Nullable } from '../http/nullable.ts';

const tags = ['Opt-outs'];
const URL = '/api/v2/outbound/optouts';
const integrationId = Type.String({ minLength: 1, maxLength: 200 });
const pageSize = Type.Integer({ minimum: 1, maximum: 1_000, default: 100 });
const Change = Type.Object(
  {
    integrationId,
    numbers: Type.Array(Type.String({ maxLength: 100 }), {
      maxItems: 10_000,
      description: 'With country code; at most 1,000.',
    }),
  },
  { additionalProperties: false },
);
const OptOut = Type.Object({
  phoneId: Type.String(),
  optedOutAt: Type.Optional(Type.String({ description: 'Absent: not known.' })),
});
const Possible = Type.Object({
  phoneId: Nullable(Type.String()),
  reason: Type.String({ description: 'SOUNDS_LIKE or NUMBER_UNKNOWN.' }),
  text: Type.String(),
  at: Type.String(),
  isOptedOut: Type.Boolean(),
});

export function addOptOutRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addPossible(server, parts);
  addCreate(server, parts);
  addRemove(server, parts);
}

function addList(server: ApiServer, { database }: ApiParts): void {
  server.get(
    URL,
    {
      config: { access: { all: ['outbound:optOut:view'] } },
      schema: {
        tags,
        summary: 'Numbers that have opted out of an integration, by digits',
        querystring: Type.Object(
          {
            integrationId,
            pageSize,
            after: Type.Optional(Type.String({ maxLength: 100, description: '`next` of the page before.' })),
          },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({
            entities: Type.Array(OptOut),
            next: Type.Optional(Type.String({ description: 'Absent on the last page.' })),
          }),
          ...ErrorAnswers,
        },
      },
    },
    async (request) => {
      const { query } = request;
      await getIntegrationById(database, query.integrationId);
      const { items, next } = await listOptOuts(database, query.integrationId, {
        size: query.pageSize,
        after: query.after ?? null,
      });
      const entities = items.map(({ phoneId, optedOutAt }) => ({
        phoneId,
        ...(optedOutAt === null ? {} : { optedOutAt: optedOutAt.toISOString() }),
      }));
      return { entities, ...(next === null ? {} : { next }) };
    },
  );
}

function addPossible(server: ApiServer, { database }: ApiParts): void {
  server.get(
    `${URL}/possible`,
    {
      config: { access: { all: ['outbound:optOut:view'] } },
      schema: {
        tags,
        summary: 'Answers that may be opt-outs and were not taken for one, the latest first',
        querystring: Type.Object({ integrationId, pageSize }, { additionalProperties: false }),
        response: { 200: Type.Object({ entities: Type.Array(Possible) }), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { query } = request;
      await getIntegrationById(database, query.integrationId);
      const found = await findPossibleOptOuts(database, query.integrationId, query.pageSize);
      return {
        entities: found.map(({ phoneId, reason, text, at, isOptedOut }) => ({
          ...{ phoneId, reason, text, at: at.toISOString(), isOptedOut },
        })),
      };
    },
  );
}

function addCreate(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    URL,
    {
      config: { access: { all: ['outbound:optOut:add'] } },
      schema: {
        tags,
        summary: 'Opts numbers out of an integration',
        body: Change,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { integrationId: id, numbers } = request.body;
      await getIntegrationById(database, id);
      await execute.command(request, id, { type: 'AddOptOuts', numbers });
      return reply.code(204).send(null);
    },
  );
}

function addRemove(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    `${URL}/remove`,
    {
      config: { access: { all: ['outbound:optOut:delete'] } },
      schema: {
        tags,
        summary: 'Takes numbers off again; by POST, so that they stand in no address',
        body: Change,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { integrationId: id, numbers } = request.body;
      await getIntegrationById(database, id);
      await execute.command(request, id, { type: 'RemoveOptOuts', numbers });
      return reply.code(204).send(null);
    },
  );
}
