/** Users: listed, and each by itself. They lie in no division. */
import Type from 'typebox';
import { getUserById } from '../../access/change-people.ts';
import { findUserPage } from '../../queries/accounts.ts';
import type { ApiParts } from '../api-parts.ts';
import { apiError } from '../http/api-error.ts';
import { callerOf, type ApiServer, type Caller } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, PageQuery, pageOf } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { UserEntity, userEntities } from './user-entity.ts';

const tags = ['Users'];
const response = { 200: UserEntity, ...ErrorAnswers };
const nothingMore = Type.Optional(Type.Array(Type.String(), { description: 'Nothing more is there.' }));
const notUsed = Type.Optional(Type.String({ description: 'Not used.' }));
const expand = { expand: nothingMore, integrationPresenceSource: notUsed };
const states = { active: true, inactive: false, any: undefined };

export function addUserListRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addMe(server, parts);
  addGet(server, parts);
}

function addList(server: ApiServer, { database, now }: ApiParts): void {
  server.get(
    paths.user,
    {
      config: { access: { all: ['directory:user:view'] } },
      schema: {
        tags,
        summary: 'Users, by name',
        querystring: Type.Object(
          {
            ...PageQuery,
            id: Type.Optional(Type.Array(Type.String(), { maxItems: 100 })),
            name: Type.Optional(
              Type.String({ maxLength: 200, description: 'Ours: in the name or the e-mail address.' }),
            ),
            sortOrder: Type.Enum(['ASC', 'DESC', 'asc', 'desc', 'ascending', 'descending'], {
              default: 'ASC',
            }),
            state: Type.Enum(['active', 'inactive', 'any'], { default: 'active' }),
            jabberId: nothingMore,
            ...expand,
          },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(UserEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { id: ids, name: text, state, sortOrder, jabberId = [] } = request.query;
      const page = pageOf(request.query);
      const { items, total } = await findUserPage(
        database,
        { text, ids: jabberId.length > 0 ? [] : ids, active: states[state] },
        { skip: page.skip, size: page.size, isDescending: /^desc/i.test(sortOrder) },
      );
      const entities = await userEntities(database, callerOf(request).principal, items, now());
      return listingOf(request.url, page, { entities, total });
    },
  );
}

function addMe(server: ApiServer, parts: ApiParts): void {
  server.get(
    `${paths.user}/me`,
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'The user who calls',
        querystring: Type.Object(expand, { additionalProperties: false }),
        response,
      },
    },
    (request) => {
      const caller = callerOf(request);
      if (caller.principal.kind !== 'user')
        throw apiError(400, 'bad.request', 'This request needs a user; a client called.');
      return userEntity(parts, caller, caller.principal.id);
    },
  );
}

function addGet(server: ApiServer, parts: ApiParts): void {
  server.get(
    `${paths.user}/:userId`,
    {
      config: { access: { all: ['directory:user:view'] } },
      schema: {
        tags,
        summary: 'A user',
        params: Type.Object({ userId: Type.String() }),
        querystring: Type.Object(
          { ...expand, state: notUsed, userCustomAttributeSchemaIds: nothingMore },
          { additionalProperties: false },
        ),
        response,
      },
    },
    (request) => userEntity(parts, callerOf(request), request.params.userId),
  );
}

/** @throws Refused when there is none */
export async function userEntity(
  { database, now }: ApiParts,
  { principal }: Caller,
  id: string,
): Promise<UserEntity> {
  const [entity] = await userEntities(database, principal, [await getUserById(database, id)], now());
  if (!entity) throw new Error('a user has no entity');
  return entity;
}
