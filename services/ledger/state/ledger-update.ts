/** The difference between two versions of a ledger entry, as fields that are set and removed. */
import type { LedgerEntry } from './fold-updates.ts';

export type LedgerUpdate = { set: Record<string, unknown>; unset: string[] };

/** A wamid holds the number, and a reason may: of a person who was erased they are not stored again. */
const NAMES_PERSON: ReadonlySet<string> = new Set(['to', 'wamid', 'earlierAttempts', 'reason', 'history']);

export function ledgerUpdate(before: LedgerEntry, after: LedgerEntry): LedgerUpdate {
  const set: LedgerUpdate['set'] = {};
  const unset: string[] = [];
  for (const name in after) {
    const field = name as keyof LedgerEntry;
    const value = after[field];
    if (before[field]?.valueOf() === value?.valueOf()) continue;
    if (!before.erased || !NAMES_PERSON.has(field)) set[field] = value;
  }
  for (const field in before) if (!(field in after)) unset.push(field);
  // in one order, whatever order the fields came in
  return { set, unset: unset.length > 1 ? unset.sort() : unset };
}
