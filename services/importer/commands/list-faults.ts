/**
 * Faults in the definition of a list: ids, name, columns, country, time zone. Codes of the contract, section
 * 5.
 */
import type { ContactListDocument } from '../../../schemas/collections.ts';
import { divisionFaults } from '../../commands/execution/put-into-division.ts';
import { MAX_NAME_LENGTH } from '../../domain/campaign/campaign.ts';
import { columnKeyOf, hasColumn, missingName } from '../../domain/contact/column-text.ts';
import { isSystemColumn } from '../../domain/contact/export-columns.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { isKnownCountry } from '../../domain/phone/phone-id.ts';
import { isTimeZone } from '../../domain/time/time-zone.ts';
import type { CommandOf, OwnCommand, State } from './decision.ts';
import { lengthOf, MAX_COLUMNS, MAX_HEADER_LENGTH } from '../limits.ts';

/** List ids are the first part of the keys of their records, up to the colon. */
const LIST_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

export function subjectFaults({ subjectId }: OwnCommand): Fault[] {
  if (LIST_ID.test(subjectId)) return [];
  const quoted = JSON.stringify(subjectId.slice(0, 140));
  return [
    fault(
      'invalid.property',
      'subjectId',
      `subjectId is ${quoted}; expected a UUID (1 to 128 letters, digits and ._-)`,
    ),
  ];
}

/** Faults that apply to new contact lists and DNC lists. */
export function newListFaults(
  { body }: CommandOf<'CreateContactList' | 'CreateDncList'>,
  state: Pick<
    State,
    'contactList' | 'dncList' | 'isNameTaken' | 'isDivisionKnown' | 'listCount' | 'listLimit' | 'source'
  >,
): Fault[] {
  const faults: Fault[] = [];
  if (state.contactList ?? state.dncList)
    faults.push(fault('invalid.create', 'subjectId', 'A list with this id exists already.'));
  if (body.name.trim() === '') faults.push(fault('name.cannot.be.blank', 'name', 'A name must be provided.'));
  if ([...body.name].length > MAX_NAME_LENGTH)
    faults.push(
      fault(
        'name.length.exceeded',
        'name',
        `The name length exceeds the limit of ${MAX_NAME_LENGTH} characters.`,
        MAX_NAME_LENGTH,
      ),
    );
  if (state.isNameTaken) faults.push(fault('duplicate.name', 'name', 'The name already exists.'));
  if (state.listCount >= state.listLimit) {
    const kind = body.type === 'CreateContactList' ? 'contact list' : 'DNC list';
    faults.push(
      fault(
        'max.entity.count.reached',
        null,
        `The maximum ${kind} count has been reached: ${state.listLimit}.`,
        state.listLimit,
      ),
    );
  }
  faults.push(...divisionFaults(state.isDivisionKnown, body.divisionId));
  faults.push(...countryFaults(body.defaultCountry));
  if (state.source && 'fault' in state.source) faults.push(state.source.fault);
  return faults;
}

/** Faults in the columns of a contact list that is created without a file, or before it. */
export function columnFaults({ body }: CommandOf<'CreateContactList'>): Fault[] {
  const { columnNames, whatsappColumns, contactIdColumn, source } = body;
  const faults = namedColumnFaults({ whatsappColumns, contactIdColumn }, columnNames);
  if (columnNames === null) {
    if (source === null)
      faults.push(
        fault('no.contact.columns.defined', 'columnNames', 'A list without a file needs column names.'),
      );
    return faults;
  }
  if (columnNames.length === 0)
    faults.push(fault('no.contact.columns.defined', 'columnNames', 'At least one column is needed.'));
  if (columnNames.length > MAX_COLUMNS)
    faults.push(
      fault(
        'contact.columns.limit.exceeded',
        'columnNames',
        `${columnNames.length} columns exceed the limit of ${MAX_COLUMNS}.`,
        MAX_COLUMNS,
      ),
    );
  if (hasRepeats(columnNames))
    faults.push(fault('not.unique.contact.columns', 'columnNames', 'A column name appears more than once.'));
  for (const [index, name] of columnNames.entries()) faults.push(...columnNameFaults(name, index));
  return faults;
}

/**
 * Faults in the columns that have a meaning for the list. @param columnNames the list's columns; null while
 * they are not known
 */
export function namedColumnFaults(
  { whatsappColumns, contactIdColumn }: Pick<ContactListDocument, 'whatsappColumns' | 'contactIdColumn'>,
  columnNames: readonly string[] | null,
): Fault[] {
  const faults: Fault[] = [];
  const phoneNames = whatsappColumns.map(({ columnName }) => columnName);
  if (hasRepeats(phoneNames))
    faults.push(
      fault('not.unique.phone.columns', 'whatsappColumns', 'A WhatsApp column is named more than once.'),
    );
  for (const [index, name] of phoneNames.entries()) {
    const zoneColumn = whatsappColumns[index]?.contactableTimeColumn ?? null;
    if (
      zoneColumn !== null &&
      (zoneColumn.trim() === '' || (columnNames !== null && !hasColumn(columnNames, zoneColumn)))
    )
      faults.push(
        fault(
          'invalid.property',
          `whatsappColumns[${index}].contactableTimeColumn`,
          `${missingName(zoneColumn, columnNames ?? [])} is not one of the columns.`,
        ),
      );
    if (name.trim() === '')
      faults.push(
        fault(
          'invalid.contact.phone.column',
          `whatsappColumns[${index}].columnName`,
          'The column name is empty.',
        ),
      );
  }
  if (columnNames === null) return faults;
  for (const [index, name] of phoneNames.entries()) {
    if (isSystemColumn(name))
      faults.push(
        fault(
          'system.column.phone.column',
          `whatsappColumns[${index}].columnName`,
          `${JSON.stringify(name)} is the name of a column that exports add.`,
        ),
      );
    else if (!hasColumn(columnNames, name))
      faults.push(
        fault(
          'contact.columns.do.not.contain.phone.number.column',
          `whatsappColumns[${index}].columnName`,
          `${missingName(name, columnNames)} is not one of the columns.`,
        ),
      );
  }
  if (contactIdColumn !== null && !hasColumn(columnNames, contactIdColumn))
    faults.push(
      fault(
        'invalid.property',
        'contactIdColumn',
        `${missingName(contactIdColumn, columnNames)} is not one of the columns.`,
      ),
    );
  return faults;
}

export function countryFaults(country: string | null): Fault[] {
  if (country === null || isKnownCountry(country)) return [];
  return [
    fault(
      'invalid.value',
      'defaultCountry',
      `${JSON.stringify(country)} is not a country; expected ISO 3166 alpha-2 in capitals, e.g. US.`,
    ),
  ];
}

export function timeZoneFaults(timeZone: string | null): Fault[] {
  if (timeZone === null || isTimeZone(timeZone)) return [];
  const message = `${JSON.stringify(timeZone)} is not an IANA time zone; expected an IANA name, e.g. Europe/Berlin.`;
  return [fault('invalid.value', 'timeZone', message)];
}

/** Characters of the names and values of unused properties. */
const MAX_UNUSED = 100_000;

export function unusedPropertyFaults(properties: Readonly<Record<string, string>> | null = {}): Fault[] {
  const entries = Object.entries(properties ?? {});
  const size = entries.reduce((sum, [name, json]) => sum + name.length + json.length, 0);
  if (size > MAX_UNUSED) {
    const message = `The unused properties have ${size} characters; the limit is ${MAX_UNUSED}.`;
    return [fault('constraint.validation', 'unusedProperties', message, MAX_UNUSED)];
  }
  return entries.flatMap(([name, json]) =>
    /^[A-Za-z]\w{0,63}$/.test(name) && isJson(json)
      ? []
      : [
          fault(
            'invalid.value',
            'unusedProperties',
            `The unused property ${JSON.stringify(name.slice(0, 64))} is ${JSON.stringify(json.slice(0, 64))}; expected JSON, under a name of letters and digits.`,
          ),
        ],
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Two spellings of one column are a repeat. */
export const hasRepeats = (names: readonly string[]): boolean =>
  new Set(names.map(columnKeyOf)).size < names.length;

function columnNameFaults(name: string, index: number): Fault[] {
  const field = `columnNames[${index}]`;
  if (name.trim() === '') return [fault('invalid.value', field, 'The column name is empty.')];
  if (name !== name.trim())
    return [fault('invalid.value', field, `${JSON.stringify(name)} starts or ends with white space.`)];
  if (isSystemColumn(name))
    return [
      fault('invalid.value', field, `${JSON.stringify(name)} is the name of a column that exports add.`),
    ];
  const length = lengthOf(name);
  if (length <= MAX_HEADER_LENGTH) return [];
  const message = `The column name has ${length} characters; the limit is ${MAX_HEADER_LENGTH}.`;
  return [fault('invalid.value', field, message, MAX_HEADER_LENGTH)];
}
