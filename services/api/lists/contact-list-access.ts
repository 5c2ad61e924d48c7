/** What contact lists ask of their callers, and a list as far as its caller may see it. */
import type { ContactListDocument } from '../../../schemas/collections.ts';
import { findContactList } from '../../queries/lists/find-contact-lists.ts';
import type { Kind } from '../access/thing-in-division.ts';

type Verb = 'view' | 'search' | 'add' | 'edit' | 'delete' | 'upload';

export const listAccess = (verb: Verb) => ({ all: [`outbound:contactList:${verb}`] as const });

export const contactListKind: Kind<ContactListDocument> = {
  find: findContactList,
  seeing: ['outbound:contactList:view', 'outbound:contactList:search'],
};
