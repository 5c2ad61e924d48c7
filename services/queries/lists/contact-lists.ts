/** Contact lists as doors show them: columns, size, imports, and why a campaign cannot use one (B6). */
import { collections, type ContactListDocument } from '../../../schemas/collections.ts';
import { contactListReasons } from '../../domain/campaign/assignable.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { getByName } from '../find-by-name.ts';
import { pageByName } from '../page-by-name.ts';
import { mapPage, type Page, type PageRequest } from '../page.ts';

export type ContactListView = ReturnType<typeof contactListView>;

export const listContactLists = async (
  database: Database,
  request: PageRequest,
): Promise<Page<ContactListView>> =>
  mapPage(await pageByName(database, collections.contactLists, request), contactListView);

/** @param reference name or id. @throws Refused when there is none */
export const getContactList = (database: Database, reference: string): Promise<ContactListDocument> =>
  getByName(database, collections.contactLists, 'contact list', reference);

export function contactListView(list: ContactListDocument) {
  const { _id, name, divisionId, size, columnNames, contactIdColumn, defaultCountry, timeZone } = list;
  return {
    id: _id,
    name,
    divisionId,
    size,
    columns: columnNames,
    whatsappColumns: list.whatsappColumns.map(({ columnName }) => columnName),
    contactIdColumn,
    defaultCountry,
    timeZone,
    timeZoneColumn:
      list.whatsappColumns.find((column) => column.contactableTimeColumn)?.contactableTimeColumn ?? null,
    imports: list.imports,
    version: list.version,
    unassignable: contactListReasons(list),
  };
}
