/** What contacts ask of their callers: they lie in the division of their list. */
import type { ContactListDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { thingFor } from '../access/thing-in-division.ts';
import { notFound } from '../http/api-error.ts';
import type { Caller } from '../http/api-server.ts';
import { contactListKind } from '../lists/contact-list-access.ts';

export const contactAccess = (verb: 'view' | 'add' | 'edit' | 'delete') => ({
  all: [`outbound:contact:${verb}`] as const,
});

const noList = () => notFound('contact.list.not.found', 'The contact list could not be found.');

/** @throws ApiError 404 unless the list is there for this caller */
export const listFor = (database: Database, caller: Caller, id: string): Promise<ContactListDocument> =>
  thingFor(contactListKind, database, caller, id, noList());
