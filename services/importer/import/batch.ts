/** Rows that are written to the database together. */
import type { ImportRejectDocument } from '../../../schemas/collections.ts';
import type { CsvRow, RowFault } from '../csv/csv-row.ts';

export type Batch<T> = {
  items: T[];
  rejects: ImportRejectDocument[];
  /** Rows of which only a part was taken, with the part that was not. */
  notes: ImportRejectDocument[];
  /** Size of the rows, as `sizeOf` gives it. */
  size: number;
  /** Keys of the items, where the order of rows with the same key matters. */
  keys: Set<string>;
  /** Rows whose expiry time was ignored. */
  endsIgnored: number;
  /** Cells that hold a placeholder of a database or spreadsheet. */
  placeholders: number;
  /** The largest number of records that the items can make. */
  records: number;
  rowsThrough: number;
  bytesThrough: number;
};

export const newBatch = <T>(): Batch<T> => ({
  items: [],
  rejects: [],
  notes: [],
  size: 0,
  keys: new Set(),
  endsIgnored: 0,
  placeholders: 0,
  records: 0,
  rowsThrough: 0,
  bytesThrough: 0,
});

export function shareKey(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const key of some) if (others.has(key)) return true;
  return false;
}

/**
 * Approximate size of a row in the database: characters, and for each cell its position and length. A
 * character is at most three bytes.
 */
export function sizeOf(cells: readonly string[]): number {
  let size = cells.length * CELL_BYTES;
  for (const cell of cells) size += cell.length;
  return size;
}
const CELL_BYTES = 16;

/** Stored with the row as found, to be corrected and uploaded again (B4). */
export function rejectOf(importId: string, { line, cells }: CsvRow, fault: RowFault): ImportRejectDocument {
  return {
    _id: `${importId}:${String(line).padStart(10, '0')}`,
    importId,
    line,
    column: fault.column,
    value: fault.value,
    code: fault.code,
    reason: fault.reason,
    row: cells,
  };
}
