/** Rows as aligned columns for people. */
import { terminalLine } from './terminal-text.ts';

/** @param cells rows of cells, the first is the header; a line break within a cell does not break its row */
export function table(cells: readonly (readonly string[])[]): string {
  const rows = cells.map((row) => row.map(terminalLine));
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, [...cell].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Names and values, one a line. */
export const fields = (values: Record<string, string | number | boolean | null>): string =>
  table(Object.entries(values).map(([name, value]) => [`${name}:`, String(value ?? '-')]));
