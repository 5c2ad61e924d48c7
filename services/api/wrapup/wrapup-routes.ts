/** Wrap-up codes (contract, section 2): the system's own can be read, people's own also made, changed and deleted. */
import Type, { type Static } from 'typebox';
import { isIn } from '../../access/principal.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { allWrapupCodes, findWrapupCode, type WrapupCode } from '../../queries/wrapup/wrapup-codes.ts';
import { requireDivision } from '../access/access.ts';
import type { ApiParts } from '../api-parts.ts';
import { apiError, notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer, type Caller } from '../http/api-server.ts';
import { withDivisionName, withDivisionNames } from '../http/division-names.ts';
import { askedDivisions } from '../http/divisions.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { Nullable } from '../http/nullable.ts';
import { ListingOf, listingOf, PageQuery, pageOf } from '../http/paging.ts';
import { paths, Ref, refTo, SentRef } from '../http/refs.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { setByServer } from '../http/ignored-fields.ts';

const tags = ['Wrap-up codes'];
const params = Type.Object({ codeId: Type.String() });
const oneUrl = `${paths.wrapupCode}/:codeId`;
const SEEING = ['routing:wrapupCode:view'] as const;
const Body = Type.Object(
  {
    name: Type.String({ maxLength: 1_000 }),
    description: Type.Optional(Nullable(Type.String({ maxLength: 10_000 }))),
    division: Type.Optional(Nullable(SentRef)),
    version: Type.Optional(Type.Integer({ description: 'Ours: refuses the change of another version.' })),
    ...{
      id: setByServer,
      dateCreated: setByServer,
      dateModified: setByServer,
      createdBy: setByServer,
      modifiedBy: setByServer,
      selfUri: setByServer,
    },
  },
  { additionalProperties: false },
);
const Entity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  division: Type.Optional(Ref),
  version: Type.Integer(),
  dateCreated: Type.Optional(Type.String()),
  dateModified: Type.Optional(Type.String()),
  selfUri: Type.String(),
});
const response = { 200: Entity, ...ErrorAnswers };

export function addWrapupRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addGet(server, parts);
  addCreate(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
}

function addList(server: ApiServer, { database }: ApiParts): void {
  server.get(
    paths.wrapupCode,
    {
      config: { access: { all: ['routing:wrapupCode:view'] } },
      schema: {
        tags,
        summary: 'Wrap-up codes',
        querystring: Type.Object(
          {
            ...PageQuery,
            sortBy: Type.Enum(['name', 'id'], { default: 'name' }),
            sortOrder: Type.Enum(['a', 'ascending', 'd', 'descending'], { default: 'a' }),
            name: Type.Optional(
              Type.String({ maxLength: 200, description: 'Contains it, in capitals or not.' }),
            ),
            id: Type.Optional(Type.Array(Type.String(), { maxItems: 1_000 })),
            divisionId: Type.Optional(Type.Array(Type.String(), { maxItems: 1_000 })),
          },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(Entity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { query } = request;
      const page = pageOf(query);
      const { divisions } = callerOf(request);
      const all = await allWrapupCodes(database, askedDivisions(divisions, query.divisionId));
      const part = query.name?.toLowerCase();
      const sign = query.sortOrder.startsWith('d') ? -1 : 1;
      const found = all
        .filter(
          ({ id, name, divisionId }) =>
            (query.divisionId === undefined || divisionId !== null) &&
            (query.id === undefined || query.id.includes(id)) &&
            (part === undefined || name.toLowerCase().includes(part)),
        )
        .sort((one, other) => (one[query.sortBy] < other[query.sortBy] ? -sign : sign));
      const shown = found.slice(page.skip, page.skip + page.size).map(toEntity);
      const entities = await withDivisionNames(database, shown);
      return listingOf(request.url, page, { entities, total: found.length });
    },
  );
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: { all: ['routing:wrapupCode:view'] } },
      schema: { tags, summary: 'A wrap-up code', params, response },
    },
    async (request) => {
      const code = await findWrapupCode(database, request.params.codeId);
      const { divisions } = callerOf(request);
      if (!code || (code.divisionId !== null && !isIn(divisions, code.divisionId))) throw notFound();
      return withDivisionName(database, toEntity(code));
    },
  );
}

function addCreate(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    paths.wrapupCode,
    {
      config: { access: { all: ['routing:wrapupCode:add'] } },
      schema: { tags, summary: 'Makes a wrap-up code', body: Body, response },
    },
    async (request) => {
      const { name, description, division } = request.body;
      const divisionId = division?.id ?? HOME_DIVISION;
      requireDivision(callerOf(request), divisionId, SEEING);
      const id = execute.newId(request);
      await execute.command(request, id, {
        type: 'SaveWrapupCode',
        ...{ version: null, name, divisionId, description: description ?? '' },
      });
      return getEntity(database, id);
    },
  );
}

function addChange(server: ApiServer, { database, execute }: ApiParts): void {
  server.put(
    oneUrl,
    {
      config: { access: { all: ['routing:wrapupCode:edit'] } },
      schema: { tags, summary: 'Changes a wrap-up code', params, body: Body, response },
    },
    async (request) => {
      const { name, description, division, version } = request.body;
      const present = await codeFor(database, callerOf(request), request.params.codeId);
      await execute.command(request, present.id, {
        type: 'SaveWrapupCode',
        name,
        version: version ?? present.version,
        divisionId: division?.id ?? null,
        description: description === undefined ? present.description : (description ?? ''),
      });
      return getEntity(database, present.id);
    },
  );
}

function addDelete(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: { all: ['routing:wrapupCode:delete'] } },
      schema: {
        tags,
        summary: 'Deletes a wrap-up code',
        params,
        response: { 200: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { id } = await codeFor(database, callerOf(request), request.params.codeId);
      await execute.command(request, id, { type: 'DeleteWrapupCode', wrapupCodeId: id });
      return reply.code(200).send(null);
    },
  );
}

const codeFor = async (
  database: Database,
  caller: Caller,
  id: string,
): Promise<WrapupCode & { divisionId: string }> => {
  const code = await findWrapupCode(database, id);
  if (!code) throw notFound();
  if (code.divisionId === null)
    throw apiError(400, 'invalid.update', 'The codes of the system neither change nor go.');
  requireDivision(caller, code.divisionId, SEEING);
  return { ...code, divisionId: code.divisionId };
};

const getEntity = async (database: Database, id: string): Promise<Static<typeof Entity>> => {
  const code = await findWrapupCode(database, id);
  if (!code) throw notFound();
  return withDivisionName(database, toEntity(code));
};

const toEntity = (code: WrapupCode): Static<typeof Entity> => ({
  id: code.id,
  name: code.name,
  description: code.description,
  ...(code.divisionId === null ? {} : { division: refTo('division', code.divisionId) }),
  version: code.version,
  ...(code.createdAt ? { dateCreated: code.createdAt.toISOString() } : {}),
  ...(code.modifiedAt ? { dateModified: code.modifiedAt.toISOString() } : {}),
  selfUri: refTo('wrapupCode', code.id).selfUri ?? '',
});
