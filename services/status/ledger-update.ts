/** Changes of ledger entries as MongoDB updates; entries that change alike share one update, which costs less than one each. */
import type { LedgerEntry } from './fold-news.ts';

export type LedgerUpdate = {
  ids: string[];
  set: Partial<LedgerEntry>;
  unset: string[];
};

/** @param changes entries before and after the news */
export function ledgerUpdates(
  changes: ReadonlyArray<{ before: LedgerEntry; after: LedgerEntry }>,
): LedgerUpdate[] {
  const updates = new Map<string, LedgerUpdate>();
  for (const { before, after } of changes) {
    const update = difference(before, after);
    const key = JSON.stringify([update.set, update.unset]);
    const alike = updates.get(key);
    if (alike) alike.ids.push(after._id);
    else updates.set(key, update);
  }
  return [...updates.values()];
}

function difference(before: LedgerEntry, after: LedgerEntry): LedgerUpdate {
  const set: Record<string, unknown> = {};
  const unset: string[] = [];
  for (const [field, value] of Object.entries(after)) {
    if (before[field as keyof LedgerEntry]?.valueOf() !== value?.valueOf()) set[field] = value;
  }
  for (const field of Object.keys(before)) {
    if (!(field in after)) unset.push(field);
  }
  return { ids: [after._id], set: set, unset };
}
