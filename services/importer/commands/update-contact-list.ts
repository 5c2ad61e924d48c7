/**
 * A contact list's name, country and time zone may change at any time. Its WhatsApp and contact id columns
 * are fixed with its first contact, because the numbers and ids of contacts were read from them.
 */
import type { ContactListDocument } from '../../../schemas/collections.ts';
import { nameFaults } from '../../domain/campaign/campaign.ts';
import { ownColumnName } from '../../domain/contact/column-text.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { ownWhatsappColumns } from './decide-contact-list.ts';
import { accept, refuse, type CommandOf, type Decision, type State } from './decision.ts';
import { countryFaults, namedColumnFaults, timeZoneFaults, unusedPropertyFaults } from './list-faults.ts';

export function updateContactList(
  command: CommandOf<'UpdateContactList'>,
  { contactList: list, isNameTaken }: Pick<State, 'contactList' | 'isNameTaken'>,
): Decision {
  if (!list)
    return refuse(fault('contact.list.not.found', 'subjectId', 'The contact list could not be found.'));
  const { name, whatsappColumns, contactIdColumn, defaultCountry, timeZone } = command.body;
  const { version = null, unusedProperties = null } = command.body;
  if (version !== null && version !== list.version)
    return refuse(
      fault(
        'invalid.update.wrong.version',
        'version',
        `The change is based on version ${version}, but the contact list has version ${list.version}: read it again.`,
      ),
    );
  const wanted = [name, whatsappColumns, contactIdColumn, defaultCountry, timeZone, unusedProperties];
  if (wanted.every((field) => field === null))
    return refuse(
      fault(
        'invalid.update',
        null,
        'Nothing to change; expected name, whatsappColumns, contactIdColumn, defaultCountry, timeZone or unusedProperties.',
      ),
    );
  const after: ContactListDocument = {
    ...list,
    name: name ?? list.name,
    whatsappColumns:
      whatsappColumns === null ? list.whatsappColumns : ownWhatsappColumns(whatsappColumns, list.columnNames),
    contactIdColumn: given(
      contactIdColumn && ownColumnName(list.columnNames, contactIdColumn),
      list.contactIdColumn,
    ),
    defaultCountry: given(defaultCountry, list.defaultCountry),
    timeZone: given(timeZone, list.timeZone),
    ...(unusedProperties === null ? {} : { unusedProperties }),
    version: list.version + 1,
  };
  const faults = [
    ...(name === null ? [] : nameFaults(name)),
    ...(isNameTaken ? [fault('duplicate.name', 'name', 'The name already exists.')] : []),
    ...fixedFaults(list, after),
    ...namedColumnFaults(after, list.columnNames.length > 0 ? list.columnNames : null),
    ...countryFaults(after.defaultCountry),
    ...timeZoneFaults(after.timeZone),
    ...unusedPropertyFaults(unusedProperties),
  ];
  return faults.length > 0
    ? refuse(...faults)
    : accept({ kind: 'replace-contact-list', list: after }, after.version);
}

/** An empty text clears a field. */
const given = (wanted: string | null, present: string | null): string | null =>
  wanted === null ? present : wanted === '' ? null : wanted;

function fixedFaults(before: ContactListDocument, after: ContactListDocument): Fault[] {
  const isBeingFilled = before.imports.some(({ state }) => state === 'QUEUED' || state === 'RUNNING');
  if (before.size === 0 && !isBeingFilled) return [];
  const reason = isBeingFilled ? 'an import into it has not finished' : `it has ${before.size} contacts`;
  const fixed = (code: string, field: string): Fault =>
    fault(
      code,
      field,
      `The columns of the contact list cannot change: ${reason}. Import the file into a new list.`,
    );
  return [
    ...(JSON.stringify(before.whatsappColumns) === JSON.stringify(after.whatsappColumns)
      ? []
      : [fixed('cannot.update.phone.columns', 'whatsappColumns')]),
    ...(before.contactIdColumn === after.contactIdColumn
      ? []
      : [fixed('cannot.update.contact.column.names', 'contactIdColumn')]),
  ];
}
