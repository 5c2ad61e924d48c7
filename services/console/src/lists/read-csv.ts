/** The beginning of a CSV file, read in the browser: its columns, a few rows, and what its columns seem to hold. */
import { parse } from 'csv-parse/browser/esm/sync';
import { kindOfColumn, type ColumnKind } from './column-kind.ts';

const HEAD_BYTES = 128 * 1_024;
const ROWS = 5;
/** Looked at to see what a column holds: the first ones may be bad. */
const GUESSED_FROM = 200;

export type CsvHead = {
  readonly columns: readonly string[];
  readonly rows: ReadonlyArray<readonly string[]>;
  readonly kinds: readonly ColumnKind[];
};
export type CsvFault = 'empty' | 'binary' | 'unreadable' | 'unnamed' | 'twice';

export async function readCsvHead(file: Blob): Promise<CsvHead | CsvFault> {
  const bytes = new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
  return csvHead(bytes, file.size > HEAD_BYTES);
}

/** @param isCut the file goes on: its last row may be half a row */
export function csvHead(bytes: Uint8Array, isCut: boolean): CsvHead | CsvFault {
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (isUtf16 || bytes.includes(0)) return 'binary';
  const text = new TextDecoder().decode(bytes);
  if (text.trim() === '') return 'empty';
  let records: string[][];
  try {
    records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: true,
      to: GUESSED_FROM + 2,
    });
  } catch {
    return 'unreadable';
  }
  const [header = [], ...rest] = records;
  const columns = header.map((name) => name.trim());
  if (columns.length === 0) return 'empty';
  if (columns.some((name) => name === '')) return 'unnamed';
  if (new Set(columns).size !== columns.length) return 'twice';
  const whole = (isCut && rest.length <= GUESSED_FROM ? rest.slice(0, -1) : rest).slice(0, GUESSED_FROM);
  return {
    columns,
    rows: whole.slice(0, ROWS),
    kinds: columns.map((name, at) =>
      kindOfColumn(
        name,
        whole.map((row) => row[at] ?? ''),
      ),
    ),
  };
}

/** The one of the three that stands in the header most often. */
function delimiterOf(text: string): string {
  const [line = ''] = text.split(/\r?\n/, 1);
  const count = (delimiter: string): number => line.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, one) => (count(one) > count(best) ? one : best));
}
