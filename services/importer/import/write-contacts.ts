/**
 * Writes a batch of contacts and counts the result of each row, correctly also when the batch was written
 * before a crash and comes again: a contact with the row's own arrival number was added by this row, one with
 * it as `changedBy` was changed by it.
 */
import type { ContactDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { sameValues } from '../commands/decide-contacts.ts';
import { clearSystemData, findContacts, insertNewContacts, updateContacts } from './list-store.ts';

/** Rows by their result, and the records that are new in the list. */
export type Written = { imported: number; updated: number; unchanged: number; records: number };

export type WriteOptions = {
  /** Most rows probably exist already: look first instead of running into duplicate keys. */
  looksFirst: boolean;
  /** Rows with a contact id column change the contact that has the id. */
  updates: boolean;
  /** The import was interrupted: existing rows may be its own. */
  isResumed: boolean;
  /** What messages before this came to is shown no more for contacts that are there already; null = it is. */
  clearsAt: Date | null;
};

export async function writeContacts(
  database: Database,
  contacts: ContactDocument[],
  { looksFirst, updates, isResumed, clearsAt }: WriteOptions,
): Promise<Written> {
  const present = looksFirst
    ? await findContacts(database, contacts.map(keyOf))
    : new Map<string, ContactDocument>();
  const fresh = looksFirst ? contacts.filter(({ _id }) => !present.has(_id)) : contacts;
  const there = await insertNewContacts(database, fresh);
  const duplicates = fresh.filter((_, index) => there.has(index));
  const inserted = fresh.length - duplicates.length;
  const rest = duplicates.concat(looksFirst ? contacts.filter(({ _id }) => present.has(_id)) : []);
  if (clearsAt !== null && rest.length > 0) await clearSystemData(database, rest.map(keyOf), clearsAt);
  if (!updates && !isResumed)
    return { imported: inserted, updated: 0, unchanged: rest.length, records: inserted };

  if (duplicates.length > 0)
    for (const [key, contact] of await findContacts(database, duplicates.map(keyOf)))
      present.set(key, contact);
  const written = { imported: inserted, updated: 0, unchanged: 0 };
  const changes: ContactDocument[] = [];
  for (const contact of rest.sort(byArrival)) {
    const stored = present.get(contact._id);
    if (stored?.arrival === contact.arrival) written.imported += 1;
    else if (!updates || !stored) written.unchanged += 1;
    else if (!sameValues(stored, contact)) {
      written.updated += 1;
      changes.push(contact);
      // a later row with the same id is compared with this one
      present.set(contact._id, { ...contact, arrival: stored.arrival, changedBy: contact.arrival });
    } else if (stored.changedBy === contact.arrival) written.updated += 1;
    else written.unchanged += 1;
  }
  if (changes.length > 0) await updateContacts(database, changes);
  return { ...written, records: written.imported };
}

const keyOf = ({ _id }: ContactDocument): string => _id;
const byArrival = (a: ContactDocument, b: ContactDocument): number => a.arrival - b.arrival;
