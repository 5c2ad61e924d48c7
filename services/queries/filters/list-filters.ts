/** Contact list filters by name. */
import { collections, type ContactListFilterDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { getByName } from '../find-by-name.ts';
import { pageByName } from '../page-by-name.ts';
import type { Page, PageRequest } from '../page.ts';

export const listFilters = (
  database: Database,
  request: PageRequest,
): Promise<Page<ContactListFilterDocument>> => pageByName(database, collections.contactListFilters, request);

/** @param reference name or id. @throws Refused when there is none */
export const getFilter = (database: Database, reference: string): Promise<ContactListFilterDocument> =>
  getByName(database, collections.contactListFilters, 'filter', reference);
