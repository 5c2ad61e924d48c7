/**
 * A contact as a row of its list's export (Genesys contract, section 7 "Export columns") and as scripts see
 * it (section 3, DialerContact).
 */
import type { ContactListDocument } from '../../../schemas/collections.ts';
import { attemptColumnsOf, CONTACT_ID_COLUMN } from '../../domain/contact/export-columns.ts';
import { evaluationsOf } from '../../domain/message/latest-attempt.ts';
import type { ContactState } from './contact-state.ts';

type List = Pick<ContactListDocument, '_id' | 'columnNames' | 'whatsappColumns'>;

/** Under the names of `contactExportColumns`. */
export function contactRow(list: List, state: ContactState): Record<string, unknown> {
  const { id, contact, attempts, contactable } = state;
  const isContactable = [...contactable.values()].includes(true);
  const row: Array<[string, unknown]> = [
    [CONTACT_ID_COLUMN, id],
    ...list.columnNames.map((name, index): [string, unknown] => [name, contact.values[index] ?? '']),
    ['ContactCallable', flag(contact.phoneIds.some((phoneId) => phoneId !== null))],
    ['ContactableByWhatsApp', flag(isContactable)],
  ];
  for (const { columnName } of list.whatsappColumns) {
    const names = attemptColumnsOf(columnName);
    const attempt = attempts.get(columnName);
    row.push(
      [names.at, attempt?.at?.toISOString() ?? ''],
      [names.result, attempt?.wrapUpCode ?? ''],
      [names.contactable, flag(contactable.get(columnName) === true)],
      [names.deliveryStatus, attempt?.deliveryStatus ?? ''],
      [names.error, attempt?.error ?? ''],
    );
  }
  return Object.fromEntries(row);
}

/** As the contract's DialerContact, and what became of the last message in each column. */
export function contactView(list: List, state: ContactState) {
  const { id, contact, attempts, contactable } = state;
  const columnStatus = Object.fromEntries(
    [...contactable].map(([name, isContactable]) => [name, { contactable: isContactable }]),
  );
  const delivery = [...attempts].map(([name, { deliveryStatus, error }]) => [
    name,
    { deliveryStatus, error },
  ]);
  return {
    id,
    contactListId: list._id,
    data: Object.fromEntries(list.columnNames.map((name, index) => [name, contact.values[index] ?? ''])),
    callable: contact.phoneIds.some((phoneId) => phoneId !== null),
    contactableStatus: {
      WhatsApp: { contactable: [...contactable.values()].includes(true), columnStatus },
    },
    latestWhatsAppEvaluations: evaluationsOf(attempts),
    latestWhatsAppDelivery: Object.fromEntries(delivery) as Record<string, unknown>,
    configurationOverrides: { priority: contact.priority === true },
    ...(contact.createdAt ? { dateCreated: contact.createdAt.toISOString() } : {}),
  };
}

const flag = (value: boolean): 0 | 1 => (value ? 1 : 0);
