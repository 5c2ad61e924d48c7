/** OAuth clients: programs that call the API. They lie in no division. */
import Type from 'typebox';
import type { FastifyRequest } from 'fastify';
import type { ClientDocument } from '../../../schemas/collections/access-collections.ts';
import { grantsOf, withoutRoles, rolesInDivisions } from '../../access/granted-roles.ts';
import { deleteClient, getClientById, makeClient, renewSecret, updateClient } from '../../access/programs.ts';
import { findClientPage } from '../../queries/accounts.ts';
import { actorOf } from '../access/actor.ts';
import type { ApiParts } from '../api-parts.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { ListingOf, listingOf, PageQuery, pageOf } from '../http/paging.ts';
import { paths } from '../http/refs.ts';
import { ClientBody, ClientEntity, clientEntities } from './client-entity.ts';
import { requireGivable, requireNotAbove, requireOther } from './may-give.ts';

const tags = ['OAuth clients'];
const params = Type.Object({ clientId: Type.String() });
const oneUrl = `${paths.client}/:clientId`;
const response = { 200: ClientEntity, ...ErrorAnswers };

export function addClientRoutes(server: ApiServer, parts: ApiParts): void {
  addList(server, parts);
  addCreate(server, parts);
  addGet(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
  addSecret(server, parts);
}

function addList(server: ApiServer, parts: ApiParts): void {
  server.get(
    paths.client,
    {
      config: { access: { all: ['oauth:client:view'] } },
      schema: {
        tags,
        summary: 'OAuth clients, by name',
        querystring: Type.Object(
          {
            ...PageQuery,
            // official clients ask for no page
            pageSize: { ...PageQuery.pageSize, default: 100 },
            name: Type.Optional(Type.String({ maxLength: 200, description: 'Ours: contained in the name.' })),
          },
          { additionalProperties: false },
        ),
        response: { 200: ListingOf(ClientEntity), ...ErrorAnswers },
      },
    },
    async (request) => {
      const page = pageOf(request.query);
      const { items, total } = await findClientPage(parts.database, request.query.name, {
        ...{ skip: page.skip, size: page.size, isDescending: false },
      });
      return listingOf(request.url, page, { entities: await entitiesOf(parts, request, items), total });
    },
  );
}

function addCreate(server: ApiServer, parts: ApiParts): void {
  server.post(
    paths.client,
    {
      config: { access: { all: ['oauth:client:add'] } },
      schema: {
        tags,
        summary: 'Makes an OAuth client; its secret is shown once',
        body: ClientBody,
        response,
      },
    },
    async (request, reply) => {
      const { name, description = '', state = 'active', roleDivisions = [] } = request.body;
      const attempt = { kind: 'client', id: name.slice(0, 200), name, action: 'CreateClient' } as const;
      if (roleDivisions.length > 0) await requireGivable(parts, request, attempt, roleDivisions, 'add');
      const { client, secret } = await makeClient(
        parts.database,
        { name, description, grants: grantsOf(roleDivisions), active: state === 'active' },
        new Date(parts.now()),
        actorOf(request),
      );
      void reply.header('cache-control', 'no-store');
      return { ...(await entityOf(parts, request, client)), secret };
    },
  );
}

function addGet(server: ApiServer, parts: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: { all: ['oauth:client:view'] } },
      schema: { tags, summary: 'An OAuth client', params, response },
    },
    async (request) => entityOf(parts, request, await getClientById(parts.database, request.params.clientId)),
  );
}

function addChange(server: ApiServer, parts: ApiParts): void {
  server.put(
    oneUrl,
    {
      config: { access: { all: ['oauth:client:edit'] } },
      schema: {
        tags,
        summary: 'Changes an OAuth client; one that is made inactive is out at once',
        description: 'Description, roles and state stay when they are left out.',
        params,
        body: ClientBody,
        response,
      },
    },
    async (request) => {
      const { name, description, state, roleDivisions } = request.body;
      const present = await clientFor(parts, request, 'UpdateClient');
      const { _id } = present;
      if (state === 'inactive') requireOther(request, _id, 'disable');
      const grants = roleDivisions && grantsOf(roleDivisions);
      if (grants) {
        const attempt = { kind: 'client', id: _id, name: present.name, action: 'UpdateClient' } as const;
        const held = rolesInDivisions(present.grants);
        const more = rolesInDivisions(withoutRoles(grants, held));
        const fewer = rolesInDivisions(withoutRoles(present.grants, rolesInDivisions(grants)));
        if (more.length > 0) await requireGivable(parts, request, attempt, more, 'add');
        if (fewer.length > 0) await requireGivable(parts, request, attempt, fewer, 'delete');
      }
      const change = {
        name,
        ...(description === undefined ? {} : { description }),
        ...(grants === undefined ? {} : { grants }),
        ...(state === undefined ? {} : { active: state === 'active' }),
      };
      const at = new Date(parts.now());
      const changed = await updateClient(parts.database, _id, change, at, actorOf(request));
      return entityOf(parts, request, changed);
    },
  );
}

function addDelete(server: ApiServer, parts: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: { all: ['oauth:client:delete'] } },
      schema: {
        tags,
        summary: 'Deletes an OAuth client, which is out at once',
        params,
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id } = await clientFor(parts, request, 'DeleteClient');
      requireOther(request, _id, 'delete');
      await deleteClient(parts.database, _id, new Date(parts.now()), actorOf(request));
      return reply.code(204).send(null);
    },
  );
}

function addSecret(server: ApiServer, parts: ApiParts): void {
  server.post(
    `${oneUrl}/secret`,
    {
      config: { access: { all: ['oauth:client:edit'] } },
      schema: {
        tags,
        summary: 'Gives a client a new secret, shown once; the old one stops working at once',
        params,
        response,
      },
    },
    async (request, reply) => {
      const client = await clientFor(parts, request, 'RenewClientSecret');
      const at = new Date(parts.now());
      const secret = await renewSecret(parts.database, client._id, at, actorOf(request));
      void reply.header('cache-control', 'no-store');
      return { ...(await entityOf(parts, request, client)), secret };
    },
  );
}

/** @throws Refused when there is none; ApiError 403 for one that may do what the caller may not */
async function clientFor(parts: ApiParts, request: FastifyRequest, action: string): Promise<ClientDocument> {
  const client = await getClientById(parts.database, (request.params as { clientId: string }).clientId);
  await requireNotAbove(
    parts,
    request,
    { kind: 'client', id: client._id, name: client.name, action },
    client,
  );
  return client;
}

const entitiesOf = (
  { database, settings }: ApiParts,
  request: FastifyRequest,
  clients: readonly ClientDocument[],
): Promise<ClientEntity[]> =>
  clientEntities(database, callerOf(request).principal, clients, settings.api.tokenMs);

async function entityOf(
  parts: ApiParts,
  request: FastifyRequest,
  client: ClientDocument,
): Promise<ClientEntity> {
  const [entity] = await entitiesOf(parts, request, [client]);
  if (!entity) throw new Error('a client has no entity');
  return entity;
}
