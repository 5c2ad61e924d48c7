/**
 * Rows as CSV (cells that a spreadsheet would run are guarded) or as JSON lines, streamed to a file or to
 * standard output.
 */
import { open } from 'node:fs/promises';
import { Readable, Transform, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { guardFormula } from '../../domain/contact/formula-guard.ts';
import { csvWriter } from '../../queries/csv-rows.ts';
import { UsageError } from '../exit-codes.ts';
import { terminalJson, terminalText } from './terminal-text.ts';

const OWNER_ONLY = 0o600;

export type RowFormat = 'csv' | 'ndjson';

/**
 * @param rows objects with the columns as keys; of the object itself in ndjson
 * @param file null = `out`, which stays open; a file becomes its owner's alone, also one that exists: it
 *   holds numbers of people
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
  const writer = format === 'csv' ? csvFor(columns, file === null && out.isTTY === true) : jsonWriter();
  try {
    if (file === null) await pipeline(Readable.from(counted()), writer, out, { end: false });
    else await pipeline(Readable.from(counted()), writer, await privateFile(file));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (file !== null && /^(ENOENT|EACCES|EISDIR|EROFS|EPERM)$/.test(code))
      throw new UsageError(`${file} cannot be written (${(cause as Error).message})`, { cause });
    throw cause;
  }
  return count;
}

/**
 * Empties the file or makes it, and takes everybody else's rights to it before anything is written. A device
 * stays as it is.
 */
async function privateFile(path: string): Promise<Writable> {
  const file = await open(path, 'w', OWNER_ONLY);
  try {
    if ((await file.stat()).isFile()) await file.chmod(OWNER_ONLY);
    return file.createWriteStream();
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** On a terminal there is no byte-order mark, and control characters are escaped. */
const csvFor = (columns: readonly string[], isTerminal: boolean): Transform =>
  isTerminal
    ? csvWriter(columns, { bom: false, cellText: (text) => terminalText(guardFormula(text)) })
    : csvWriter(columns);

const jsonWriter = (): Transform =>
  new Transform({
    writableObjectMode: true,
    transform: (row, _, done) => done(null, `${terminalJson(row)}\n`),
  });
