/**
 * A contact's key and place: its database key is made of its list and its id, its place in the list is its
 * arrival number.
 */
import { personOf, writingsOf } from '../phone/person-of.ts';

/** Limit of the row numbers of one batch of arrivals (an import, a command). */
export const ARRIVALS_PER_BATCH = 10_000_000;

/** Key of a contact: `<list id>:<contact id>`. The contact id may hold any character. */
export function contactKeyOf(listId: string, contactId: string): string {
  return `${listId}:${contactId}`;
}

/** The contact id in a key of that list. */
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

/** Key of a number on a DNC list: `<list id>:<digits>`, the same for all spellings of one person's number. */
export function dncKeyOf(dncListId: string, phoneId: string): string {
  return `${dncListId}:${personOf(phoneId)}`;
}

/**
 * All keys that an entry of this person's number may have: first that of dncKeyOf, then those of former
 * versions, which stored a number as it was written. Lookups and removals must use all of them; an entry
 * under any of them counts as dncKeyOf's.
 */
export const dncKeysOf = (dncListId: string, phoneId: string): string[] =>
  writingsOf(phoneId).map((writing) => `${dncListId}:${writing}`);

/** The key that an entry counts for, whichever of dncKeysOf it is stored under. */
export function canonicalDncKey(key: string): string {
  const at = key.lastIndexOf(':') + 1;
  const digits = key.slice(at);
  const person = personOf(digits);
  return person === digits ? key : `${key.slice(0, at)}${person}`;
}

/** For keys of dncKeyOf: all keys that their entries may be stored under, each once. */
export function allKeysOf(keys: readonly string[]): string[] {
  const all = new Set<string>();
  for (const key of keys) {
    const at = key.lastIndexOf(':') + 1;
    const digits = key.slice(at);
    // nearly every number has one writing: then no text is made anew
    for (const writing of writingsOf(digits))
      all.add(writing === digits ? key : `${key.slice(0, at)}${writing}`);
  }
  return [...all];
}

/** Id of the list that holds the opt-outs of an integration. */
export function optOutListIdOf(integrationId: string): string {
  return `optout:${integrationId}`;
}
