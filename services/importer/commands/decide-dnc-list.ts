/** Commands on DNC lists: command + state + now → writes, or faults. */
import type { DncListDocument, DncNumberDocument } from '../../../schemas/collections.ts';
import { HOME_DIVISION, nameFaults } from '../../domain/campaign/campaign.ts';
import { columnNameOf } from '../../domain/contact/column-text.ts';
import { timeText } from '../../commands/execution/command-limits.ts';
import { allKeysOf, dncKeyOf } from '../../domain/contact/contact.ts';
import { isTooFarAway, MAX_DNC_DAYS } from '../../domain/time/dnc-end.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { toPhoneId } from '../../domain/phone/phone-id.ts';
import { phoneFaultTexts } from '../../domain/phone/phone-reading.ts';
import { absentColumnFaults, type NamedColumn } from './absent-columns.ts';
import { deletionFaults } from './decide-contact-list.ts';
import { entryOf, newJob, noSource } from './import-job.ts';
import { accept, refuse, type CommandOf, type Decision, type State } from './decision.ts';
import { countryFaults, hasRepeats, newListFaults } from './list-faults.ts';
import { MAX_DNC_RECORDS, MAX_PER_COMMAND, MAX_RECORDS_PER_LIST } from '../limits.ts';

export function createDncList(command: CommandOf<'CreateDncList'>, state: State, now: Date): Decision {
  const { commandId, subjectId, body } = command;
  const faults = newListFaults(command, state);
  if (body.phoneColumns.length === 0 && body.source !== null)
    faults.push(
      fault('dnc.list.phone.columns.empty', 'phoneColumns', 'At least one phone column must be named.'),
    );
  faults.push(...phoneColumnFaults(body.phoneColumns, state.source));
  if (faults.length > 0) return refuse(...faults);
  const job = newJob(commandId, subjectId, 'DNC', body.source, state.source, 1, now);
  const list: DncListDocument = {
    _id: subjectId,
    name: body.name,
    divisionId: body.divisionId ?? HOME_DIVISION,
    contactMethod: body.contactMethod,
    phoneColumns: body.phoneColumns.map(columnNameOf),
    defaultCountry: body.defaultCountry,
    size: 0,
    imports: job ? [entryOf(job)] : [],
    arrivalBatches: job ? 1 : 0,
    version: 1,
    createdAt: now,
  };
  return accept({ kind: 'insert-dnc-list', list, job }, 1);
}

export function importDncNumbers(command: CommandOf<'ImportDncNumbers'>, state: State, now: Date): Decision {
  const { dncList: list, source } = state;
  if (!list) return refuse(listNotFound());
  if (source && 'fault' in source) return refuse(source.fault);
  const { commandId, subjectId, body } = command;
  const { phoneColumns = null, expirationColumn = null } = body;
  const columns = phoneColumns ?? list.phoneColumns;
  if (columns.length === 0)
    return refuse(
      fault(
        'dnc.list.phone.columns.empty',
        phoneColumns === null ? null : 'phoneColumns',
        'The DNC list has no phone columns to import.',
      ),
    );
  const faults = phoneColumns === null ? [] : phoneColumnFaults(phoneColumns, source);
  if (expirationColumn !== null)
    faults.push(...absentColumnFaults([['expirationColumn', expirationColumn, 'invalid.property']], source));
  if (faults.length > 0) return refuse(...faults);
  const batch = (list.arrivalBatches ?? 0) + 1;
  const job = newJob(commandId, subjectId, 'DNC', body.source, source, batch, now);
  if (!job) return refuse(noSource());
  const own = phoneColumns?.map(columnNameOf);
  return accept(
    {
      kind: 'queue-import',
      job: {
        ...job,
        ...(own ? { phoneColumns: own } : {}),
        ...(expirationColumn === null ? {} : { expirationColumn: columnNameOf(expirationColumn) }),
      },
      entry: entryOf(job),
      ...(own && list.phoneColumns.length === 0 ? { phoneColumns: own } : {}),
    },
    list.version,
  );
}

/** @param source the file that must have the columns, as far as it is known */
function phoneColumnFaults(phoneColumns: readonly string[], source: State['source']): Fault[] {
  const faults: Fault[] = [];
  if (hasRepeats(phoneColumns))
    faults.push(fault('not.unique.phone.columns', 'phoneColumns', 'A phone column is named more than once.'));
  for (const [index, name] of phoneColumns.entries()) {
    if (name.trim() === '')
      faults.push(
        fault('invalid.contact.phone.column', `phoneColumns[${index}]`, 'The column name is empty.'),
      );
  }
  const named = phoneColumns.map((name, index): NamedColumn => [
    `phoneColumns[${index}]`,
    name,
    'contact.columns.do.not.contain.phone.number.column',
  ]);
  return [...faults, ...absentColumnFaults(named, source)];
}

/** Name, country and the phone columns of its files change at any time; what is on the list stays. */
export function updateDncList(
  command: CommandOf<'UpdateDncList'>,
  { dncList: list, isNameTaken }: Pick<State, 'dncList' | 'isNameTaken'>,
): Decision {
  if (!list) return refuse(listNotFound());
  const { name, phoneColumns, defaultCountry, version } = command.body;
  if (version !== null && version !== list.version)
    return refuse(
      fault(
        'invalid.update.wrong.version',
        'version',
        `The change is based on version ${version}, but the DNC list has version ${list.version}: read it again.`,
      ),
    );
  if (name === null && phoneColumns === null && defaultCountry === null)
    return refuse(
      fault('invalid.update', null, 'Nothing to change: name, phoneColumns or defaultCountry is expected.'),
    );
  const after: DncListDocument = {
    ...list,
    name: name ?? list.name,
    phoneColumns: phoneColumns?.map(columnNameOf) ?? list.phoneColumns,
    defaultCountry: defaultCountry === null ? list.defaultCountry : defaultCountry || null,
    version: list.version + 1,
  };
  const faults = [
    ...(name === null ? [] : nameFaults(name)),
    ...(isNameTaken ? [fault('duplicate.name', 'name', 'The name already exists.')] : []),
    ...(phoneColumns === null ? [] : phoneColumnFaults(phoneColumns, null)),
    ...countryFaults(after.defaultCountry),
  ];
  return faults.length > 0
    ? refuse(...faults)
    : accept({ kind: 'replace-dnc-list', list: after }, after.version);
}

/** A number that is on the list already gets the expiry time of the command. */
export function addDncNumbers(command: CommandOf<'AddDncNumbers'>, state: State, now: Date): Decision {
  const { dncList: list } = state;
  const { numbers, expiresAt } = command.body;
  if (!list) return refuse(listNotFound());
  const faults = countFaults(numbers);
  if (expiresAt !== null && expiresAt <= now.getTime())
    faults.push(fault('invalid.date', 'expiresAt', 'The end lies in the past.'));
  if (expiresAt !== null && isTooFarAway(new Date(expiresAt), now))
    faults.push(
      fault(
        'invalid.date',
        'expiresAt',
        `The end is ${timeText(expiresAt)}; it may be at most ${MAX_DNC_DAYS} days ahead.`,
        MAX_DNC_DAYS,
      ),
    );
  if (faults.length > 0) return refuse(...faults);
  const read = readNumbers(list, numbers);
  if (read.faults.length > 0) return refuse(...read.faults);
  const added = read.keys.filter((key) => !state.numbers.has(key)).length;
  if (list.size + added > MAX_RECORDS_PER_LIST)
    return refuse(
      fault(
        'dnc.records.per.list.limit.exceeded',
        'numbers',
        `The DNC list has ${list.size} records; the limit is ${MAX_RECORDS_PER_LIST}.`,
        MAX_RECORDS_PER_LIST,
      ),
    );
  if (state.dncRecords + added > MAX_DNC_RECORDS)
    return refuse(
      fault(
        'dnc.records.per.organization.limit.exceeded',
        'numbers',
        `All DNC lists together have ${state.dncRecords} records; the limit is ${MAX_DNC_RECORDS}.`,
        MAX_DNC_RECORDS,
      ),
    );
  const former = allKeysOf(read.keys).filter((key) => !read.keys.includes(key) && state.numbers.has(key));
  const documents = [...read.keys, ...former].map((_id): DncNumberDocument => ({
    _id,
    listId: list._id,
    ...(expiresAt === null ? {} : { expiresAt: new Date(expiresAt) }),
  }));
  return accept({ kind: 'put-dnc-numbers', listId: list._id, numbers: documents, added }, list.version, [
    { type: 'DncNumbersChanged', added, removed: 0 },
  ]);
}

/** Numbers that are not on the list are ignored. */
export function removeDncNumbers(command: CommandOf<'RemoveDncNumbers'>, state: State): Decision {
  const { dncList: list } = state;
  if (!list) return refuse(listNotFound());
  const faults = countFaults(command.body.numbers);
  if (faults.length > 0) return refuse(...faults);
  const read = readNumbers(list, command.body.numbers);
  if (read.faults.length > 0) return refuse(...read.faults);
  const keys = allKeysOf(read.keys).filter((key) => state.numbers.has(key));
  if (keys.length === 0) return accept({ kind: 'nothing' }, list.version);
  return accept({ kind: 'remove-dnc-numbers', listId: list._id, keys }, list.version, [
    { type: 'DncNumbersChanged', added: 0, removed: keys.length },
  ]);
}

/**
 * Also when no entry has expired: the list's size does not follow the entries that the database removes by
 * itself.
 */
export function purgeDncNumbers(state: State): Decision {
  const { dncList: list, ended } = state;
  if (!list) return refuse(listNotFound());
  return accept(
    { kind: 'purge-dnc-numbers', listId: list._id, keys: [...ended] },
    list.version,
    ended.length > 0 ? [{ type: 'DncNumbersChanged', added: 0, removed: ended.length }] : [],
  );
}

/** As clearContactList. */
export function clearDncList(command: CommandOf<'ClearDncList'>, state: State): Decision {
  const { dncList: list } = state;
  if (!list) return refuse(listNotFound());
  const faults = deletionFaults('dnc.list', 'DNC list', list.imports, []);
  if (faults.length > 0) return refuse(...faults);
  return accept(
    { kind: 'clear-list', of: 'DNC', listId: list._id, commandId: command.commandId },
    list.version,
    list.size > 0 ? [{ type: 'DncNumbersChanged', added: 0, removed: list.size }] : [],
  );
}

export function deleteDncList(state: State): Decision {
  const { dncList: list } = state;
  if (!list) return refuse(listNotFound());
  const faults = deletionFaults('dnc.list', 'DNC list', list.imports, state.usedBy);
  if (faults.length > 0) return refuse(...faults);
  return accept({ kind: 'delete-dnc-list', listId: list._id }, null, [
    { type: 'ListDeleted', kind: 'DNC', name: list.name },
  ]);
}

/** Keys of the entries of the given numbers, each once, and a fault for each number that is not possible. */
export function readNumbers(
  list: Pick<DncListDocument, '_id' | 'defaultCountry'>,
  numbers: readonly string[],
): { keys: string[]; faults: Fault[] } {
  const keys = new Set<string>();
  const faults: Fault[] = [];
  for (const [index, text] of numbers.entries()) {
    const reading = toPhoneId(text.trim(), list.defaultCountry);
    if (reading.ok) keys.add(dncKeyOf(list._id, reading.phoneId));
    else
      faults.push(
        fault('invalid.value', `numbers[${index}]`, `The number ${phoneFaultTexts[reading.reason]}.`),
      );
  }
  return { keys: [...keys], faults };
}

export function countFaults(numbers: readonly string[]): Fault[] {
  if (numbers.length === 0) return [fault('no.contacts.specified', 'numbers', 'No numbers were given.')];
  if (numbers.length <= MAX_PER_COMMAND) return [];
  const message = `${numbers.length} numbers were given; a command takes at most ${MAX_PER_COMMAND}.`;
  return [fault('too.many.contacts.added', 'numbers', message, MAX_PER_COMMAND)];
}

const listNotFound = (): Fault =>
  fault('dnc.list.not.found', 'subjectId', 'The DNC list could not be found.');
