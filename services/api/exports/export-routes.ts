/**
 * Exports of contact lists and DNC lists: asked for, looked up, downloaded as CSV. The file is made while it
 * is downloaded, a page of records at a time: nothing is stored of it, and it tells what holds then.
 */
import Type, { type Static } from 'typebox';
import type { FastifyRequest } from 'fastify';
import type { ContactListDocument, DncListDocument, ExportDocument } from '../../../schemas/collections.ts';
import { csvOf } from '../../queries/csv-rows.ts';
import { contactRows, dncRows, type Rows } from '../../queries/exports.ts';
import type { Access } from '../access/access.ts';
import type { ApiParts } from '../api-parts.ts';
import { listFor as contactListFor } from '../contacts/contact-access.ts';
import { Criteria } from '../contacts/contact-schema.ts';
import { dncListFor } from '../dnc/dnc-list-access.ts';
import { conditionOf } from '../filters/criteria.ts';
import { apiError, notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer, type Caller } from '../http/api-server.ts';
import { CsvAnswer, sendCsv } from '../http/csv-answer.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { Nullable } from '../http/nullable.ts';
import { paths, Ref } from '../http/refs.ts';
import { findExport, findLatestExport, keepExport } from './export-store.ts';

// Each caller has his own latest export of a list.

const params = Type.Object({ listId: Type.String() });

/** Contacts that are named one by one. */
const MAX_NAMED = 1_000;

const ExportRequest = Nullable(
  Type.Object(
    {
      ...Criteria,
      contactIds: Type.Optional(Nullable(Type.Array(Type.String({ maxLength: 2_000 })))),
    },
    { additionalProperties: false },
  ),
);
type ExportRequest = Exclude<Static<typeof ExportRequest>, null>;

const ExportUri = Type.Object({
  uri: Type.String({ description: 'Where the file is; it asks for the same permissions.' }),
  exportTimestamp: Type.String({
    description: 'When it was asked for. The file tells what holds when it is read.',
  }),
});

type List = ContactListDocument | DncListDocument;
type Exported<L extends List> = {
  readonly kind: ExportDocument['kind'];
  readonly tag: string;
  readonly path: string;
  readonly access: Exclude<Access, string>;
  readonly listFor: (caller: Caller, id: string) => Promise<L>;
  /** @throws ApiError for a request that cannot be met */
  readonly rows: (list: L, request: ExportRequest | null) => Promise<Rows>;
};

export function addExportRoutes(server: ApiServer, parts: ApiParts): void {
  const { database, now } = parts;
  addExport<ContactListDocument>(server, parts, {
    kind: 'CONTACTS',
    tag: 'Contact lists',
    path: paths.contactList,
    access: { all: ['outbound:contact:view', 'outbound:contactList:view'] },
    listFor: (caller, id) => contactListFor(database, caller, id),
    rows: async (list, request) => {
      const condition = await conditionOf(database, list, request ?? {}, now());
      const { contactIds = null } = request ?? {};
      if (contactIds !== null && contactIds.length > MAX_NAMED)
        throw apiError(
          400,
          'too.many.contacts.requested',
          `Only ${MAX_NAMED} contacts can be named; found ${contactIds.length}.`,
          'contactIds',
        );
      return contactRows(database, list, condition, contactIds);
    },
  });
  addExport<DncListDocument>(server, parts, {
    kind: 'DNC',
    tag: 'DNC lists',
    path: paths.dncList,
    access: { all: ['outbound:dnc:view', 'outbound:dncList:view'] },
    listFor: (caller, id) => dncListFor(database, caller, id),
    rows: async (list) => dncRows(database, list, new Date(now())),
  });
}

function addExport<L extends List>(server: ApiServer, parts: ApiParts, exported: Exported<L>): void {
  addRequest(server, parts, exported);
  addLatest(server, parts, exported);
  addDownload(server, parts, exported);
}

function addRequest<L extends List>(
  server: ApiServer,
  { database, execute, now }: ApiParts,
  { kind, tag, path, access, listFor, rows }: Exported<L>,
): void {
  server.post(
    urlOf(path),
    {
      config: { access },
      schema: {
        tags: [tag],
        summary: 'Asks for an export',
        params,
        ...(kind === 'CONTACTS' ? { body: ExportRequest } : {}),
        response: { 200: Ref, ...ErrorAnswers },
      },
    },
    async (request) => {
      const list = await listFor(callerOf(request), request.params.listId);
      const wanted = (kind === 'CONTACTS' ? request.body : null) as ExportRequest | null;
      await rows(list, wanted); // what cannot be met is told now
      const _id = execute.newId(request);
      await keepExport(database, {
        ...{ _id, kind, listId: list._id, owner: ownerOf(request) },
        request: wanted ? JSON.stringify(wanted) : null,
        at: new Date(now()),
      });
      return { id: _id, name: list.name, selfUri: fileUri(path, list._id, _id) };
    },
  );
}

function addLatest<L extends List>(
  server: ApiServer,
  { database, settings }: ApiParts,
  { tag, path, access, listFor }: Exported<L>,
): void {
  server.get(
    urlOf(path),
    {
      config: { access },
      schema: {
        tags: [tag],
        summary: 'Where the caller’s latest export of the list is',
        description: 'An export can be downloaded for a day.',
        params,
        querystring: Type.Object(
          { download: Type.Boolean({ default: false, description: 'Sends on to the file itself.' }) },
          { additionalProperties: false },
        ),
        response: { 200: ExportUri, 302: Type.Null(), ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const list = await listFor(callerOf(request), request.params.listId);
      const latest = await findLatestExport(database, list._id, ownerOf(request));
      if (!latest) throw noExport();
      const uri = `${settings.api.publicUrl}${fileUri(path, list._id, latest._id)}`;
      if (request.query.download) return reply.redirect(uri, 302);
      return { uri, exportTimestamp: latest.at.toISOString() };
    },
  );
}

function addDownload<L extends List>(
  server: ApiServer,
  { database }: ApiParts,
  { tag, path, access, listFor, rows }: Exported<L>,
): void {
  server.get(
    `${urlOf(path)}/:exportId`,
    {
      config: { access },
      schema: {
        tags: [tag],
        summary: 'An export as a CSV file',
        params: Type.Object({ listId: Type.String(), exportId: Type.String() }),
        response: { 200: CsvAnswer, ...ErrorAnswers },
      },
    },
    async (request, reply) => {
      const { listId, exportId } = request.params;
      const list = await listFor(callerOf(request), listId);
      const wanted = await findExport(database, exportId);
      if (!wanted || wanted.listId !== list._id || wanted.owner !== ownerOf(request)) throw noExport();
      const asked = wanted.request === null ? null : (JSON.parse(wanted.request) as ExportRequest);
      const { columns, rows: content } = await rows(list, asked);
      return sendCsv(reply, list.name, csvOf(content, columns));
    },
  );
}

const urlOf = (path: string): string => `${path}/:listId/export`;

const fileUri = (path: string, listId: string, exportId: string): string =>
  `${path}/${encodeURIComponent(listId)}/export/${encodeURIComponent(exportId)}`;

const ownerOf = (request: FastifyRequest): string => {
  const { kind, id } = callerOf(request).principal;
  return `${kind}:${id}`;
};

const noExport = () =>
  notFound('no.available.list.export.uri', 'There is no export of the list to download.');
