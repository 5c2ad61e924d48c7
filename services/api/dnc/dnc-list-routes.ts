/** One DNC list: made, read, changed as a whole, deleted; and how its latest import stands. */
import Type from 'typebox';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { findDncList } from '../../queries/lists/find-dnc-lists.ts';
import { requireDivisionOf } from '../access/thing-in-division.ts';
import type { ApiParts } from '../api-parts.ts';
import { refusal } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { withDivisionName } from '../http/division-names.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { paths } from '../http/refs.ts';
import { requireVersion } from '../http/require-version.ts';
import { IncludeQuery, type Include } from '../lists/contact-list-schema.ts';
import { ImportStatus } from '../lists/import-status.ts';
import { importStatusOf, jobsOf } from '../lists/latest-import.ts';
import { dncListAccess, dncListFor, dncListKind, noDncList } from './dnc-list-access.ts';
import { creationOf, dncListChangeOf, fixedFaultsOf, sourceFaults, toDncList } from './dnc-list-entity.ts';
import { DncListBody, DncListEntity } from './dnc-list-schema.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const tags = ['DNC lists'];
const params = Type.Object({ dncListId: Type.String() });
const response = { 200: DncListEntity, ...ErrorAnswers };
const oneUrl = `${paths.dncList}/:dncListId`;
const plain: Include = { includeImportStatus: false, includeSize: false };

export function addDncListRoutes(server: ApiServer, parts: ApiParts): void {
  addCreate(server, parts);
  addGet(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
  addImportStatus(server, parts);
}

function addCreate(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    paths.dncList,
    {
      config: { access: dncListAccess('add') },
      schema: { tags, summary: 'Makes a DNC list', body: DncListBody, response },
    },
    async (request) => {
      const { body } = request;
      requireDivisionOf(dncListKind, callerOf(request), body.division?.id ?? HOME_DIVISION);
      const faults = sourceFaults(body);
      if (faults.length > 0) throw refusal(faults);
      const id = execute.newId(request);
      await execute.command(request, id, creationOf(body));
      return getEntity(database, id);
    },
  );
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: dncListAccess('view') },
      schema: {
        tags,
        summary: 'A DNC list',
        params,
        querystring: Type.Object(IncludeQuery, { additionalProperties: false }),
        response,
      },
    },
    async (request) => {
      const list = await dncListFor(database, callerOf(request), request.params.dncListId);
      return withDivisionName(database, toDncList(list, await jobsOf(database, [list]), request.query));
    },
  );
}

function addChange(server: ApiServer, { database, execute }: ApiParts): void {
  server.put(
    oneUrl,
    {
      config: { access: dncListAccess('edit') },
      schema: { tags, summary: 'Changes a DNC list', params, body: DncListBody, response },
    },
    async (request) => {
      const { body } = request;
      const present = await dncListFor(database, callerOf(request), request.params.dncListId);
      const version = requireVersion(body.version, 'DNC list', present.version);
      const faults = [...sourceFaults({ ...present, ...body }), ...fixedFaultsOf(present, body)];
      if (faults.length > 0) throw refusal(faults);
      const change = dncListChangeOf(present, body, version);
      if (change) await execute.command(request, present._id, change);
      return getEntity(database, present._id);
    },
  );
}

function addDelete(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: dncListAccess('delete') },
      schema: {
        tags,
        summary: 'Deletes a DNC list with its numbers',
        params,
        response: { 200: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id } = await dncListFor(database, callerOf(request), request.params.dncListId);
      await execute.command(request, _id, { type: 'DeleteDncList', dncListId: _id });
      return reply.code(200).send(null);
    },
  );
}

function addImportStatus(server: ApiServer, { database }: ApiParts): void {
  server.get(
    `${oneUrl}/importstatus`,
    {
      config: { access: dncListAccess('view') },
      schema: {
        tags,
        summary: 'How the latest import of a DNC list stands',
        params,
        response: { 200: ImportStatus, ...ErrorAnswers },
      },
    },
    async (request) => {
      const list = await dncListFor(database, callerOf(request), request.params.dncListId);
      return importStatusOf(list, await jobsOf(database, [list]));
    },
  );
}

const getEntity = async (database: Database, id: string): Promise<DncListEntity> => {
  const list = await findDncList(database, id);
  if (!list) throw noDncList();
  return withDivisionName(database, toDncList(list, new Map(), plain));
};
