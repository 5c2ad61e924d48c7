/**
 * Lists of divisions, and those in which the caller has a permission. A division shows to whoever may do
 * anything in it.
 */
import Type from 'typebox';
import { divisionsWith } from '../../access/principal.ts';
import { permissions, type Permission } from '../../access/permissions.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { MAX_DIVISIONS } from '../../domain/campaign/division.ts';
import { countObjects, findDivision, findDivisions } from '../../queries/divisions/divisions.ts';
import type { ApiParts } from '../api-parts.ts';
import { apiError, notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { askedDivisions } from '../http/divisions.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, PageQuery, pageOf } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { DivisionEntity, toDivision, visibleDivisions } from './division-entity.ts';

const tags = ['Divisions'];
const name = Type.Optional(Type.String({ maxLength: 200, description: 'Contains it, in capitals or not.' }));
const Query = Type.Object(
  {
    ...PageQuery,
    sortBy: Type.Optional(Type.Enum(['name'])),
    sortOrder: Type.Enum(['a', 'ascending', 'd', 'descending'], { default: 'ascending' }),
    name,
    id: Type.Optional(Type.Array(Type.String(), { maxItems: 1_000 })),
    objectCount: Type.Boolean({ default: false }),
    expand: Type.Optional(Type.String({ description: 'Nothing can be expanded.' })),
    nextPage: Type.Optional(Type.String({ description: 'Not used.' })),
    previousPage: Type.Optional(Type.String({ description: 'Not used.' })),
  },
  { additionalProperties: false },
);
const isPermission = (text: string): text is Permission => (permissions as readonly string[]).includes(text);

export function addDivisionListRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addHome(server, parts);
  addLimit(server);
  addPermitted(server, parts);
}

function addList(server: ApiServer, { database }: ApiParts): void {
  server.get(
    paths.division,
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Divisions in which the caller may do anything',
        querystring: Query,
        response: { 200: ListingOf(DivisionEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { query } = request;
      const page = pageOf(query);
      const visible = visibleDivisions(callerOf(request).principal);
      const { items, total } = await findDivisions(
        database,
        { divisions: askedDivisions(visible, undefined), ids: query.id, name: query.name },
        { skip: page.skip, size: page.size, isDescending: query.sortOrder.startsWith('d') },
      );
      const counts = query.objectCount
        ? await Promise.all(items.map(({ _id }) => countObjects(database, _id)))
        : [];
      const entities = items.map((division, at) => toDivision(division, counts[at]));
      return listingOf(request.url, page, { entities, total });
    },
  );
}

function addHome(server: ApiServer, { database }: ApiParts): void {
  server.get(
    `${paths.division}/home`,
    {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'The Home division', response: { 200: DivisionEntity, ...ErrorAnswers } },
    },
    async () => {
      const home = await findDivision(database, HOME_DIVISION);
      if (!home) throw notFound();
      return toDivision(home);
    },
  );
}

function addLimit(server: ApiServer): void {
  server.get(
    `${paths.division}/limit`,
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'How many divisions there may be',
        response: { 200: Type.Integer(), ...ErrorAnswers },
      },
    },
    () => Promise.resolve(MAX_DIVISIONS),
  );
}

function addPermitted(server: ApiServer, { database }: ApiParts): void {
  server.get(
    '/api/v2/authorization/divisionspermitted/me',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Divisions in which the caller has a permission',
        querystring: Type.Object(
          { permission: Type.String({ maxLength: 200 }), name },
          { additionalProperties: false },
        ),
        response: { 200: Type.Array(DivisionEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { permission, name: part } = request.query;
      if (!isPermission(permission))
        throw apiError(
          400,
          'invalid.query.param.value',
          `"${permission}" is not a permission; expected one such as outbound:contactList:view.`,
          'permission',
        );
      const held = divisionsWith(callerOf(request).principal, permission);
      const { items } = await findDivisions(
        database,
        { divisions: askedDivisions(held, undefined), name: part },
        { skip: 0, size: MAX_DIVISIONS, isDescending: false },
      );
      return items.map((division) => toDivision(division));
    },
  );
}
