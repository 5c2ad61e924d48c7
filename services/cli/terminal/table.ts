/** Rows as aligned columns for people. */

/** @param rows the first is the header */
export function table(rows: readonly (readonly string[])[]): string {
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
