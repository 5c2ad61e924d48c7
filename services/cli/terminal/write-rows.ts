/** Rows as CSV (cells that a spreadsheet would run are guarded) or as JSON lines, streamed to a file or to standard output. */
import { createWriteStream } from 'node:fs';
import { Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { guardFormula } from '../../domain/contact/formula-guard.ts';
import { UsageError } from '../exit-codes.ts';

export type RowFormat = 'csv' | 'ndjson';

/**
 * @param rows objects with the columns as keys; of the object itself in ndjson
 * @param file null = `out`, which stays open; a new file is its owner's alone: it holds numbers of people
 * @returns how many rows were written
 */
export async function writeRows(
  rows: AsyncIterable<Record<string, unknown>>,
  columns: readonly string[],
  format: RowFormat,
  file: string | null,
  out: Writable & { isTTY?: boolean },
): Promise<number> {
  let count = 0;
  async function* counted(): AsyncGenerator<Record<string, unknown> | unknown[]> {
    for await (const row of rows) {
      count += 1;
      // cells, not objects: the writer would take a column `a.b` for a path
      yield format === 'csv' ? columns.map((name) => row[name]) : row;
    }
  }
  const writer = format === 'csv' ? csvWriter(columns, file !== null || !out.isTTY) : jsonWriter();
  try {
    if (file === null) await pipeline(Readable.from(counted()), writer, out, { end: false });
    else await pipeline(Readable.from(counted()), writer, createWriteStream(file, { mode: 0o600 }));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (file !== null && /^(ENOENT|EACCES|EISDIR|EROFS|EPERM)$/.test(code))
      throw new UsageError(`${file} cannot be written (${(cause as Error).message})`, { cause });
    throw cause;
  }
  return count;
}

/** Starts with a byte-order mark (Genesys contract, section 7): without it, Excel takes UTF-8 for another encoding. On a terminal it is left out. */
const csvWriter = (columns: readonly string[], bom: boolean): Transform =>
  stringify({
    bom,
    header: true,
    columns: columns.map(guardFormula).map((header, index) => ({ key: String(index), header })),
    quoted_match: /[\r\n]/,
    cast: {
      date: (date) => date.toISOString(),
      boolean: (value) => String(value),
      string: (text, { header }) => (header ? text : guardFormula(text)),
    },
  });

const jsonWriter = (): Transform =>
  new Transform({
    writableObjectMode: true,
    transform: (row, _, done) => done(null, `${JSON.stringify(row)}\n`),
  });
