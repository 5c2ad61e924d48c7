/** Roles that users and clients hold in divisions: shown, granted, revoked. */
import Type from 'typebox';
import type { FastifyRequest } from 'fastify';
import type {
  ClientDocument,
  RoleGrant,
  UserDocument,
} from '../../../schemas/collections/access-collections.ts';
import { changeRolesOf } from '../../access/change-people.ts';
import {
  grantsOf,
  rolesInDivisions,
  withoutRoles,
  withRoles,
  type RoleInDivision,
} from '../../access/granted-roles.ts';
import { changeRolesOfClient } from '../../access/programs.ts';
import { findClient, findUser } from '../../access/store.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { actorOf } from '../access/actor.ts';
import type { ApiParts } from '../api-parts.ts';
import { notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { GrantEntity, grantEntities, RoleDivisions } from './grant-entity.ts';
import { requireGivable } from './may-give.ts';

const tags = ['Grants'];
const URL = '/api/v2/authorization/subjects';
const oneUrl = `${URL}/:subjectId`;
const params = Type.Object({ subjectId: Type.String() });
const done = { 204: Type.Null(), ...ErrorAnswers };
const ofSubject = Type.Object(
  { subjectType: Type.Optional(Type.String({ description: 'Found by the id alone.' })) },
  { additionalProperties: false },
);
const Grants = Type.Object({ grants: RoleDivisions }, { additionalProperties: false });
const Subject = Type.Object({
  id: Type.String(),
  name: Type.String(),
  grants: Type.Array(GrantEntity),
  selfUri: Type.String(),
});
const includeDuplicates = Type.Optional(Type.Boolean({ description: 'There are none.' }));

export function addGrantRoutes(server: ApiServer, parts: ApiParts): void {
  addGet(server, parts);
  addOne(server, parts);
  addBulk(server, parts);
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  const querystring = Type.Object({ includeDuplicates }, { additionalProperties: false });
  const response = { 200: Subject, ...ErrorAnswers };
  const show = async (request: FastifyRequest, id: string) => {
    const { account } = await subjectOf(database, id);
    const grants = await grantEntities(database, callerOf(request).principal, [account]);
    return { id, name: account.name, grants: grants.get(id) ?? [], selfUri: `${URL}/${id}` };
  };
  server.get(
    `${URL}/me`,
    {
      config: { access: 'signed-in' },
      schema: { tags, summary: 'The roles that the caller holds', querystring, response },
    },
    (request) => show(request, callerOf(request).principal.id),
  );
  server.get(
    oneUrl,
    {
      config: { access: { all: ['authorization:grant:view'] } },
      schema: { tags, summary: 'The roles that a user or client holds', params, querystring, response },
    },
    (request) => show(request, request.params.subjectId),
  );
}

function addOne(server: ApiServer, parts: ApiParts): void {
  const url = `${oneUrl}/divisions/:divisionId/roles/:roleId`;
  const ofOne = Type.Object({ ...params.properties, divisionId: Type.String(), roleId: Type.String() });
  server.post(
    url,
    {
      config: { access: { all: ['authorization:grant:add'] } },
      schema: {
        ...{ tags, summary: 'Grants a role in a division' },
        ...{ params: ofOne, querystring: ofSubject, response: done },
      },
    },
    async (request, reply) => {
      const { subjectId, divisionId, roleId } = request.params;
      await change(parts, request, subjectId, 'GrantRoles', [{ divisionId, roleId }]);
      return reply.code(204).send(null);
    },
  );
  server.delete(
    url,
    {
      config: { access: { all: ['authorization:grant:delete'] } },
      schema: { tags, summary: 'Revokes a role in a division', params: ofOne, response: done },
    },
    async (request, reply) => {
      const { subjectId, divisionId, roleId } = request.params;
      await change(parts, request, subjectId, 'RevokeRoles', [{ divisionId, roleId }]);
      return reply.code(204).send(null);
    },
  );
}

function addBulk(server: ApiServer, parts: ApiParts): void {
  for (const [word, action, access, summary] of [
    ['bulkadd', 'GrantRoles', ['authorization:grant:add'], 'Grants several roles'],
    ['bulkremove', 'RevokeRoles', ['authorization:grant:delete'], 'Revokes several roles'],
    [
      'bulkreplace',
      'ReplaceRoles',
      ['authorization:grant:add', 'authorization:grant:delete'],
      'Grants and revokes, until exactly these roles are held',
    ],
  ] as const)
    server.post(
      `${oneUrl}/${word}`,
      {
        config: { access: { all: access } },
        schema: { tags, summary, params, querystring: ofSubject, body: Grants, response: done },
      },
      async (request, reply) => {
        await change(parts, request, request.params.subjectId, action, request.body.grants);
        return reply.code(204).send(null);
      },
    );
}

type Action = 'GrantRoles' | 'RevokeRoles' | 'ReplaceRoles';

/** @throws ApiError 404 without the subject; 400 or 403 for roles that the caller cannot give or take */
async function change(
  parts: ApiParts,
  request: FastifyRequest,
  id: string,
  action: Action,
  asked: readonly RoleInDivision[],
): Promise<void> {
  const { database, now } = parts;
  const { kind, account } = await subjectOf(database, id);
  const next = nextOf(action, asked);
  const after = next(account.grants);
  const attempt = { kind, id, name: account.name, action };
  const more = withoutRoles(after, rolesInDivisions(account.grants));
  const fewer = withoutRoles(account.grants, rolesInDivisions(after));
  if (more.length > 0) await requireGivable(parts, request, attempt, rolesInDivisions(more), 'add');
  if (fewer.length > 0) await requireGivable(parts, request, attempt, rolesInDivisions(fewer), 'delete');
  const carryOut = kind === 'user' ? changeRolesOf : changeRolesOfClient;
  await carryOut(database, id, action, next, new Date(now()), actorOf(request));
}

const nextOf =
  (action: Action, asked: readonly RoleInDivision[]) =>
  (grants: readonly RoleGrant[]): RoleGrant[] =>
    action === 'GrantRoles'
      ? withRoles(grants, asked)
      : action === 'RevokeRoles'
        ? withoutRoles(grants, asked)
        : grantsOf(asked);

type SubjectFound = { kind: 'user'; account: UserDocument } | { kind: 'client'; account: ClientDocument };

/** @throws ApiError 404 */
async function subjectOf(database: Database, id: string): Promise<SubjectFound> {
  const user = await findUser(database, id);
  if (user) return { kind: 'user', account: user };
  const client = await findClient(database, id);
  if (client) return { kind: 'client', account: client };
  throw notFound();
}
