/** `wac filters preview`: what a filter would keep if its campaign started now. */
import { collections, type ContactListDocument } from '../../schemas/collections.ts';
import { contactIdOf } from '../domain/contact.ts';
import type { FilterDefinition } from '../domain/contact-list-filter.ts';
import { filterClauseFaults } from '../domain/contact-list-filter-faults.ts';
import { previewMoment, previewQuestion } from '../domain/contact-list-filter-preview.ts';
import { fault } from '../domain/fault.ts';
import { previewDocuments } from '../platform/preview-documents.ts';
import { Rejected } from './exit-codes.ts';
import type { Session } from './session.ts';
import { table } from './table.ts';

const MAX_CELL = 30;

/** @param take how many contacts are shown. @throws Rejected with every fault of the filter */
export async function previewFilter(
  session: Session,
  list: ContactListDocument,
  filter: FilterDefinition,
  take: number,
  now: Date,
): Promise<void> {
  const faults =
    list.columnNames.length === 0
      ? [
          fault(
            'contact.list.import.in.progress',
            'contactListId',
            `The columns of the contact list "${list.name}" are not known yet: its import has not read the header.`,
          ),
        ]
      : filterClauseFaults(filter.clauses, list.columnNames);
  if (faults.length > 0) throw new Rejected('the filter cannot be used', faults);
  const moment = previewMoment(list, now.getTime());
  const { total, fitting, first } = await previewDocuments(
    await session.database(),
    collections.contacts,
    previewQuestion(filter, list, moment),
    take,
  );
  const contacts = first.map(({ _id, values }) => ({
    id: contactIdOf(list._id, _id),
    data: Object.fromEntries(list.columnNames.map((name, column) => [name, values[column] ?? ''])),
  }));
  const counts = { filteredContacts: fitting, totalContacts: total };
  if (session.json)
    return session.result(
      { ...counts, now: now.toISOString(), timeZone: moment.timeZone, preview: contacts },
      '',
    );
  session.say(
    `relative dates count from ${now.toISOString()}; dates without offset are in ${moment.timeZone}`,
  );
  const summary = `${fitting.toLocaleString('en')} of ${total.toLocaleString('en')} contacts`;
  const rows = contacts.map(({ data }) => list.columnNames.map((name) => shortened(data[name] ?? '')));
  session.result(
    null,
    rows.length === 0 ? summary : `${summary}\n\n${table([list.columnNames.map(shortened), ...rows])}`,
  );
}

/** One line of a table, whatever the cell holds. */
function shortened(cell: string): string {
  const line = cell.replace(/\p{Cc}+/gu, ' ');
  const characters = [...line];
  return characters.length > MAX_CELL ? `${characters.slice(0, MAX_CELL - 1).join('')}…` : line;
}
