/** What contact lists ask of their callers, and a list as far as its caller may see it. */
import type { ContactListDocument } from '../../../schemas/collections.ts';
import type { Permission } from '../../access/permissions.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';
import { requireDivision } from '../access/access.ts';
import { notFound, type ApiError } from '../http/api-error.ts';
import type { Caller } from '../http/api-server.ts';

export const listAccess = (verb: 'view' | 'search' | 'add' | 'edit' | 'delete') => ({
  all: [`outbound:contactList:${verb}`] as const,
});

const SEEING: readonly Permission[] = ['outbound:contactList:view', 'outbound:contactList:search'];

/** @throws ApiError 404 unless it is there for this caller; 403 when he may see it, but not do this */
export async function contactListFor(
  database: Database,
  caller: Caller,
  id: string,
  otherwise: ApiError = notFound(),
): Promise<ContactListDocument> {
  const list = await findContactList(database, id);
  if (!list) throw otherwise;
  requireDivision(caller, list.divisionId, SEEING, otherwise);
  return list;
}

/** The division of a new list. @throws ApiError 403, or 404 when the caller sees nothing there */
export const requireListDivision = (caller: Caller, divisionId: string): void =>
  requireDivision(caller, divisionId, SEEING);
