/** Uploads by signed addresses: asked for with the caller's rights, then the file is put there, and its import begins. */
import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import type { FastifyRequest } from 'fastify';
import { loadPrincipal } from '../../access/load-principal.ts';
import { may } from '../../access/principal.ts';
import type { ContactListDocument, DncListDocument } from '../../../schemas/collections.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';
import { findDncList } from '../../queries/lists/find-dnc-lists.ts';
import type { ApiParts } from '../api-parts.ts';
import { listFor as contactListFor } from '../contacts/contact-access.ts';
import { dncListAccess, dncListFor } from '../dnc/dnc-list-access.ts';
import { apiError } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { issuerOf } from '../http/execute.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { Nullable } from '../http/nullable.ts';
import { paths } from '../http/refs.ts';
import { listAccess } from '../lists/contact-list-access.ts';
import { storeFile, useFile } from './receive-file.ts';
import { importIdOf, namesIn, startImport } from './start-import.ts';
import { createUploadLinks, type UploadLinks, type UploadOrder } from './upload-links.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

const PATH = '/uploads/v2/files';
/** A longer one would not fit into the head of a request (16 KB). */
const MAX_TOKEN = 15_000;
const notRead = Type.Optional(Type.Unknown({ description: 'Taken, and not read.' }));
const name = Type.Optional(Nullable(Type.String({ maxLength: 1_000 })));
const common = {
  contentType: Type.Enum(['text/csv']),
  id: Type.String({ minLength: 1, maxLength: 200, description: 'The list.' }),
  fileName: notRead,
  signedUrlTimeoutSeconds: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 604_800,
      default: 600,
      description: 'How long the address is good.',
    }),
  ),
  listNamePrefix: notRead,
  divisionIdForTargetContactLists: notRead,
  contactListTemplateId: notRead,
  contactListFilterId: notRead,
  importTemplateId: notRead,
  fileSpecificationTemplateId: notRead,
  retentionTypeColumn: notRead,
  retentionDaysColumn: notRead,
  retentionDateExpirationColumn: notRead,
} as const;
const ContactUpload = Type.Object(
  {
    ...common,
    contactIdName: Type.Optional(
      Nullable(
        Type.String({
          maxLength: 1_000,
          description: 'Column with the contact’s id; fixed with the first contact.',
        }),
      ),
    ),
    clearSystemData: Type.Optional(
      Nullable(
        Type.Boolean({
          description: 'What earlier messages to contacts of the file came to is shown no more.',
        }),
      ),
    ),
  },
  { additionalProperties: false },
);
const columns = Type.Optional(
  Nullable(
    Type.String({ maxLength: 10_000, description: 'Columns of the file with numbers, comma-separated.' }),
  ),
);
const DncUpload = Type.Object(
  {
    ...common,
    phoneColumns: columns,
    whatsAppColumns: columns,
    emailColumns: notRead,
    customExclusionColumns: notRead,
    expirationDateTimeColumn: name,
  },
  { additionalProperties: false },
);
const UploadUrl = Type.Object({
  url: Type.String({ description: 'PUT the file there, with the headers.' }),
  uploadKey: Type.String(),
  headers: Type.Record(Type.String(), Type.String()),
});

const summary = 'An address to which a CSV file is put; its import then begins by itself';

export function addUploadRoutes(server: ApiServer, parts: ApiParts): void {
  const { settings } = parts;
  const links = createUploadLinks(settings.api.secret);
  addContactListUpload(server, parts, links);
  addDncListUpload(server, parts, links);
  addReceive(server, parts, links);
}

function addContactListUpload(server: ApiServer, parts: ApiParts, links: UploadLinks): void {
  server.post(
    `${paths.contactList}/uploads`,
    {
      config: { access: listAccess('upload') },
      schema: {
        tags: ['Contact lists'],
        summary,
        body: ContactUpload,
        response: { 200: UploadUrl, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { id, signedUrlTimeoutSeconds = 600, contactIdName, clearSystemData } = request.body;
      const { _id } = await contactListFor(parts.database, callerOf(request), id);
      return answerTo(parts, links, request, signedUrlTimeoutSeconds, {
        kind: 'CONTACTS',
        listId: _id,
        contactIdColumn: contactIdName || null,
        clearSystemData: clearSystemData ?? false,
        phoneColumns: null,
        expirationColumn: null,
      });
    },
  );
}

function addDncListUpload(server: ApiServer, parts: ApiParts, links: UploadLinks): void {
  server.post(
    `${paths.dncList}/uploads`,
    {
      config: { access: dncListAccess('upload') },
      schema: {
        tags: ['DNC lists'],
        summary,
        body: DncUpload,
        response: { 200: UploadUrl, ...ErrorAnswers },
      },
    },
    async (request) => {
      const { body } = request;
      const { _id } = await dncListFor(parts.database, callerOf(request), body.id);
      const named = [...namesIn(body.phoneColumns), ...namesIn(body.whatsAppColumns)];
      return answerTo(parts, links, request, body.signedUrlTimeoutSeconds ?? 600, {
        kind: 'DNC',
        listId: _id,
        contactIdColumn: null,
        clearSystemData: false,
        phoneColumns: named.length > 0 ? [...new Set(named)] : null,
        expirationColumn: body.expirationDateTimeColumn || null,
      });
    },
  );
}

function addReceive(server: ApiServer, parts: ApiParts, links: UploadLinks): void {
  const { database, settings, now, execute } = parts;
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    for (const type of [/^text\/csv/, 'application/octet-stream'])
      scope.addContentTypeParser(type, (_request, _payload, done) => done(null));
    scope.put<{ Params: { uploadKey: string }; Querystring: { token: string } }>(
      `${PATH}/:uploadKey`,
      {
        config: { access: 'public', isUpload: true },
        schema: {
          tags: ['Contact lists', 'DNC lists'],
          summary: 'Takes a CSV file at an address that was given out for it',
          description:
            'The address is the permission, as long as whoever got it may still upload. The file that comes first counts; the same ' +
            'again changes nothing.',
          consumes: ['text/csv'],
          params: Type.Object({ uploadKey: Type.String() }),
          querystring: Type.Object(
            { token: Type.String({ maxLength: MAX_TOKEN }) },
            { additionalProperties: false },
          ),
          response: {
            200: Type.Object({ importId: Type.String(), listId: Type.String() }),
            ...ErrorAnswers,
          },
        },
      },
      async (request, reply) => {
        const order = links.read(request.query.token, now());
        if (order === null || order.uploadKey !== request.params.uploadKey)
          throw apiError(403, 'not.authorized', 'The address is not good for an upload, or not any more.');
        const principal = await loadPrincipal(database, order.caller);
        const list = await listOf(database, order);
        const permission =
          order.kind === 'CONTACTS' ? 'outbound:contactList:upload' : 'outbound:dncList:upload';
        if (!list || !principal || !may(principal, permission, list.divisionId))
          throw apiError(
            403,
            'not.authorized',
            'Whoever got this address may not upload to the list any more.',
          );
        const importId = importIdOf(order);
        const answer = { importId, listId: order.listId };
        if (await execute.isDecided(importId)) {
          void reply.header('connection', 'close');
          return answer;
        }
        const uploadId = await storeFile(database, request.raw, settings.api.uploadBytes);
        await useFile(database, uploadId, () =>
          startImport(parts, issuerOf(request, principal), order, uploadId),
        );
        return answer;
      },
    );
  });
}

const answerTo = (
  { settings, now }: ApiParts,
  links: UploadLinks,
  request: FastifyRequest,
  seconds: number,
  order: Omit<UploadOrder, 'uploadKey' | 'caller' | 'expiresAt'>,
) => {
  const { kind, id } = callerOf(request).principal;
  const uploadKey = randomUUID();
  const expiresAt = now() + seconds * 1_000;
  const token = links.sign({ ...order, uploadKey, caller: { kind, id }, expiresAt });
  if (token.length > MAX_TOKEN)
    throw apiError(400, 'constraint.validation', 'The names of the columns are too long for an address.');
  const url = `${settings.api.publicUrl}${PATH}/${uploadKey}?token=${token}`;
  return { url, uploadKey, headers: { 'content-type': 'text/csv' } };
};

const listOf = (
  database: Database,
  { kind, listId }: UploadOrder,
): Promise<ContactListDocument | DncListDocument | null> =>
  kind === 'CONTACTS' ? findContactList(database, listId) : findDncList(database, listId);
