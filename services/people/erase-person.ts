/**
 * One pass over everything that is stored: removes one person, or makes anonymous what others depend on.
 * Can be repeated: a later pass finds what was in flight during an earlier one.
 */
import { contactIdOf } from '../domain/contact/contact.ts';
import { exclusionIdOf, messageIdOf } from '../domain/message/message.ts';
import { writingsOf } from '../domain/phone/person-of.ts';
import { eraseMessage, findNaming } from '../ledger/retention/erase-messages.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import {
  blankCells,
  findContactsNaming,
  findContactsOf,
  findDncEntriesOf,
  removeContact,
  removeDncEntry,
  removePossibleOptOuts,
} from './list-store.ts';
import { numberInText, type NumberInText } from './number-in-text.ts';
import { eraseInPage, findAllRuns, findPagesWith } from './run-store.ts';
import {
  cleanAudits,
  cleanEvents,
  cleanImports,
  cleanOutcomes,
  findDefinitionsNaming,
  removeExports,
  removeRejects,
  removeUnmatched,
  removeUploads,
} from './text-store.ts';

export type Pass = {
  /** Kind of data → how much of it was removed or made anonymous. */
  removed: Map<string, number>;
  notes: string[];
  /** Something cannot go yet. */
  waits: boolean;
};

/** @param newId a name for contacts that are made anonymous, which nobody else has */
export async function erasePerson(
  database: Database,
  phoneId: string,
  { now, newId }: { now: Date; newId: () => string },
): Promise<Pass> {
  const number = numberInText(phoneId);
  const removed = new Map<string, number>();
  const count = (kind: string, by: number): void => {
    if (by > 0) removed.set(kind, (removed.get(kind) ?? 0) + by);
  };
  const contacts = await findContactsOf(database, phoneId);
  // runs first: they are found by the contacts
  const runs = await eraseInRuns(database, phoneId, contacts, { now, newId, count });
  for (const contact of contacts) await removeContact(database, contact);
  count('contacts', contacts.length);
  count('cells', await blankOthersCells(database, number));
  const entries = await findDncEntriesOf(database, phoneId);
  for (const entry of entries) {
    await removeDncEntry(database, entry);
    count(entry.listId.startsWith('optout:') ? 'optOuts' : 'dncNumbers', 1);
  }
  count('possibleOptOuts', await removePossibleOptOuts(database, phoneId, number));
  count('rejects', await removeRejects(database, number));
  count('events', await cleanEvents(database, number));
  count('audits', await cleanAudits(database, number));
  count('outcomes', await cleanOutcomes(database, number));
  count('imports', await cleanImports(database, number));
  count('exports', await removeExports(database, number));
  count('unmatchedStatuses', await removeUnmatched(database, number));
  const uploads = await removeUploads(database, number, now);
  count('uploads', uploads.removed);
  const definitions = await findDefinitionsNaming(database, number);
  const notes = [
    ...(uploads.waits > 0 ? [`${uploads.waits} uploaded files go when their imports have ended`] : []),
    ...(runs.underWay > 0 ? [`${runs.underWay} messages are being sent`] : []),
    ...definitions.map((name) => `${name} holds the number in its definition: change it`),
  ];
  return { removed, notes, waits: uploads.waits + runs.underWay > 0 };
}

type RunParts = { now: Date; newId: () => string; count: (kind: string, by: number) => void };

async function eraseInRuns(
  database: Database,
  phoneId: string,
  contacts: ReadonlyArray<{ _id: string; listId: string }>,
  { now, newId, count }: RunParts,
): Promise<{ underWay: number }> {
  const idsOfList = new Map<string, string[]>();
  for (const { _id, listId } of contacts)
    idsOfList.set(listId, [...(idsOfList.get(listId) ?? []), contactIdOf(listId, _id)]);
  const writings = new Set<string>(writingsOf(phoneId));
  let underWay = 0;
  for await (const { _id: runId, contactListId } of findAllRuns(database)) {
    // a contact that is not in the list any more is found when its id is the number
    const contactIds = new Set([...writings, ...(idsOfList.get(contactListId) ?? [])]);
    while (!(await eraseInPages(database, { runId, phoneId, contactIds, writings }, { newId, count })));
    const ids = [messageIdOf(runId, phoneId), ...[...contactIds].map((id) => exclusionIdOf(runId, id))];
    for (const message of await findNaming(database, ids))
      if (await eraseMessage(database, message, newId(), now)) count('messages', 1);
      else underWay += 1;
  }
  return { underWay };
}

/** @returns false when contacts were put into a page meanwhile: what is left is to be found once more */
async function eraseInPages(
  database: Database,
  of: { runId: string; phoneId: string; contactIds: Set<string>; writings: ReadonlySet<string> },
  { newId, count }: Pick<RunParts, 'newId' | 'count'>,
): Promise<boolean> {
  const { runId, phoneId, contactIds, writings } = of;
  const pages = await findPagesWith(database, runId, [...contactIds], phoneId);
  for (const page of pages)
    for (const [place, contactId] of page.contactIds.entries())
      if (contactIds.has(contactId) || writings.has(page.decisions[place] ?? '')) {
        contactIds.add(contactId);
        if (!(await eraseInPage(database, page, place, newId()))) return false;
        count('places', 1);
      }
  return true;
}

async function blankOthersCells(database: Database, number: NumberInText): Promise<number> {
  let cells = 0;
  for await (const { _id, values } of findContactsNaming(database, number)) {
    const kept = values.map((value) => (number.isIn(value) ? number.without(value) : value));
    const changed = kept.filter((value, place) => value !== values[place]).length;
    if (changed === 0) continue;
    await blankCells(database, _id, kept);
    cells += changed;
  }
  return cells;
}
