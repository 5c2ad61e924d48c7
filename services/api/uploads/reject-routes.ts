/** The rows that an import refused, as a file that can be corrected and uploaded again. */
import Type from 'typebox';
import type { Permission } from '../../access/permissions.ts';
import { csvOf } from '../../queries/csv-rows.ts';
import { findImport, headerOfImport } from '../../queries/imports/imports.ts';
import { readRejects } from '../../queries/imports/read-rejects.ts';
import { rejectColumns, rejectRow } from '../../queries/imports/reject-row.ts';
import type { ApiParts } from '../api-parts.ts';
import { listFor as contactListFor } from '../contacts/contact-access.ts';
import { dncListFor } from '../dnc/dnc-list-access.ts';
import { notFound } from '../http/api-error.ts';
import { callerOf, type ApiServer } from '../http/api-server.ts';
import { CsvAnswer, sendCsv } from '../http/csv-answer.ts';
import { ErrorAnswers } from '../http/error-answers.ts';
import { paths } from '../http/refs.ts';

export function addRejectRoutes(server: ApiServer, { database }: ApiParts): void {
  const kinds = [
    ['Contact lists', paths.contactList, 'outbound:contact:view', contactListFor],
    ['DNC lists', paths.dncList, 'outbound:dnc:view', dncListFor],
  ] as const satisfies ReadonlyArray<readonly [string, string, Permission, unknown]>;
  for (const [tag, path, permission, listFor] of kinds)
    server.get(
      `${path}/:listId/imports/:importId/rejects`,
      {
        config: { access: { all: [permission] } },
        schema: {
          tags: [tag],
          summary: 'The rows that an import refused, as CSV: the file’s columns and `errors`',
          description: 'The import’s id is in the import status.',
          params: Type.Object({ listId: Type.String(), importId: Type.String() }),
          response: { 200: CsvAnswer, ...ErrorAnswers },
        },
      },
      async (request, reply) => {
        const { listId, importId } = request.params;
        const { _id } = await listFor(database, callerOf(request), listId);
        const job = await findImport(database, importId);
        if (!job || job.listId !== _id) throw notFound();
        const header = await headerOfImport(database, job);
        async function* rows() {
          for await (const reject of readRejects(database, importId)) yield rejectRow(header, reject);
        }
        return sendCsv(reply, `rejects ${importId}`, csvOf(rows(), rejectColumns(header)));
      },
    );
}
