/** What contact list filters ask of their callers. A filter lies in the division of its contact list. */
import type { ContactListFilterDocument } from '../../../schemas/collections.ts';
import type { Permission } from '../../access/permissions.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findFilter } from '../../queries/filters/find-filters.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';
import { requireDivision } from '../access/access.ts';
import { notFound } from '../http/api-error.ts';
import type { Caller } from '../http/api-server.ts';

export const filterAccess = (verb: 'view' | 'add' | 'edit' | 'delete') => ({
  all: [`outbound:contactListFilter:${verb}`] as const,
});

const SEEING: readonly Permission[] = ['outbound:contactListFilter:view'];

/**
 * A filter whose list is gone is there for those alone who may do this in all divisions.
 * @throws ApiError 404 unless it is there for this caller; 403 when he may see it, but not do this
 */
export async function filterFor(
  database: Database,
  caller: Caller,
  id: string,
): Promise<ContactListFilterDocument> {
  const filter = await findFilter(database, id);
  if (!filter) throw notFound();
  const list = await findContactList(database, filter.contactListId);
  if (list) requireDivision(caller, list.divisionId, SEEING);
  else if (caller.divisions !== 'all') throw notFound();
  return filter;
}
