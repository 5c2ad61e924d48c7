/** Rows that go to the database together. */
import type { ImportRejectDocument } from '../../schemas/collections.ts';
import type { CsvRow, RowFault } from './csv-row.ts';

export type Batch<T> = {
  items: T[];
  rejects: ImportRejectDocument[];
  /** Keys of the items, where the order of rows with the same key matters. */
  keys: Set<string>;
  /** Rows whose end of entries was passed over. */
  endsIgnored: number;
  /** Records that the items make at most. */
  records: number;
  rowsThrough: number;
  bytesThrough: number;
};

export const newBatch = <T>(): Batch<T> => ({
  items: [],
  rejects: [],
  keys: new Set(),
  endsIgnored: 0,
  records: 0,
  rowsThrough: 0,
  bytesThrough: 0,
});

export function shareKey(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const key of some) if (others.has(key)) return true;
  return false;
}

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
