/** What the database can judge of the filters of a conversations query: contacts and numbers. Pure. */
import type { Filter } from 'mongodb';
import type { MessageDocument } from '../../../schemas/collections.ts';
import { wantedValues, type ConversationFilter } from './conversation-filter.ts';

/** Contacts and numbers that the filters ask for. */
export function whoIsWanted(filters: readonly ConversationFilter[]): Filter<MessageDocument> {
  const contacts = wantedValues(filters, 'outboundContactId');
  const numbers = wantedValues(filters, 'addressTo');
  return {
    ...(contacts === null ? {} : { contactId: { $in: [...contacts] } }),
    // the number of who was skipped is not in the ledger
    ...(numbers === null ? {} : { to: { $in: [...numbers, null as unknown as string] } }),
  };
}
