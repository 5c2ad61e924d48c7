/** Roles: those that are built in, and those that were made here. They lie in no division; holding one does. */
import Type from 'typebox';
import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { deleteRole, getOwnRole, makeRole, updateRole } from '../../access/own-roles.ts';
import { findRoles } from '../../access/role-store.ts';
import { builtInRoles } from '../../access/roles.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { countUsersWith, findOwnRoles } from '../../queries/accounts.ts';
import { actorOf } from '../access/actor.ts';
import type { ApiParts } from '../api-parts.ts';
import { notFound } from '../http/api-error.ts';
import type { ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, PageQuery, pageOf } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { requireRoleHeld } from './may-give.ts';
import { toPatterns } from './permission-policies.ts';
import { ofDocument, RoleBody, RoleEntity, RolePatch, toRole, type AnyRole } from './role-entity.ts';
import { rolesMatching } from './roles-matching.ts';

const tags = ['Roles'];
const params = Type.Object({ roleId: Type.String() });
const oneUrl = `${paths.role}/:roleId`;
const response = { 200: RoleEntity, ...ErrorAnswers };
const several = Type.Optional(Type.Array(Type.String(), { maxItems: 100 }));
const notUsed = Type.Optional(Type.String({ description: 'Not used.' }));
const counted = Type.Boolean({ default: true, description: 'Counts the users who hold the role.' });
const RoleQuery = Type.Object(
  {
    ...{ ...PageQuery, id: several, permission: several, defaultRoleId: several, expand: several },
    name: Type.Optional(Type.String({ maxLength: 200, description: 'Contained in the name.' })),
    ...{ userCount: counted, sortBy: notUsed, nextPage: notUsed, previousPage: notUsed },
  },
  { additionalProperties: false },
);

export function addRoleRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addCreate(server, parts);
  addGet(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
}

function addList(server: ApiServer, { database }: ApiParts): void {
  server.get(
    paths.role,
    {
      config: { access: { all: ['authorization:role:view'] } },
      schema: {
        tags,
        summary: 'Roles, those that are built in first',
        querystring: RoleQuery,
        response: { 200: ListingOf(RoleEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const { query } = request;
      const page = pageOf(query);
      const builtIn = builtInRoles.map((role) => ({ ...role, isBuiltIn: true }));
      const found = rolesMatching([...builtIn, ...(await findOwnRoles(database)).map(ofDocument)], query);
      const shown = found.slice(page.skip, page.skip + page.size);
      const entities = await Promise.all(shown.map((role) => withCount(database, role, query.userCount)));
      return listingOf(request.url, page, { entities, total: found.length });
    },
  );
}

function addCreate(server: ApiServer, parts: ApiParts): void {
  server.post(
    paths.role,
    {
      config: { access: { all: ['authorization:role:add'] } },
      schema: { tags, summary: 'Makes a role', body: RoleBody, response },
    },
    async (request) => {
      const { name, description = '', permissionPolicies = [] } = request.body;
      const permissions = toPatterns(permissionPolicies);
      const attempt = {
        kind: 'role',
        id: randomUUID(),
        name: name.slice(0, 200),
        action: 'CreateRole',
      } as const;
      await requireRoleHeld(parts, request, attempt, permissions);
      const at = new Date(parts.now());
      const role = await makeRole(parts.database, { name, description, permissions }, at, actorOf(request));
      return toRole(ofDocument(role));
    },
  );
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: { all: ['authorization:role:view'] } },
      schema: {
        tags,
        summary: 'A role',
        params,
        querystring: Type.Object({ userCount: counted, expand: several }, { additionalProperties: false }),
        response,
      },
    },
    async (request) => {
      const { roleId } = request.params;
      const builtIn = builtInRoles.find(({ id }) => id === roleId);
      if (builtIn) return withCount(database, { ...builtIn, isBuiltIn: true }, request.query.userCount);
      const [own] = await findRoles(database, [roleId]);
      if (!own) throw notFound();
      return withCount(database, ofDocument(own), request.query.userCount);
    },
  );
}

function addChange(server: ApiServer, parts: ApiParts): void {
  for (const [method, body, summary] of [
    ['PUT', RoleBody, 'Changes a role; whoever holds it has what it gives now'],
    ['PATCH', RolePatch, 'Changes a part of a role'],
  ] as const)
    server.route({
      method,
      url: oneUrl,
      config: { access: { all: ['authorization:role:edit'] } },
      schema: { tags, summary, description: 'What is left out stays.', params, body, response },
      handler: async (request) => {
        const { name, description, permissionPolicies } = request.body;
        const present = await roleFor(parts, request, 'UpdateRole');
        const permissions = permissionPolicies && toPatterns(permissionPolicies);
        const attempt = { kind: 'role', id: present._id, name: present.name, action: 'UpdateRole' } as const;
        if (permissions) await requireRoleHeld(parts, request, attempt, permissions);
        const change = {
          ...(name === undefined ? {} : { name }),
          ...(description === undefined ? {} : { description }),
          ...(permissions === undefined ? {} : { permissions }),
        };
        const at = new Date(parts.now());
        return toRole(
          ofDocument(await updateRole(parts.database, present._id, change, at, actorOf(request))),
        );
      },
    });
}

function addDelete(server: ApiServer, parts: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: { all: ['authorization:role:delete'] } },
      schema: {
        tags,
        summary: 'Deletes a role that nobody holds',
        params,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id } = await roleFor(parts, request, 'DeleteRole');
      await deleteRole(parts.database, _id, actorOf(request), new Date(parts.now()));
      return reply.code(204).send(null);
    },
  );
}

/** @throws Refused for one that is built in, and when there is none; ApiError 403 for one that gives more */
async function roleFor(parts: ApiParts, request: FastifyRequest, action: string) {
  const role = await getOwnRole(parts.database, (request.params as { roleId: string }).roleId);
  const attempt = { kind: 'role', id: role._id, name: role.name, action } as const;
  await requireRoleHeld(parts, request, attempt, role.permissions);
  return role;
}

const withCount = async (database: Database, role: AnyRole, isCounted: boolean): Promise<RoleEntity> => ({
  ...toRole(role),
  ...(isCounted ? { userCount: await countUsersWith(database, role.id) } : {}),
});
