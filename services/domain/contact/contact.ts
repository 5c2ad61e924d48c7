/** A contact's identity and place: its key in the database is its list and its id, its place in the list is its arrival number. */
import { personOf } from '../phone/person-of.ts';

/** Rows of one batch of arrivals (an import, a command) are numbered below this. */
export const ARRIVALS_PER_BATCH = 10_000_000;

/** Key of a contact: `<list id>:<contact id>`. The contact id may hold any character. */
export function contactKeyOf(listId: string, contactId: string): string {
  return `${listId}:${contactId}`;
}

/** The contact id within a key of that list. */
export function contactIdOf(listId: string, key: string): string {
  return key.slice(listId.length + 1);
}

/**
 * Arrival number: later batches come after earlier ones, rows within a batch in their order.
 * @param batch number of the batch within the list
 * @param row number of the row within the batch, below 10 million
 */
export function arrivalOf(batch: number, row: number): number {
  return batch * ARRIVALS_PER_BATCH + row;
}

/** Key of a number on a do-not-contact list: `<list id>:<digits>`, the same for all writings of one person's number. */
export function dncKeyOf(dncListId: string, phoneId: string): string {
  return `${dncListId}:${personOf(phoneId)}`;
}

/** The list that holds the opt-outs of an integration. */
export function optOutListIdOf(integrationId: string): string {
  return `optout:${integrationId}`;
}
