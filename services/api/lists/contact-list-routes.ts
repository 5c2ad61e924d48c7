/** One contact list: made, read, changed as a whole, deleted; and how its latest import stands. */
import Type from 'typebox';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';
import { requireDivisionOf, thingFor } from '../access/thing-in-division.ts';
import type { ApiParts } from '../api-parts.ts';
import { notFound, refusal } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { withDivisionName } from '../http/division-names.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { paths } from '../http/refs.ts';
import { requireVersion } from '../http/require-version.ts';
import { inWordsOf, type Renames } from '../http/sent-fields.ts';
import { contactListKind, listAccess } from './contact-list-access.ts';
import {
  columnFaultsOf,
  creationOf,
  fixedFaultsOf,
  listChangeOf,
  toContactList,
} from './contact-list-entity.ts';
import { ContactListBody, ContactListEntity, IncludeQuery, type Include } from './contact-list-schema.ts';
import { ImportStatus } from './import-status.ts';
import { importStatusOf, jobsOf } from './latest-import.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const tags = ['Contact lists'];
const params = Type.Object({ contactListId: Type.String() });
const response = { 200: ContactListEntity, ...ErrorAnswers };
const oneUrl = `${paths.contactList}/:contactListId`;
const plain: Include = { includeImportStatus: false, includeSize: false };
const FIELDS: Renames = [[/^whatsappColumns/, 'whatsAppColumns']];

export function addContactListRoutes(server: ApiServer, parts: ApiParts): void {
  addCreate(server, parts);
  addGet(server, parts);
  addChange(server, parts);
  addDelete(server, parts);
  addImportStatus(server, parts);
}

function addCreate(server: ApiServer, { database, execute }: ApiParts): void {
  server.post(
    paths.contactList,
    {
      config: { access: listAccess('add') },
      schema: { tags, summary: 'Makes a contact list', body: ContactListBody, response },
    },
    async (request) => {
      const { body } = request;
      requireDivisionOf(contactListKind, callerOf(request), body.division?.id ?? HOME_DIVISION);
      const faults = columnFaultsOf(body);
      if (faults.length > 0) throw refusal(faults);
      const id = execute.newId(request);
      await inWordsOf(FIELDS, execute.command(request, id, creationOf(body)));
      return getEntity(database, id);
    },
  );
}

function addGet(server: ApiServer, { database }: ApiParts): void {
  server.get(
    oneUrl,
    {
      config: { access: listAccess('view') },
      schema: {
        tags,
        summary: 'A contact list',
        params,
        querystring: Type.Object(IncludeQuery, { additionalProperties: false }),
        response,
      },
    },
    async (request) => {
      const list = await thingFor(contactListKind, database, callerOf(request), request.params.contactListId);
      return withDivisionName(database, toContactList(list, await jobsOf(database, [list]), request.query));
    },
  );
}

function addChange(server: ApiServer, { database, execute }: ApiParts): void {
  server.put(
    oneUrl,
    {
      config: { access: listAccess('edit') },
      schema: { tags, summary: 'Changes a contact list', params, body: ContactListBody, response },
    },
    async (request) => {
      const { body } = request;
      const present = await thingFor(
        contactListKind,
        database,
        callerOf(request),
        request.params.contactListId,
      );
      const version = requireVersion(body.version, 'contact list', present.version);
      const faults = fixedFaultsOf(present, body);
      if (faults.length > 0) throw refusal(faults);
      const change = listChangeOf(present, body, version);
      if (change) await inWordsOf(FIELDS, execute.command(request, present._id, change));
      return getEntity(database, present._id);
    },
  );
}

function addDelete(server: ApiServer, { database, execute }: ApiParts): void {
  server.delete(
    oneUrl,
    {
      config: { access: listAccess('delete') },
      schema: {
        tags,
        summary: 'Deletes a contact list with its contacts',
        params,
        response: { 200: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { _id } = await thingFor(
        contactListKind,
        database,
        callerOf(request),
        request.params.contactListId,
      );
      await execute.command(request, _id, { type: 'DeleteContactList', contactListId: _id });
      return reply.code(200).send(null);
    },
  );
}

function addImportStatus(server: ApiServer, { database }: ApiParts): void {
  server.get(
    `${oneUrl}/importstatus`,
    {
      config: { access: listAccess('view') },
      schema: {
        tags,
        summary: 'How the latest import of a contact list stands',
        params,
        response: { 200: ImportStatus, ...ErrorAnswers },
      },
    },
    async (request) => {
      const list = await thingFor(contactListKind, database, callerOf(request), request.params.contactListId);
      return importStatusOf(list, await jobsOf(database, [list]));
    },
  );
}

const getEntity = async (database: Database, id: string) => {
  const list = await findContactList(database, id);
  if (!list) throw notFound();
  return withDivisionName(database, toContactList(list, new Map(), plain));
};
