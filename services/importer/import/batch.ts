/** Rows that go to the database together. */
import type { ImportRejectDocument } from '../../../schemas/collections.ts';
import type { CsvRow, RowFault } from '../csv/csv-row.ts';

export type Batch<T> = {
  items: T[];
  rejects: ImportRejectDocument[];
  /** Rows that were taken in part, with what was not. */
  notes: ImportRejectDocument[];
  /** What the rejects hold: sound rows are short, rejected ones are not. */
  rejectedBytes: number;
  /** Keys of the items, where the order of rows with the same key matters. */
  keys: Set<string>;
  /** Rows whose end of entries was passed over. */
  endsIgnored: number;
  /** Cells that hold a placeholder of a database or spreadsheet. */
  placeholders: number;
  /** Records that the items make at most. */
  records: number;
  rowsThrough: number;
  bytesThrough: number;
};

export const newBatch = <T>(): Batch<T> => ({
  items: [],
  rejects: [],
  notes: [],
  rejectedBytes: 0,
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

/** About what a rejected row takes in the database; each cell there has its place and length beside it. */
export const bytesOf = (cells: readonly string[]): number =>
  cells.reduce((sum, cell) => sum + cell.length + CELL_BYTES, 0);
const CELL_BYTES = 16;

/** Kept with the row as it was found, to be corrected and uploaded again (B4). */
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
