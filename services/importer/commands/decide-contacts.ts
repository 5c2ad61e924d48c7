/** Commands on the contacts of a list: command + state + now → writes, or faults. */
import type { ContactDocument } from '../../../schemas/collections.ts';
import { ARRIVALS_PER_BATCH, contactIdOf } from '../../domain/contact/contact.ts';
import { fault } from '../../domain/fault.ts';
import { readNewContacts } from '../import/read-contact-row.ts';
import { MAX_PER_COMMAND, MAX_RECORDS_PER_LIST } from '../limits.ts';
import { arrivedThrough } from '../source/arrived-through.ts';
import { listNotFound } from './decide-contact-list.ts';
import { accept, refuse, type CommandOf, type Decision, type State } from './decision.ts';

export function addContacts(command: CommandOf<'AddContacts'>, state: State, now: Date): Decision {
  const { contactList: list } = state;
  const {
    contacts,
    onlyExisting = false,
    doNotQueue = false,
    clearSystemData = false,
    priority = false,
  } = command.body;
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
    if (!present) inserted.push({ ...contact, createdAt: now });
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
  else if (priority) for (const contact of inserted) contact.priority = true;
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

export function sameValues(
  a: Pick<ContactDocument, 'values' | 'phoneIds'>,
  b: Pick<ContactDocument, 'values' | 'phoneIds'>,
): boolean {
  return equal(a.values, b.values) && equal(a.phoneIds, b.phoneIds);
}

const equal = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, index) => value === b[index]);
