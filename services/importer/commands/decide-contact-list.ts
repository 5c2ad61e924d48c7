/** Commands on contact lists: command + state + now → writes, or faults. */
import type { ContactListDocument, ListImport } from '../../../schemas/collections.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { columnNameOf, ownColumnName } from '../../domain/contact/column-text.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { absentColumnFaults, type NamedColumn } from './absent-columns.ts';
import { accept, refuse, type CommandOf, type Decision, type State } from './decision.ts';
import { entryOf, newJob, noSource } from './import-job.ts';
import { columnFaults, newListFaults, timeZoneFaults, unusedPropertyFaults } from './list-faults.ts';

export function createContactList(
  command: CommandOf<'CreateContactList'>,
  state: State,
  now: Date,
): Decision {
  const { commandId, subjectId, body } = command;
  const faults = [
    ...newListFaults(command, state),
    ...columnFaults(command),
    ...absentColumnFaults(namedColumns(body), state.source),
    ...timeZoneFaults(body.timeZone),
    ...unusedPropertyFaults(body.unusedProperties),
  ];
  if (faults.length > 0) return refuse(...faults);
  const job = newJob(commandId, subjectId, 'CONTACTS', body.source, state.source, 1, now);
  const columnNames = (body.columnNames ?? []).map(columnNameOf);
  const list: ContactListDocument = {
    _id: subjectId,
    name: body.name,
    divisionId: body.divisionId ?? HOME_DIVISION,
    columnNames,
    whatsappColumns: ownWhatsappColumns(body.whatsappColumns, columnNames),
    contactIdColumn: body.contactIdColumn && ownColumnName(columnNames, body.contactIdColumn),
    defaultCountry: body.defaultCountry,
    timeZone: body.timeZone,
    ...(Object.keys(body.unusedProperties ?? {}).length > 0
      ? { unusedProperties: { ...body.unusedProperties } }
      : {}),
    size: 0,
    imports: job ? [entryOf(job)] : [],
    arrivalBatches: job ? 1 : 0,
    arrivedThrough: 0,
    version: 1,
    createdAt: now,
  };
  return accept({ kind: 'insert-contact-list', list, job }, 1);
}

/** WhatsApp columns in the list's own spelling of their names, so that they match it from then on. */
export const ownWhatsappColumns = (
  columns: ContactListDocument['whatsappColumns'],
  columnNames: readonly string[],
): ContactListDocument['whatsappColumns'] =>
  columns.map((column) => ({
    ...column,
    columnName: ownColumnName(columnNames, column.columnName),
    contactableTimeColumn:
      column.contactableTimeColumn && ownColumnName(columnNames, column.contactableTimeColumn),
  }));

/** The columns that have a meaning for the list, with the field that names each. */
const namedColumns = ({
  whatsappColumns,
  contactIdColumn,
}: CommandOf<'CreateContactList'>['body']): NamedColumn[] => [
  ...whatsappColumns.flatMap(({ columnName, contactableTimeColumn = null }, index): NamedColumn[] => [
    [
      `whatsappColumns[${index}].columnName`,
      columnName,
      'contact.columns.do.not.contain.phone.number.column',
    ],
    [`whatsappColumns[${index}].contactableTimeColumn`, contactableTimeColumn, 'invalid.property'],
  ]),
  ['contactIdColumn', contactIdColumn, 'invalid.property'],
];

export function importContacts(command: CommandOf<'ImportContacts'>, state: State, now: Date): Decision {
  const { contactList: list, source } = state;
  if (!list) return refuse(listNotFound());
  if (source && 'fault' in source) return refuse(source.fault);
  const { commandId, subjectId, body } = command;
  const batch = list.arrivalBatches + 1;
  const job = newJob(commandId, subjectId, 'CONTACTS', body.source, source, batch, now);
  if (!job) return refuse(noSource());
  const whole = body.clearSystemData === true ? { ...job, clearsSystemData: true as const } : job;
  return accept({ kind: 'queue-import', job: whole, entry: entryOf(job) }, list.version);
}

/**
 * A list that is being filled stays as it is. What it holds is told as removed, and goes behind the
 * transaction.
 */
export function clearContactList(command: CommandOf<'ClearContactList'>, state: State): Decision {
  const { contactList: list } = state;
  if (!list) return refuse(listNotFound());
  const faults = deletionFaults('contact.list', 'contact list', list.imports, []);
  if (faults.length > 0) return refuse(...faults);
  return accept(
    { kind: 'clear-list', of: 'CONTACTS', listId: list._id, commandId: command.commandId },
    list.version,
    list.size > 0 ? [{ type: 'ContactsRemoved', count: list.size }] : [],
  );
}

export function deleteContactList(state: State): Decision {
  const { contactList: list } = state;
  if (!list) return refuse(listNotFound());
  const faults = deletionFaults('contact.list', 'contact list', list.imports, state.usedBy);
  if (faults.length > 0) return refuse(...faults);
  return accept({ kind: 'delete-contact-list', listId: list._id }, null, [
    { type: 'ListDeleted', kind: 'CONTACTS', name: list.name },
  ]);
}

/**
 * A list cannot be deleted while it is being imported or sent to; other campaigns that refer to it become
 * invalid (A4).
 */
export function deletionFaults(
  code: 'contact.list' | 'dnc.list',
  kind: string,
  imports: readonly ListImport[],
  usedBy: State['usedBy'],
): Fault[] {
  const faults: Fault[] = [];
  if (imports.some(({ state }) => state === 'QUEUED' || state === 'RUNNING'))
    faults.push(fault(`${code}.import.in.progress`, null, `An import into the ${kind} has not finished.`));
  const first = usedBy[0];
  if (first)
    faults.push(
      fault(`${code}.in.use`, null, `The ${kind} is in use by the running campaign ${first.name}.`),
    );
  return faults;
}

export const listNotFound = (): Fault =>
  fault('contact.list.not.found', 'subjectId', 'The contact list could not be found.');
