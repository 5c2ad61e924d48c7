/**
 * A row (or an added contact) → a contact, or its fault. The contact's id is the value of the list's contact
 * id column, otherwise a hash of the whole row, so that the same row again is the same contact.
 */
import type { ContactDocument, ContactListDocument } from '../../../schemas/collections.ts';
import type { NewContact } from '../../../schemas/types.ts';
import { arrivalOf, contactKeyOf } from '../../domain/contact/contact.ts';
import {
  cellTextOf,
  columnKeyOf,
  columnPosition,
  keepsBlanksIn,
  missingName,
} from '../../domain/contact/column-text.ts';
import { BETWEEN_VALUES, cellsOf, rowIdOf } from '../../domain/contact/new-contact.ts';
import { readTimeZone } from '../../domain/time/time-zone.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { toPhoneId } from '../../domain/phone/phone-id.ts';
import { phoneFaultTexts } from '../../domain/phone/phone-reading.ts';
import type { RowFault } from '../csv/csv-row.ts';
import { isLonger, lengthOf, MAX_CELL_LENGTH } from '../limits.ts';

// A contact needs a possible number in at least one WhatsApp column. A time zone column must hold a time zone
// or nothing: with a wrong guess people would get messages at night.

type List = Pick<
  ContactListDocument,
  '_id' | 'columnNames' | 'whatsappColumns' | 'contactIdColumn' | 'defaultCountry' | 'unusedProperties'
>;

/** Makes contacts of one list and batch of arrivals. @returns the contact, or its fault (which has no `_id`) */
export type ContactReader = (values: string[], row: number) => ContactDocument | RowFault;

/** `4.41E+11`, as a spreadsheet shows a long number. */
const SHORTENED_ID = /^-?\d(?:[.,]\d+)?E\+\d{2,3}$/i;

/** @param arrivalBatch number of the batch within the list */
export function contactReader(list: List, arrivalBatch: number): ContactReader {
  const phoneIndexes = list.whatsappColumns.map(({ columnName }) =>
    columnPosition(list.columnNames, columnName),
  );
  const zoneIndexes = zoneIndexesOf(list);
  const idIndex = list.contactIdColumn === null ? -1 : columnPosition(list.columnNames, list.contactIdColumn);
  const keepsBlanks = keepsBlanksIn(list);

  return function readContact(cells, row) {
    const values = cells.map((cell) => cellTextOf(cell, keepsBlanks));
    const contactId = idIndex < 0 ? rowIdOf(values) : (values[idIndex] ?? '').trim();
    if (contactId === '')
      return {
        code: 'IMPORT_MISSING_CUSTOM_ID',
        column: list.contactIdColumn,
        value: '',
        reason: 'the contact id is empty',
      };
    if (idIndex >= 0 && SHORTENED_ID.test(contactId))
      return {
        code: 'IMPORT_SHORTENED_ID',
        column: list.contactIdColumn,
        value: contactId,
        reason:
          'the contact id was shortened by a spreadsheet, and others may be shortened to the same; format the column as text',
      };
    const phoneIds: Array<string | null> = [];
    let isReachable = false;
    for (const index of phoneIndexes) {
      const reading = toPhoneId((values[index] ?? '').trim(), list.defaultCountry);
      phoneIds.push(reading.ok ? reading.phoneId : null);
      isReachable ||= reading.ok;
    }
    if (!isReachable && phoneIndexes.length > 0) return unreachable(list, phoneIndexes, values);
    for (const index of zoneIndexes) {
      const value = (values[index] ?? '').trim();
      if (value !== '' && readTimeZone(value) === null)
        return zoneless(list.columnNames[index] ?? null, value);
    }
    return {
      _id: contactKeyOf(list._id, contactId),
      listId: list._id,
      arrival: arrivalOf(arrivalBatch, row),
      values,
      phoneIds,
    };
  };
}

/** Time zone columns of the list, each once. */
const zoneIndexesOf = ({ whatsappColumns, columnNames }: List): number[] => [
  ...new Set(
    whatsappColumns
      .map(({ contactableTimeColumn }) => columnPosition(columnNames, contactableTimeColumn ?? ''))
      .filter((index) => index >= 0),
  ),
];

const zoneless = (column: string | null, value: string): RowFault => ({
  code: 'INVALID_TIME_ZONE',
  column,
  value,
  reason: `${JSON.stringify(value)} is not an IANA time zone; expected a name such as Europe/Berlin, or nothing`,
});

/** The fault of the first WhatsApp column that is not empty, otherwise of the first. */
function unreachable(list: List, phoneIndexes: readonly number[], values: readonly string[]): RowFault {
  const index = phoneIndexes.find((candidate) => values[candidate] !== '') ?? phoneIndexes[0] ?? 0;
  const value = (values[index] ?? '').trim();
  const reading = toPhoneId(value, list.defaultCountry);
  return {
    code: 'INVALID_PHONE_NUMBER',
    column: list.columnNames[index] ?? null,
    value,
    reason: reading.ok ? '' : `the number ${phoneFaultTexts[reading.reason]}`,
  };
}

/**
 * The contacts of one command: all of them, or the fault of each. The later of two with the same id is kept.
 */
export function readNewContacts(
  added: readonly NewContact[],
  list: List,
  arrivalBatch: number,
): { contacts: ContactDocument[]; faults: Fault[] } {
  const readContact = contactReader(list, arrivalBatch);
  const contacts = new Map<string, ContactDocument>();
  const faults: Fault[] = [];
  for (const [index, { id, data }] of added.entries()) {
    const field = `contacts[${index}]`;
    const found = dataFaults(data, list, field);
    if (found.length > 0) {
      faults.push(...found);
      continue;
    }
    const values = cellsOf(data, list);
    if (id !== null && list.contactIdColumn !== null) {
      const idIndex = columnPosition(list.columnNames, list.contactIdColumn);
      const ownId = (values[idIndex] ?? '').trim();
      if (ownId === '') values[idIndex] = id;
      else if (ownId !== id) {
        faults.push(
          fault(
            'invalid.contact.id',
            `${field}.id`,
            `The id differs from the contact’s ${JSON.stringify(list.contactIdColumn)}.`,
          ),
        );
        continue;
      }
    }
    if (id !== null && (id === '' || isLonger(id, MAX_CELL_LENGTH))) {
      faults.push(fault('invalid.contact.id', `${field}.id`, `Expected 1 to ${MAX_CELL_LENGTH} characters.`));
      continue;
    }
    const contact = readContact(values, index + 1);
    if ('_id' in contact) {
      if (id !== null) contact._id = contactKeyOf(list._id, id);
      contacts.set(contact._id, contact);
    } else {
      const code = contact.code === 'IMPORT_MISSING_CUSTOM_ID' ? 'invalid.contact.id' : 'invalid.value';
      faults.push(fault(code, `${field}.data.${contact.column}`, `Contact ${index + 1}: ${contact.reason}.`));
    }
  }
  return { contacts: [...contacts.values()], faults };
}

function dataFaults(data: Record<string, string>, list: List, field: string): Fault[] {
  const faults: Fault[] = [];
  const columns = new Set(list.columnNames.map(columnKeyOf));
  for (const [name, value] of Object.entries(data)) {
    if (!columns.has(columnKeyOf(name)))
      faults.push(
        fault(
          'invalid.contact.columns',
          `${field}.data.${name}`,
          `${missingName(name, list.columnNames)} is not a column of the list.`,
        ),
      );
    else if (isLonger(value, MAX_CELL_LENGTH))
      faults.push(
        fault(
          'invalid.value',
          `${field}.data.${name}`,
          `The value has ${lengthOf(value)} characters; the limit is ${MAX_CELL_LENGTH}.`,
          MAX_CELL_LENGTH,
        ),
      );
    else if (value.includes(BETWEEN_VALUES))
      faults.push(fault('invalid.value', `${field}.data.${name}`, 'The value has a NUL character.'));
  }
  return faults;
}
