/** The older way of uploading (contract, section 2): one multipart form with the list and its file, in any order. */
import multipart from '@fastify/multipart';
import Type from 'typebox';
import type { FastifyRequest } from 'fastify';
import { fault, type Fault } from '../../domain/fault.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import type { ApiParts } from '../api-parts.ts';
import { listFor as contactListFor } from '../contacts/contact-access.ts';
import { dncListAccess, dncListFor } from '../dnc/dnc-list-access.ts';
import { apiError, refusal } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { issuerOf } from '../http/execute.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { listAccess } from '../lists/contact-list-access.ts';
import { discardFile, storeFile, useFile } from './receive-file.ts';
import { importIdOf, namesIn, startImport, type ImportOrder } from './start-import.ts';

const MAX_FIELDS = 20;
const MAX_FIELD_BYTES = 10_000;
const FIELDS = ['fileType', 'id', 'contact-id-name', 'phone-columns', 'expiration-date-time-column'] as const;
type Fields = Partial<Record<(typeof FIELDS)[number], string>>;

export function addMultipartRoutes(server: ApiServer, parts: ApiParts): void {
  const { database, settings, execute } = parts;
  server.register(async (scope) => {
    const { uploadBytes } = settings.api;
    scope.removeAllContentTypeParsers();
    await scope.register(multipart, {
      limits: { files: 1, fields: MAX_FIELDS, fieldSize: MAX_FIELD_BYTES, fileSize: uploadBytes + 1 },
      throwFileSizeLimit: false,
    });
    for (const [path, kind] of [
      ['/uploads/v2/contactlist', 'contactlist'],
      ['/uploads/v2/dnclist', 'dnclist'],
    ] as const)
      scope.post(
        path,
        {
          config: {
            access: kind === 'contactlist' ? listAccess('upload') : dncListAccess('upload'),
            isUpload: true,
          },
          schema: {
            tags: [kind === 'contactlist' ? 'Contact lists' : 'DNC lists'],
            summary: 'Takes a CSV file in a multipart form; its import begins by itself',
            description: `A form with the fields file, fileType=${kind}, id (of the list) and, if wanted, ${
              kind === 'contactlist' ? 'contact-id-name' : 'phone-columns, expiration-date-time-column'
            }, in any order.`,
            consumes: ['multipart/form-data'],
            response: {
              200: Type.Object({ correlationId: Type.String({ description: 'The import’s id.' }) }),
              ...ErrorAnswers,
            },
          },
        },
        async (request, reply) => {
          if (!request.isMultipart())
            throw apiError(415, 'unsupported.media.type', 'A multipart form is expected.');
          if (!/;\s*boundary=[^;\s]/i.test(request.headers['content-type'] ?? ''))
            throw apiError(400, 'bad.request', 'The content type of a multipart form needs its boundary.');
          const uploadKey = execute.newId(request);
          const correlationId = importIdOf({ uploadKey });
          if (await execute.isDecided(correlationId)) {
            void reply.header('connection', 'close');
            return { correlationId };
          }
          const { uploadId, fields } = await readForm(database, request, uploadBytes);
          await useFile(database, uploadId, async () => {
            const order = orderOf(uploadKey, kind, fields);
            const find = kind === 'contactlist' ? contactListFor : dncListFor;
            await find(database, callerOf(request), order.listId);
            await startImport(parts, issuerOf(request), order, uploadId);
          });
          return { correlationId };
        },
      );
  });
}

/** The file is stored as it comes, whether the other fields are known by then or not. @throws ApiError; then nothing is left of it */
async function readForm(
  database: Database,
  request: FastifyRequest,
  maxBytes: number,
): Promise<{ uploadId: string; fields: Fields }> {
  const fields: Fields = {};
  let uploadId: string | null = null;
  try {
    for await (const part of request.parts())
      if (part.type === 'file') {
        if (uploadId !== null || part.fieldname !== 'file')
          throw apiError(400, 'bad.request', 'One file is expected, in the field file.', part.fieldname);
        uploadId = await storeFile(database, part.file, maxBytes);
      } else if (isField(part.fieldname)) fields[part.fieldname] = String(part.value);
      else
        throw apiError(
          400,
          'invalid.property',
          `${part.fieldname} is not a known field; expected file, ${FIELDS.join(', ')}.`,
          part.fieldname,
        );
  } catch (error) {
    if (uploadId !== null) await discardFile(database, uploadId);
    throw error;
  }
  if (uploadId === null) throw apiError(400, 'constraint.validation', 'The field file is missing.', 'file');
  return { uploadId, fields };
}

const isField = (name: string): name is (typeof FIELDS)[number] =>
  (FIELDS as readonly string[]).includes(name);

/** @throws ApiError with every fault of the fields */
function orderOf(uploadKey: string, kind: 'contactlist' | 'dnclist', fields: Fields): ImportOrder {
  const faults: Fault[] = [];
  if (!fields.id) faults.push(fault('constraint.validation', 'id', 'The field id is missing: of the list.'));
  if (fields.fileType !== kind)
    faults.push(
      fault(
        'invalid.value',
        'fileType',
        `fileType is ${JSON.stringify(fields.fileType ?? null)}; expected ${kind}.`,
      ),
    );
  if (faults.length > 0) throw refusal(faults);
  const phoneColumns = namesIn(fields['phone-columns']);
  return {
    uploadKey,
    kind: kind === 'contactlist' ? 'CONTACTS' : 'DNC',
    listId: fields.id ?? '',
    contactIdColumn: fields['contact-id-name'] || null,
    clearSystemData: false,
    phoneColumns: phoneColumns.length > 0 ? phoneColumns : null,
    expirationColumn: fields['expiration-date-time-column'] || null,
  };
}
