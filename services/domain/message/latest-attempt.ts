/**
 * The last attempt to message a contact, for each WhatsApp column of its list, from the ledger of the runs
 * over that list.
 */
import { columnPosition, hasColumn, ownColumnName } from '../contact/column-text.ts';
import { personOf } from '../phone/person-of.ts';
import { deliveryStatus, wrapUpCode, type Outcome } from './message-outcome.ts';
import { exclusionIdOf, messageIdOf } from './message.ts';

// This needs no extra writes: ledger ids can be computed from run and number (or contact), so a page of
// contacts is looked up by id, run by run from the newest. Only messages with an outcome count. A number that
// has changed since then has no last attempt.

/** A run over the list. `whatsappColumn`: the column that it used; null = not known. */
export type RunOfList = { readonly runId: string; readonly whatsappColumn: string | null };

/** A contact's id within its list, and its Phone IDs in the order of the list's WhatsApp columns. */
export type ContactPhones = { readonly id: string; readonly phoneIds: ReadonlyArray<string | null> };

/** The part of a ledger document that is read. */
export type LedgerEntry = Outcome & {
  readonly _id: string;
  readonly contactId: string;
  readonly to?: string;
  readonly detail?: string;
  readonly intentAt?: Date;
  readonly endedAt?: Date;
};

export type Attempt = {
  /** The number that got (or would have got) the message. */
  readonly address: string | null;
  /** When the request was sent; for a skipped contact, when it was skipped. */
  readonly at: Date | null;
  readonly wrapUpCode: string;
  readonly deliveryStatus: string | null;
  /** Error code and text, or why the contact was skipped; null when there was no error. */
  readonly error: string | null;
};

/** By contact id, then by WhatsApp column. */
export type LatestAttempts = Map<string, Map<string, Attempt>>;

/** Contacts for which an older run may have an attempt that newer runs do not have. */
export function stillOpen<C extends ContactPhones>(
  run: RunOfList,
  whatsappColumns: readonly string[],
  contacts: readonly C[],
  latest: LatestAttempts,
): C[] {
  const { whatsappColumn } = run;
  const columns =
    whatsappColumn !== null && hasColumn(whatsappColumns, whatsappColumn)
      ? [ownColumnName(whatsappColumns, whatsappColumn)]
      : whatsappColumns;
  return contacts.filter(({ id }) => columns.some((name) => !latest.get(id)?.has(name)));
}

/** All ids under which a run's ledger may have something about the contacts. */
export function ledgerIdsOf({ runId }: RunOfList, contacts: readonly ContactPhones[]): string[] {
  const ids = new Set<string>();
  for (const { id, phoneIds } of contacts) {
    ids.add(exclusionIdOf(runId, id));
    for (const phoneId of phoneIds) if (phoneId !== null) ids.add(messageIdOf(runId, phoneId));
  }
  return [...ids];
}

/**
 * Adds what a run has about contacts for which no newer run has anything.
 * @param entries ledger entries found under the run's ids, for these and other contacts
 */
export function noteAttempts(
  run: RunOfList,
  whatsappColumns: readonly string[],
  contacts: readonly ContactPhones[],
  entries: readonly LedgerEntry[],
  latest: LatestAttempts,
): void {
  const phonesOf = new Map(contacts.map(({ id, phoneIds }) => [id, phoneIds]));
  // a message takes precedence over an exclusion in the same run
  const ordered = [...entries].sort((a, b) => Number(a.to === undefined) - Number(b.to === undefined));
  for (const entry of ordered) {
    // if two contacts have the same number, the message belongs to the contact whose id it has
    const phoneIds = phonesOf.get(entry.contactId);
    const code = wrapUpCode(entry);
    if (!phoneIds || code === null) continue;
    const column = columnOf(entry, run, whatsappColumns, phoneIds);
    const known = latest.get(entry.contactId) ?? new Map<string, Attempt>();
    latest.set(entry.contactId, known);
    if (column === undefined || known.has(column)) continue;
    const address = entry.to ?? phoneIds[whatsappColumns.indexOf(column)] ?? null;
    known.set(column, {
      address,
      at: entry.intentAt ?? entry.endedAt ?? null,
      wrapUpCode: code,
      deliveryStatus: deliveryStatus(entry),
      error: errorOf(entry),
    });
  }
}

/** As the contract's MessageEvaluation (section 3). */
export type MessageEvaluation = {
  contactColumn: string;
  contactAddress: string | null;
  messageType: 'WhatsApp';
  /** With hyphens, e.g. `OUTBOUND-MESSAGE-SENT`. */
  wrapupCodeId: string;
  /** ISO 8601. */
  timestamp: string | null;
};

/** `latestWhatsAppEvaluations` of a contact, by column. */
export const evaluationsOf = (attempts: ReadonlyMap<string, Attempt>): Record<string, MessageEvaluation> =>
  Object.fromEntries(
    [...attempts].map(([contactColumn, { address, wrapUpCode: code, at }]) => [
      contactColumn,
      {
        contactColumn,
        contactAddress: address,
        messageType: 'WhatsApp',
        wrapupCodeId: code,
        timestamp: at?.toISOString() ?? null,
      },
    ]),
  );

/**
 * The run's column; if that is not known or has another number, the first column with the number of the
 * message.
 */
function columnOf(
  { to }: LedgerEntry,
  { whatsappColumn }: RunOfList,
  whatsappColumns: readonly string[],
  phoneIds: ReadonlyArray<string | null>,
): string | undefined {
  const own = whatsappColumn === null ? -1 : columnPosition(whatsappColumns, whatsappColumn);
  if (to === undefined) return whatsappColumns[Math.max(own, 0)];
  const positions = phoneIds.flatMap((phoneId, index) =>
    phoneId !== null && personOf(phoneId) === personOf(to) ? [index] : [],
  );
  return whatsappColumns[positions.includes(own) ? own : (positions[0] ?? -1)];
}

function errorOf({ code, reason, detail, state }: LedgerEntry): string | null {
  const text = state === 'SKIPPED' ? (detail ?? reason) : reason;
  const parts = [code, text].filter((part) => part !== undefined && part !== '');
  return parts.length > 0 ? parts.join(' ') : null;
}
