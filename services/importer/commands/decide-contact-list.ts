/** Commands on contact lists: command + state + now → writes, or faults. */
import type {
  ContactDocument,
  ContactListDocument,
  ImportDocument,
  ListImport,
} from '../../../schemas/collections.ts';
import type { ImportSource, ListKind } from '../../../schemas/types.ts';
import { HOME_DIVISION } from '../../domain/campaign/campaign.ts';
import { ARRIVALS_PER_BATCH, contactIdOf } from '../../domain/contact/contact.ts';
import { columnNameOf, ownColumnName } from '../../domain/contact/column-text.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { arrivedThrough } from '../source/arrived-through.ts';
import { readNewContacts } from '../import/read-contact-row.ts';
import { accept, refuse, type CommandOf, type Decision, type State } from './decision.ts';
import { absentColumnFaults, type NamedColumn } from './absent-columns.ts';
import { columnFaults, newListFaults, timeZoneFaults } from './list-faults.ts';
import { MAX_PER_COMMAND, MAX_RECORDS_PER_LIST } from '../limits.ts';

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

export function addContacts(command: CommandOf<'AddContacts'>, state: State, now: Date): Decision {
  const { contactList: list } = state;
  const { contacts, onlyExisting = false, doNotQueue = false, clearSystemData = false } = command.body;
  if (!list) return refuse(listNotFound());
  if (contacts.length > MAX_PER_COMMAND)
    return refuse(
      fault(
        'too.many.contacts.added',
        'contacts',
        `Too many contacts added, the limit is ${MAX_PER_COMMAND}`,
        MAX_PER_COMMAND,
      ),
    );
  const arrivalBatch = list.arrivalBatches + 1;
  const read = readNewContacts(contacts, list, arrivalBatch);
  if (read.faults.length > 0) return refuse(...read.faults);

  const inserted: ContactDocument[] = [];
  const changed: ContactDocument[] = [];
  for (const contact of read.contacts) {
    const present = state.contacts.get(contact._id);
    if (!present) inserted.push(contact);
    else if (clearSystemData || !sameValues(present, contact))
      changed.push({
        ...contact,
        arrival: present.arrival,
        ...(clearSystemData ? { clearedAt: now } : {}),
      });
  }
  if (onlyExisting && inserted.length > 0)
    return refuse(
      ...inserted.map(({ _id }) =>
        fault(
          'contact.does.not.exist',
          'contacts',
          `There is no contact ${JSON.stringify(contactIdOf(list._id, _id))} in the list.`,
        ),
      ),
    );
  if (list.size + inserted.length > MAX_RECORDS_PER_LIST)
    return refuse(
      fault(
        'max.entity.count.reached',
        'contacts',
        `The list has ${list.size} contacts; the limit is ${MAX_RECORDS_PER_LIST}.`,
        MAX_RECORDS_PER_LIST,
      ),
    );
  if (inserted.length + changed.length === 0) return accept({ kind: 'nothing' }, list.version);
  const quiet = doNotQueue ? inserted.length : 0;
  const before = list.quietArrivals ?? 0;
  if (before + quiet >= ARRIVALS_PER_BATCH)
    return refuse(
      fault(
        'constraint.validation',
        'doNotQueue',
        `The list took in ${before} contacts without queueing them, and has no room for more. Clear it, or queue them.`,
      ),
    );
  // below everything that a run has seen, so that none that has begun looks there
  if (doNotQueue) for (const [index, contact] of inserted.entries()) contact.arrival = before + index + 1;
  const through = arrivedThrough(list.imports, arrivalBatch);
  return accept(
    {
      ...{ kind: 'add-contacts', listId: list._id, inserted, changed, quiet },
      ...{ arrivalBatch, arrivedThrough: through },
    },
    list.version,
    inserted.length > quiet
      ? [{ type: 'ContactsAdded', count: inserted.length, throughArrival: through }]
      : [],
  );
}

/** Contacts that are not in the list are ignored. */
export function removeContacts(command: CommandOf<'RemoveContacts'>, state: State): Decision {
  const { contactList: list } = state;
  const { contactIds } = command.body;
  if (!list) return refuse(listNotFound());
  if (contactIds.length === 0)
    return refuse(fault('no.contacts.specified', 'contactIds', 'No contacts were given.'));
  if (contactIds.length > MAX_PER_COMMAND)
    return refuse(
      fault(
        'too.many.contacts.added',
        'contactIds',
        `Too many contacts to remove, the limit is ${MAX_PER_COMMAND}`,
        MAX_PER_COMMAND,
      ),
    );
  const keys = [...state.contacts.keys()];
  if (keys.length === 0) return accept({ kind: 'nothing' }, list.version);
  return accept({ kind: 'remove-contacts', listId: list._id, keys }, list.version, [
    { type: 'ContactsRemoved', count: keys.length },
  ]);
}

/** A list that is being filled stays as it is. What it holds is told as removed, and goes behind the transaction. */
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

/** The import for a command; null when it names no file. */
export function newJob(
  commandId: string,
  listId: string,
  kind: ListKind,
  source: ImportSource | null,
  found: State['source'],
  arrivalBatch: number,
  now: Date,
): ImportDocument | null {
  if (!source || !found || 'fault' in found) return null;
  return {
    _id: commandId,
    listId,
    kind,
    source,
    state: 'QUEUED',
    rowsRead: 0,
    imported: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    totalBytes: found.bytes,
    bytesRead: 0,
    failureReason: null,
    failureDetail: null,
    arrivalBatch,
    leaseOwner: null,
    leaseUntil: null,
    claims: 0,
    createdAt: now,
    finishedAt: null,
  };
}

export const entryOf = (job: ImportDocument): ListImport => ({
  id: job._id,
  state: job.state,
  reason: null,
  arrivalBatch: job.arrivalBatch,
});

export const noSource = (): Fault =>
  fault('invalid.value', 'source', 'Expected exactly one of uploadId, path and url.');

const listNotFound = (): Fault =>
  fault('contact.list.not.found', 'subjectId', 'The contact list could not be found.');

export function sameValues(
  a: Pick<ContactDocument, 'values' | 'phoneIds'>,
  b: Pick<ContactDocument, 'values' | 'phoneIds'>,
): boolean {
  return equal(a.values, b.values) && equal(a.phoneIds, b.phoneIds);
}

const equal = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);
