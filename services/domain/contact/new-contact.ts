/** A contact that is added by itself: its cells in the order of its list's columns, and its id. */
import { hash } from 'node:crypto';
import { cellTextOf, columnKeyOf, columnPosition, keepsBlanksIn } from './column-text.ts';

// The id is what it was given; else the value of the list's contact id column; else a hash of its cells, so
// that the same row again is the same contact.

type Columns = {
  readonly columnNames: readonly string[];
  readonly contactIdColumn: string | null;
  readonly unusedProperties?: Readonly<Record<string, string>>;
};

const HASH_DIGITS = 24;
/** NUL parts the values of a row; no cell has one. */
export const BETWEEN_VALUES = '\0';

/** Columns that are left out are empty. @param data column → value */
export function cellsOf(
  data: Readonly<Record<string, string>>,
  list: Pick<Columns, 'columnNames' | 'unusedProperties'>,
): string[] {
  const cells = new Map(Object.entries(data).map(([name, value]) => [columnKeyOf(name), value]));
  const keepsBlanks = keepsBlanksIn(list);
  return list.columnNames.map((name) => {
    const cell = cells.get(columnKeyOf(name)) ?? '';
    return cellTextOf(keepsBlanks ? cell : cell.trim(), keepsBlanks);
  });
}

export const rowIdOf = (values: readonly string[]): string =>
  hash('sha256', values.join(BETWEEN_VALUES), 'hex').slice(0, HASH_DIGITS);

/** @returns '' when the column that the id is taken from is empty */
export function newContactIdOf(
  { id, data }: { readonly id: string | null; readonly data: Readonly<Record<string, string>> },
  list: Columns,
): string {
  if (id !== null) return id;
  const { columnNames, contactIdColumn } = list;
  const values = cellsOf(data, list);
  return contactIdColumn === null
    ? rowIdOf(values)
    : (values[columnPosition(columnNames, contactIdColumn)] ?? '').trim();
}
