/** Everything that is stored about one person, as JSON for that person. */
import { collections } from '../../schemas/collections.ts';
import { contactIdOf } from '../domain/contact/contact.ts';
import { exclusionIdOf, messageIdOf } from '../domain/message/message.ts';
import { writingsOf } from '../domain/phone/person-of.ts';
import { findNaming } from '../ledger/retention/erase-messages.ts';
import type { AuditDocument } from '../../schemas/collections/audit-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { findContactsOf, findDncEntriesOf } from './list-store.ts';
import { numberInText, type NumberInText } from './number-in-text.ts';
import { findAllRuns } from './run-store.ts';
import { findAuditsNaming } from './audits-naming.ts';

export type PersonExport = Record<
  'contacts' | 'doNotContact' | 'messages' | 'answers' | 'rejectedRows' | 'events' | 'audits',
  Array<Record<string, unknown>>
>;

/** Of each kind so many at most; a person has few. */
const MOST = 10_000;

export async function exportPerson(database: Database, phoneId: string): Promise<PersonExport> {
  const number = numberInText(phoneId);
  const has = { $regex: number.pattern };
  const contacts = await findContactsOf(database, phoneId);
  const lists = await database
    .of(collections.contactLists)
    .find({ _id: { $in: contacts.map(({ listId }) => listId) } })
    .toArray();
  const listOf = new Map(lists.map((list) => [list._id, list]));
  const messages: PersonExport['messages'] = [];
  for await (const { _id: runId, contactListId } of findAllRuns(database)) {
    const ids = contacts
      .filter(({ listId }) => listId === contactListId)
      .map(({ _id, listId }) => exclusionIdOf(runId, contactIdOf(listId, _id)));
    messages.push(...(await findNaming(database, [messageIdOf(runId, phoneId), ...ids])));
  }
  return {
    contacts: contacts.map(({ _id, listId, values }) => {
      const columns = listOf.get(listId)?.columnNames ?? [];
      return {
        list: listOf.get(listId)?.name ?? listId,
        contactId: contactIdOf(listId, _id),
        cells: Object.fromEntries(values.map((value, place) => [columns[place] ?? String(place), value])),
      };
    }),
    doNotContact: (await findDncEntriesOf(database, phoneId)).map(({ listId, at, expiresAt }) => ({
      ...{ list: listId, at: at ?? null, expiresAt: expiresAt ?? null },
    })),
    messages,
    answers: await database
      .of(collections.possibleOptOuts)
      .find({ $or: [{ phoneId: { $in: [...writingsOf(phoneId)] } }, { text: has }] })
      .limit(MOST)
      .toArray(),
    rejectedRows: await database
      .of(collections.importRejects)
      .find({ $or: [{ row: has }, { value: has }] })
      .limit(MOST)
      .toArray(),
    events: await database
      .of(collections.events)
      .find({ $or: [{ message: has }, { 'entity.id': has }, { 'entity.name': has }] })
      .limit(MOST)
      .toArray(),
    audits: (await findAuditsNaming(database, number).limit(MOST).toArray()).map((entry) =>
      auditOf(entry, number),
    ),
  };
}

/** Who changed what when; of the values the person's number alone: others may stand beside it. */
const auditOf = (
  { at, action, isDone, who, entity, changes, faults }: AuditDocument,
  { isIn, placesIn }: NumberInText,
): Record<string, unknown> => ({
  ...{ at, action, isDone, who, entity },
  changes: changes.flatMap(({ property, before, after }) => {
    const [was, is] = [placesIn(before ?? ''), placesIn(after ?? '')];
    return was.length + is.length > 0 ? [{ property, before: was, after: is }] : [];
  }),
  faults: faults.filter(({ message }) => isIn(message)),
});
