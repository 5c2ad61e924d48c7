/** Responses: found by library or by what they say, made, changed, deleted. They lie in no division. */
import Type from 'typebox';
import type { ResponseDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findResponse, findResponses, libraryNames } from '../../queries/responses/responses.ts';
import {
  accountOf,
  findTemplateResponse,
  findTemplatesOfAccount,
} from '../../queries/responses/template-responses.ts';
import type { ApiParts } from '../api-parts.ts';
import { apiError, notFound } from '../http/api-error.ts';
import type { ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, PageQuery, pageOf, type Page } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { requireVersion } from '../http/require-version.ts';
import { inWordsOf, type Renames } from '../http/sent-fields.ts';
import { savedResponse, templateResponse, toResponse } from './response-entity.ts';
import { ResponseBody, ResponseEntity } from './response-schema.ts';

const tags = ['Responses'];
const params = Type.Object({ responseId: Type.String() });
const oneUrl = `${paths.response}/:responseId`;
const response = { 200: ResponseEntity, ...ErrorAnswers };
const FIELDS: Renames = [
  [/^libraryIds(\[\d+\])?/, 'libraries$1'],
  [/^templateName$/, 'messagingTemplate.whatsApp.name'],
  [/^templateLanguage$/, 'messagingTemplate.whatsApp.language'],
];

export function addResponseRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addQuery(server, parts);
  addCreate(server, parts);
  addGet(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
}

function addList(server: ApiServer, { database }: ApiParts): void {
  server.get(
    paths.response,
    {
      config: { access: { all: ['responses:response:view'] } },
      schema: {
        tags,
        summary: 'Responses of a library',
        description: 'The library `account:<business account id>` has the templates of that account.',
        querystring: Type.Object(
          { ...PageQuery, libraryId: Type.String({ maxLength: 200 }), expand: Type.Optional(Type.String()) },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(ResponseEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const page = pageOf(request.query);
      const found = await ofLibrary(database, request.query.libraryId, page);
      return listingOf(request.url, page, found);
    },
  );
}

function addQuery(server: ApiServer, { database }: ApiParts): void {
  server.post(
    `${paths.response}/query`,
    {
      config: { access: { all: ['responses:response:view'] } },
      schema: {
        tags,
        summary: 'Responses whose name, text or template contains a phrase',
        body: Type.Object(
          {
            queryPhrase: Type.Optional(Type.String({ maxLength: 200 })),
            pageSize: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 25 }),
            pageNumber: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }),
            filters: Type.Optional(
              Type.Array(
                Type.Object(
                  {
                    name: Type.Enum(['libraryId']),
                    operator: Type.Optional(Type.Enum(['EQUALS', 'IN'])),
                    values: Type.Array(Type.String({ maxLength: 200 }), { maxItems: 100 }),
                  },
                  { additionalProperties: false },
                ),
                { maxItems: 10 },
              ),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Object({ results: ListingOf(ResponseEntity) }), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { queryPhrase, filters = [] } = request.body;
      const page = pageOf(request.body);
      const libraryIds = filters.length === 0 ? undefined : filters.flatMap(({ values }) => values);
      const { items, total } = await findResponses(database, { phrase: queryPhrase, libraryIds }, page);
      return { results: listingOf(request.url, page, { entities: await named(database, items), total }) };
    },
  );
}

function addCreate(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    paths.response,
    {
      config: { access: { all: ['responses:response:add'] } },
      schema: { tags, summary: 'Makes a response', body: ResponseBody, response },
    },
    async (request) => {
      const id = execute.newId(request);
      await inWordsOf(FIELDS, execute.command(request, id, savedResponse(request.body, null)));
      return getResponseEntity(database, id);
    },
  );
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: { all: ['responses:response:view'] } },
      schema: {
        tags,
        summary: 'A response, or a template by the provider’s id',
        params,
        querystring: Type.Object({ expand: Type.Optional(Type.String()) }, { additionalProperties: false }),
        response,
      },
    },
    (request) => getResponseEntity(database, request.params.responseId),
  );
}

function addChange(server: ApiServer, { database, execute }: ApiParts): void {
  server.put(
    oneUrl,
    {
      config: { access: { all: ['responses:response:edit'] } },
      schema: {
        tags,
        summary: 'Changes a response',
        description: 'Campaigns keep the template and the binding that they were saved with.',
        params,
        body: ResponseBody,
        response,
      },
    },
    async (request) => {
      const { _id, version } = await getOwnResponse(database, request.params.responseId);
      const sent = requireVersion(request.body.version, 'response', version);
      await inWordsOf(FIELDS, execute.command(request, _id, savedResponse(request.body, sent)));
      return getResponseEntity(database, _id);
    },
  );
}

function addDelete(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: { all: ['responses:response:delete'] } },
      schema: {
        tags,
        summary: 'Deletes a response that no campaign uses',
        params,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id: responseId } = await getOwnResponse(database, request.params.responseId);
      await execute.command(request, responseId, { type: 'DeleteResponse', responseId });
      return reply.code(204).send(null);
    },
  );
}

const getOwnResponse = async (database: Database, id: string): Promise<ResponseDocument> => {
  const document = await findResponse(database, id);
  if (document) return document;
  if (await findTemplateResponse(database, id))
    throw apiError(400, 'invalid.update', 'A template of an account neither changes nor goes here.');
  throw notFound();
};

const getResponseEntity = async (database: Database, id: string): Promise<ResponseEntity> => {
  const document = await findResponse(database, id);
  if (document) return toResponse(document, await libraryNames(database, document.libraryIds));
  const template = await findTemplateResponse(database, id);
  if (!template) throw notFound();
  return templateResponse(template);
};

async function ofLibrary(
  database: Database,
  libraryId: string,
  page: Page,
): Promise<{ entities: ResponseEntity[]; total: number }> {
  const account = accountOf(libraryId);
  if (account !== null) {
    const { items, total } = await findTemplatesOfAccount(database, account, page);
    return { entities: items.map(templateResponse), total };
  }
  const { items, total } = await findResponses(database, { libraryIds: [libraryId] }, page);
  return { entities: await named(database, items), total };
}

async function named(database: Database, responses: readonly ResponseDocument[]): Promise<ResponseEntity[]> {
  const names = await libraryNames(
    database,
    responses.flatMap(({ libraryIds }) => libraryIds),
  );
  return responses.map((one) => toResponse(one, names));
}
