/**
 * How contacts of a list stand: the last attempt in each WhatsApp column, and whether a message may go there
 * now. A page at a time.
 */
import type { ContactDocument, ContactListDocument } from '../../../schemas/collections.ts';
import { contactIdOf } from '../../domain/contact/contact.ts';
import {
  ledgerIdsOf,
  noteAttempts,
  stillOpen,
  type Attempt,
  type ContactPhones,
  type LatestAttempts,
} from '../../domain/message/latest-attempt.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findLatestRuns, findLedgerEntries, findOptedOut } from './contact-store.ts';

export type ContactState = {
  /** Id within the list. */
  readonly id: string;
  readonly contact: ContactDocument;
  /** By WhatsApp column. */
  readonly attempts: ReadonlyMap<string, Attempt>;
  /**
   * By WhatsApp column: a possible number that has not opted out of an integration which the list's campaigns
   * send with.
   */
  readonly contactable: ReadonlyMap<string, boolean>;
};

/** Looks at pages of one list's contacts; the runs are those of the moment when it is made. */
export async function contactStateReader(
  database: Database,
  list: Pick<ContactListDocument, '_id' | 'whatsappColumns'>,
): Promise<(contacts: readonly ContactDocument[]) => Promise<ContactState[]>> {
  const columns = list.whatsappColumns.map(({ columnName }) => columnName);
  const { runs, integrationIds } = await findLatestRuns(database, list._id);

  return async function readStates(contacts) {
    const page = pageOf(list, contacts);
    const latest: LatestAttempts = new Map();
    for (const run of runs) {
      const open = stillOpen(run, columns, page, latest);
      if (open.length === 0) continue;
      const entries = await findLedgerEntries(database, ledgerIdsOf(run, open));
      noteAttempts(run, columns, open, entries, latest);
    }
    const phoneIds = page.flatMap((one) => one.phoneIds).filter((phoneId) => phoneId !== null);
    const optedOut = await findOptedOut(database, integrationIds, phoneIds);
    return statesOf(columns, page, latest, optedOut);
  };
}

type OfPage = ContactPhones & { readonly contact: ContactDocument };

export const pageOf = (
  list: Pick<ContactListDocument, '_id'>,
  contacts: readonly ContactDocument[],
): OfPage[] =>
  contacts.map((contact) => ({
    id: contactIdOf(list._id, contact._id),
    phoneIds: contact.phoneIds,
    contact,
  }));

/** @param optedOut numbers that may not be messaged */
export const statesOf = (
  whatsappColumns: readonly string[],
  page: readonly OfPage[],
  latest: LatestAttempts,
  optedOut: ReadonlySet<string>,
): ContactState[] =>
  page.map(({ id, phoneIds, contact }) => ({
    id,
    contact,
    attempts: since(contact.clearedAt, latest.get(id) ?? new Map<string, Attempt>()),
    contactable: new Map(
      whatsappColumns.map((name, index) => {
        const phoneId = phoneIds[index] ?? null;
        return [name, phoneId !== null && !optedOut.has(phoneId)];
      }),
    ),
  }));

/** Attempts of before the contact's system data were cleared are not shown. */
const since = (
  clearedAt: Date | undefined,
  attempts: ReadonlyMap<string, Attempt>,
): ReadonlyMap<string, Attempt> =>
  clearedAt === undefined
    ? attempts
    : new Map([...attempts].filter(([, { at }]) => at !== null && at > clearedAt));
