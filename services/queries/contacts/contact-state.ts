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
  type RunOfList,
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
    if (page.length === 0) return [];
    const phoneIds = page.flatMap((one) => one.phoneIds).filter((phoneId) => phoneId !== null);
    const [latest, optedOut] = await Promise.all([
      latestAttempts(database, runs, columns, page),
      findOptedOut(database, integrationIds, phoneIds),
    ]);
    return statesOf(columns, page, latest, optedOut);
  };
}

/** So many ids are looked up at once. */
const MAX_IDS = 5_000;

/** In the newest run most contacts of a page have their last attempt; the runs before it are asked together. */
async function latestAttempts(
  database: Database,
  runs: readonly RunOfList[],
  columns: readonly string[],
  page: readonly OfPage[],
): Promise<LatestAttempts> {
  const latest: LatestAttempts = new Map();
  for (let [from, count] = [0, 1]; from < runs.length;) {
    const asked = runs.slice(from, from + count).map((run) => {
      const open = stillOpen(run, columns, page, latest);
      return { run, open, ids: ledgerIdsOf(run, open) };
    });
    const ids = asked.flatMap((one) => one.ids);
    const entries = ids.length === 0 ? [] : await findLedgerEntries(database, ids);
    for (const { run, open } of asked)
      noteAttempts(
        run,
        columns,
        open,
        entries.filter(({ _id }) => isOfRun(run, _id)),
        latest,
      );
    from += count;
    count = Math.max(1, Math.floor((MAX_IDS * count) / Math.max(1, ids.length)));
  }
  return latest;
}

const isOfRun = ({ runId }: RunOfList, ledgerId: string): boolean => ledgerId.startsWith(`${runId}-`);

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
