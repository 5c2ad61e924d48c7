/** The difference between two versions of a ledger entry, as a MongoDB update. (One update for many that change alike was tried: no faster.) */
import type { LedgerEntry } from './fold-updates.ts';

export type LedgerUpdate = { $set?: Record<string, unknown>; $unset?: Record<string, 1> };

/** A wamid holds the number, and a reason may: of a person who was erased they are not stored again. */
const NAMES_PERSON: ReadonlySet<string> = new Set(['to', 'wamid', 'earlierAttempts', 'reason', 'history']);

export function ledgerUpdate(before: LedgerEntry, after: LedgerEntry): LedgerUpdate {
  const set = Object.entries(after).filter(
    ([field, value]) =>
      before[field as keyof LedgerEntry]?.valueOf() !== value.valueOf() &&
      !(before.erased && NAMES_PERSON.has(field)),
  );
  const unset = Object.keys(before).filter((field) => !(field in after));
  return {
    ...(set.length > 0 ? { $set: Object.fromEntries(set) } : {}),
    ...(unset.length > 0 ? { $unset: Object.fromEntries(unset.map((field) => [field, 1])) } : {}),
  };
}
