/** An uploaded file begins its import by itself. */
import type { CampaignCommand } from '../../../schemas/types.ts';
import type { ApiParts } from '../api-parts.ts';
import { uuidOf, type Issuer } from '../http/execute.ts';
import { inWordsOf } from '../http/sent-fields.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';
import type { UploadOrder } from './upload-links.ts';

export type ImportOrder = Omit<UploadOrder, 'caller' | 'expiresAt'>;

/** Id of the import that an upload begins: the same file sent a second time is one import. */
export const importIdOf = ({ uploadKey }: Pick<ImportOrder, 'uploadKey'>): string =>
  uuidOf(`upload ${uploadKey}`);

/** @throws ApiError with every fault of a refusal, in the words of the upload's order */
export async function startImport(
  { database, execute }: Pick<ApiParts, 'database' | 'execute'>,
  issuer: Issuer,
  order: ImportOrder,
  uploadId: string,
): Promise<void> {
  const { listId, contactIdColumn, clearSystemData, phoneColumns, expirationColumn } = order;
  const importId = importIdOf(order);
  const source = { uploadId, path: null, url: null };
  if (order.kind === 'CONTACTS' && contactIdColumn !== null) {
    const list = await findContactList(database, listId);
    if (list && list.contactIdColumn !== contactIdColumn)
      await inWordsOf(
        [[/^contactIdColumn$/, 'contactIdName']],
        execute.send(issuer, uuidOf(`${importId}:column`), listId, {
          ...{ type: 'UpdateContactList', name: null, whatsappColumns: null, defaultCountry: null },
          ...{ timeZone: null, contactIdColumn },
        }),
      );
  }
  const command: CampaignCommand['body'] =
    order.kind === 'CONTACTS'
      ? { type: 'ImportContacts', source, clearSystemData }
      : {
          type: 'ImportDncNumbers',
          source,
          phoneColumns: phoneColumns === null ? null : [...phoneColumns],
          expirationColumn,
        };
  await inWordsOf(
    [[/^expirationColumn$/, 'expirationDateTimeColumn']],
    execute.send(issuer, importId, listId, command),
  );
}

/** Names of columns, comma-separated. */
export const namesIn = (text: string | null | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
