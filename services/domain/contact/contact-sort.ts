/**
 * The order in which a run messages its contacts (E1–E4). This comparator is the specification; planning must
 * give the same order.
 */
import { columnPosition } from './column-text.ts';
import { readNumber } from './read-number.ts';

// - Up to four keys, the first has the highest precedence; each ascending or descending.
// - Text compares by code points ("10" before "9", "Z" before "a"); ISO 8601 dates thus sort as dates.
// - With `numeric` the cell is read as in read-number.ts.
// - Empty cells, and with `numeric` cells that are not numbers, come last in either direction and are equal
// among themselves.
// - Contacts that are equal in all keys keep the order of arrival.

export const MAX_CONTACT_SORTS = 4;

/** One key: a column of the list by its position. */
export type SortKey = { readonly column: number; readonly descending: boolean; readonly numeric: boolean };

export type SortableContact = { readonly values: readonly string[]; readonly arrival: number };

type ContactSort = {
  readonly fieldName: string;
  readonly direction: 'ASC' | 'DESC';
  readonly numeric: boolean;
};

/** Sorts as keys on a list's columns; or the name of the first column that the list lacks. */
export function sortKeysOf(
  sorts: readonly ContactSort[],
  columnNames: readonly string[],
): { keys: SortKey[] } | { missingColumn: string } {
  const keys: SortKey[] = [];
  for (const { fieldName, direction, numeric } of sorts) {
    const column = columnPosition(columnNames, fieldName);
    if (column < 0) return { missingColumn: fieldName };
    keys.push({ column, descending: direction === 'DESC', numeric });
  }
  return { keys };
}

/** @returns negative when `a` comes before `b`; 0 only for the same arrival */
export function compareContacts(keys: readonly SortKey[], a: SortableContact, b: SortableContact): number {
  for (const { column, descending, numeric } of keys) {
    const ofA = sortableCell(a.values[column], numeric);
    const ofB = sortableCell(b.values[column], numeric);
    if (ofA === null || ofB === null) {
      if (ofA !== ofB) return ofA === null ? 1 : -1; // last, in either direction
      continue;
    }
    const order = typeof ofA === 'number' ? ofA - (ofB as number) : compareCodePoints(ofA, ofB as string);
    if (order !== 0) return descending ? -order : order;
  }
  return a.arrival - b.arrival;
}

/** The part of a cell that is compared; null = comes last. */
export function sortableCell(cell: string | undefined, numeric: boolean): string | number | null {
  if (cell === undefined || cell.trim() === '') return null;
  return numeric ? readNumber(cell) : cell;
}

/**
 * Compares by code points, which is also the order of UTF-8 bytes; `<` on strings would compare UTF-16 units.
 */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const ofA = a.charCodeAt(at);
    const ofB = b.charCodeAt(at);
    if (ofA !== ofB) return codePointRank(ofA) - codePointRank(ofB);
  }
  return a.length - b.length;
}

/** Surrogates (0xD800–0xDFFF) stand for code points above all other units. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
