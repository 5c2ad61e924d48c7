/** Divisions: made, read, changed, deleted. */
import Type from 'typebox';
import { isIn } from '../../access/principal.ts';
import type { DivisionDocument } from '../../../schemas/collections.ts';
import { countObjects, findDivision } from '../../queries/divisions/divisions.ts';
import type { ApiParts } from '../api-parts.ts';
import { notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer, type Caller } from '../http/api-server.ts';
import { requireDivision } from '../access/access.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { paths } from '../http/refs.ts';
import { permissions } from '../../access/permissions.ts';
import { DivisionBody, DivisionEntity, toDivision, visibleDivisions } from './division-entity.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const tags = ['Divisions'];
const params = Type.Object({ divisionId: Type.String() });
const response = { 200: DivisionEntity, ...ErrorAnswers };
const oneUrl = `${paths.division}/:divisionId`;

export function addDivisionRoutes(server: ApiServer, parts: ApiParts): void {
  addCreate(server, parts);
  addGet(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
}

function addCreate(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    paths.division,
    {
      config: { access: { all: ['authorization:division:add', 'authorization:grant:add'] } },
      schema: { tags, summary: 'Makes a division', body: DivisionBody, response },
    },
    async (request) => {
      const { name, description } = request.body;
      const id = execute.newId(request);
      await execute.command(request, id, {
        type: 'SaveDivision',
        ...{ version: null, name, description: description ?? '' },
      });
      return getEntity(database, id);
    },
  );
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'A division',
        params,
        querystring: Type.Object(
          { objectCount: Type.Boolean({ default: false }) },
          { additionalProperties: false },
        ),
        response,
      },
    },
    async (request) => {
      const { divisionId } = request.params;
      if (!isIn(visibleDivisions(callerOf(request).principal), divisionId)) throw notFound();
      const division = await getEntity(database, divisionId);
      if (!request.query.objectCount) return division;
      return { ...division, objectCounts: await countObjects(database, divisionId) };
    },
  );
}

function addChange(server: ApiServer, { database, execute }: ApiParts): void {
  server.put(
    oneUrl,
    {
      config: { access: { all: ['authorization:division:edit'] } },
      schema: { tags, summary: 'Renames or describes a division', params, body: DivisionBody, response },
    },
    async (request) => {
      const { name, description, version } = request.body;
      const present = await divisionFor(database, callerOf(request), request.params.divisionId);
      await execute.command(request, present._id, {
        type: 'SaveDivision',
        name,
        version: version ?? present.version,
        description: description === undefined ? present.description : (description ?? ''),
      });
      return getEntity(database, present._id);
    },
  );
}

function addDelete(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: { all: ['authorization:division:delete'] } },
      schema: {
        tags,
        summary: 'Deletes an empty division',
        params,
        querystring: Type.Object(
          { force: Type.Boolean({ default: false, description: 'Not served: only an empty one goes.' }) },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id: divisionId } = await divisionFor(database, callerOf(request), request.params.divisionId);
      await execute.command(request, divisionId, { type: 'DeleteDivision', divisionId });
      return reply.code(204).send(null);
    },
  );
}

const getEntity = async (database: Database, id: string): Promise<DivisionEntity> => {
  const division = await findDivision(database, id);
  if (!division) throw notFound();
  return toDivision(division);
};

/** @throws ApiError 404 unless the caller may see it; 403 unless he may change it */
const divisionFor = async (database: Database, caller: Caller, id: string): Promise<DivisionDocument> => {
  const division = await findDivision(database, id);
  if (!division) throw notFound();
  requireDivision(caller, id, permissions);
  return division;
};
