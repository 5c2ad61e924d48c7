/** Rows as CSV, streamed; cells that a spreadsheet would run are guarded. */
import { Readable, type Transform } from 'node:stream';
import { stringify } from 'csv-stringify';
import { guardFormula } from '../domain/contact/formula-guard.ts';

type Options = { readonly bom: boolean; readonly cellText: (text: string) => string };

/**
 * Takes arrays of cells in the order of the columns. Starts with a byte-order mark (Genesys contract, section
 * 7): without it, Excel takes UTF-8 for another encoding.
 */
export const csvWriter = (
  columns: readonly string[],
  { bom, cellText }: Options = { bom: true, cellText: guardFormula },
): Transform =>
  stringify({
    bom,
    header: true,
    columns: columns.map(cellText).map((header, index) => ({ key: String(index), header })),
    quoted_match: /[\r\n]/,
    cast: {
      date: (date) => date.toISOString(),
      boolean: (value) => String(value),
      string: (text, { header }) => (header ? text : cellText(text)),
    },
  });

/**
 * @param rows objects with the columns as keys
 * @returns the file as bytes; an error of the rows ends it
 */
export function csvOf(rows: AsyncIterable<Record<string, unknown>>, columns: readonly string[]): Readable {
  // cells, not objects: the writer would take a column `a.b` for a path
  async function* cells(): AsyncGenerator<unknown[]> {
    for await (const row of rows) yield columns.map((name) => row[name]);
  }
  const source = Readable.from(cells());
  const writer = csvWriter(columns);
  source.on('error', (error) => writer.destroy(error));
  writer.on('close', () => source.destroy());
  return source.pipe(writer);
}
