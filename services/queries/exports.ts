/** The rows of exports, streamed. */
import type { ContactListDocument, DncListDocument } from '../../schemas/collections.ts';
import { contactExportColumns, DNC_END_COLUMN, dncExportColumns } from '../domain/contact/export-columns.ts';
import type { ContactCondition } from '../domain/filter/contact-list-filter-query.ts';
import { writtenFor } from '../domain/phone/phone-id.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { contactStateReader } from './contacts/contact-state.ts';
import { contactRow } from './contacts/contact-view.ts';
import { readContacts, scanListContacts } from './contacts/find-contacts.ts';
import { inPages } from './in-pages.ts';
import { scanDncNumbers } from './lists/dnc-lists.ts';

const PAGE = 1_000;

export type Rows = { columns: string[]; rows: AsyncIterable<Record<string, unknown>> };

/** @param contactIds null = those of the whole list that fulfil the condition; at most 1,000 */
export function contactRows(
  database: Database,
  list: ContactListDocument,
  condition: ContactCondition | null,
  contactIds: readonly string[] | null,
): Rows {
  const columns = contactExportColumns(
    list.columnNames,
    list.whatsappColumns.map(({ columnName }) => columnName),
  );
  async function* rows() {
    const readStates = await contactStateReader(database, list);
    const pages =
      contactIds === null
        ? inPages(scanListContacts(database, list, condition, PAGE), PAGE)
        : [await readContacts(database, list, contactIds)];
    for await (const page of pages) for (const state of await readStates(page)) yield contactRow(list, state);
  }
  return { columns, rows: rows() };
}

export function dncRows(database: Database, list: DncListDocument, now: Date): Rows {
  const columns = dncExportColumns(list.phoneColumns);
  const [phone = ''] = columns;
  async function* rows() {
    if (list.clearing !== undefined) return;
    for await (const { phoneId, expiresAt } of scanDncNumbers(database, list._id, now))
      yield {
        [phone]: writtenFor(phoneId, list.defaultCountry),
        [DNC_END_COLUMN]: expiresAt?.toISOString() ?? '',
      };
  }
  return { columns, rows: rows() };
}
