/** A contact as it is shown; and what was sent of one → what a command carries, or its faults. Pure. */
import type { ContactListDocument } from '../../../schemas/collections.ts';
import type { NewContact } from '../../../schemas/types.ts';
import { fault, type Fault } from '../../domain/fault.ts';
import { contactView } from '../../queries/contacts/contact-view.ts';
import type { ContactState } from '../../queries/contacts/contact-state.ts';
import { refTo } from '../http/refs.ts';
import type { ContactBody, ContactEntity } from './contact-schema.ts';

export function toContact(list: ContactListDocument, state: ContactState): ContactEntity {
  const view = contactView(list, state);
  const without = <V extends object>(fields: V): V =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as V;
  const { latestWhatsAppEvaluations: evaluations, latestWhatsAppDelivery: delivery } = view;
  return {
    ...view,
    phoneNumberStatus: {},
    latestWhatsAppEvaluations: mapped(evaluations, without) as ContactEntity['latestWhatsAppEvaluations'],
    latestWhatsAppDelivery: mapped(delivery, (one) => without(one as object)),
    selfUri: `${refTo('contactList', list._id).selfUri}/contacts/${encodeURIComponent(view.id)}`,
  };
}

const mapped = <A, B>(fields: Record<string, A>, view: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, view(value)]));

/** As a command carries it. */
export const newContactOf = ({ id, data }: Pick<ContactBody, 'id' | 'data'>): NewContact => ({
  id: id ?? null,
  data: Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, value === null ? '' : String(value)]),
  ),
});

/** Bytes of contacts in one command: a record on the topic has at most a million. */
const MAX_COMMAND_BYTES = 700_000;

/** Contacts in as few commands as can carry them, in their order. */
export function inCommands(contacts: readonly NewContact[]): NewContact[][] {
  const commands: NewContact[][] = [];
  let bytes = MAX_COMMAND_BYTES;
  for (const contact of contacts) {
    const size = Buffer.byteLength(JSON.stringify(contact));
    if (bytes + size > MAX_COMMAND_BYTES) {
      commands.push([]);
      bytes = 0;
    }
    commands.at(-1)?.push(contact);
    bytes += size;
  }
  return commands;
}

/**
 * What contradicts where the contact is sent to, and what our engine does not serve.
 * @param field path of the contact
 */
export function contactFaults(
  { contactListId, callable }: ContactBody,
  listId: string,
  field: string,
): Fault[] {
  const faults: Fault[] = [];
  const path = (name: string): string => (field === '' ? name : `${field}.${name}`);
  if (contactListId && contactListId !== listId)
    faults.push(
      fault(
        'invalid.value',
        path('contactListId'),
        `The contact names the list ${contactListId}, but is sent to the list ${listId}.`,
      ),
    );
  if (callable === false)
    faults.push(
      fault(
        'invalid.property',
        path('callable'),
        'A contact is callable as long as it has a possible number; put the number on a DNC list instead.',
      ),
    );
  return faults;
}
