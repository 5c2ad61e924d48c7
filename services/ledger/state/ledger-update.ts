/** The difference between two versions of a ledger entry, as fields that are set and removed. */
import type { LedgerEntry } from './fold-updates.ts';

export type LedgerUpdate = { set: Record<string, unknown>; unset: string[] };

/** A wamid holds the number, and a reason may: of a person who was erased they are not stored again. */
const NAMES_PERSON: ReadonlySet<string> = new Set(['to', 'wamid', 'earlierAttempts', 'reason', 'history']);

export function ledgerUpdate(before: LedgerEntry, after: LedgerEntry): LedgerUpdate {
  const set = Object.entries(after).filter(
    ([field, value]) =>
      before[field as keyof LedgerEntry]?.valueOf() !== value.valueOf() &&
      !(before.erased && NAMES_PERSON.has(field)),
  );
  return {
    set: Object.fromEntries(set),
    // in one order, whatever order the fields came in
    unset: Object.keys(before)
      .filter((field) => !(field in after))
      .sort(),
  };
}
