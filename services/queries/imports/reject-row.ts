/**
 * A rejected row as it can be corrected and uploaded again: the file's own columns and `errors`, which an
 * import passes over.
 */
import type { ImportRejectDocument } from '../../../schemas/collections.ts';
import { ERRORS_COLUMN } from '../../domain/contact/export-columns.ts';

// Cells for which the header has no column are told in `errors`, and so is the line of the file.

type Reject = Pick<ImportRejectDocument, 'line' | 'column' | 'reason' | 'row'>;

/** @param header of the file that was imported; it may be a corrected file with `errors` in it */
export const rejectColumns = (header: readonly string[]): string[] => [
  ...header.filter((name) => name !== ERRORS_COLUMN),
  ERRORS_COLUMN,
];

export function rejectRow(header: readonly string[], reject: Reject): Record<string, string> {
  const { line, column, reason, row } = reject;
  const cells = Object.fromEntries(header.map((name, index) => [name, row[index] ?? '']));
  const surplus = row.slice(header.length).map((cell) => JSON.stringify(cell));
  const errors = [
    `line ${line}${column === null ? '' : `, ${column}`}: ${reason}`,
    ...(surplus.length > 0 ? [`without a column: ${surplus.join(', ')}`] : []),
  ];
  return { ...cells, [ERRORS_COLUMN]: errors.join('; ') };
}
