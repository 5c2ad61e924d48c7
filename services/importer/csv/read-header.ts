/** Reads the start of a CSV file: encoding, line ends, delimiter and header. */
import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import { columnKeyOf, columnNameOf } from '../../domain/contact/column-text.ts';
import { isSystemColumn } from '../../domain/contact/export-columns.ts';
import { unguardFormula } from '../../domain/contact/formula-guard.ts';
import { UnusableFile } from './csv-row.ts';
import { lengthOf, MAX_COLUMNS, MAX_HEADER_LENGTH } from '../limits.ts';
import { refuseOtherFormats } from './refuse-other-formats.ts';

// The delimiter is the one of comma, semicolon and tab by which most of the first rows have as many cells as
// the header (otherwise the one that the header has most often outside quotes; comma on a tie). A first line
// `sep=;`, as Excel writes it, decides instead. Columns without a name at the end, as Excel leaves them, are
// ignored.

export type Delimiter = ',' | ';' | '\t';
/** Old spreadsheets on a Mac write CR alone. */
export type LineEnd = '\n' | '\r';

export type Header = {
  names: string[];
  /** It has columns that only our exports have: its cells have the formula guard. */
  isExport: boolean;
  delimiter: Delimiter;
  lineEnd: LineEnd;
  /** Where the first record starts, bytes from the start of the file. */
  bytes: number;
  /** Line on which the first record starts, from 1. */
  line: number;
};

const QUOTE = 34;
const CR = 13;
const LF = 10;
/** More than 50 quoted names of 128 characters, and an export's columns about them, can need. */
const MAX_HEADER_BYTES = 256 * 1024;
/**
 * This much after the header decides about the delimiter: always the same bytes, whatever the pieces of the
 * file.
 */
const SAMPLE_BYTES = 8 * 1024;

/**
 * @param start the file's first bytes
 * @param isWhole there are no more
 * @param isLenient columns that have no name, or the same name, or are too many do not make the file
 *   unusable: only some of its columns are read
 * @returns null when more bytes are needed
 * @throws UnusableFile when it has no usable header or is not UTF-8 text
 */
export function readHeader(start: Buffer, isWhole: boolean, isLenient = false): Header | null {
  if (start.length < 4 && !isWhole) return null;
  refuseOtherFormats(start);
  let bytes = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? 3 : 0;
  let line = 1;
  let separator: Delimiter | null = null;
  for (;;) {
    const end = recordEnd(start, bytes);
    if ((end === null || end.next > start.length - 1) && !isWhole) {
      if (start.length > MAX_HEADER_BYTES)
        throw unreadable(`no header ends within the first ${MAX_HEADER_BYTES} bytes`);
      return null;
    }
    const record = start.subarray(bytes, end?.at ?? start.length);
    const next = end?.next ?? start.length;
    if (record.includes(0)) throw binary(line);
    if (!isLenient && !isUtf8(record)) throw unreadable('the header is not UTF-8 text');
    const text = record.toString();
    const declared = line === 1 ? /^"?sep=([,;\t])"?\s*$/i.exec(text)?.[1] : undefined;
    if (declared !== undefined) separator = declared as Delimiter;
    else if (text.trim() !== '') {
      if (!isWhole && start.length < next + SAMPLE_BYTES) return null;
      const lineEnd = end && start[end.at] === CR && start[end.at + 1] !== LF ? '\r' : '\n';
      const sample = start
        .subarray(next, next + SAMPLE_BYTES)
        .toString()
        .split(lineEnd);
      const isCut = !isWhole || start.length > next + SAMPLE_BYTES;
      const delimiter = separator ?? detectDelimiter(text, isCut ? sample.slice(0, -1) : sample);
      return {
        ...readNames(text, delimiter, isLenient),
        delimiter,
        lineEnd,
        bytes: next,
        line: line + linesIn(text, lineEnd),
      };
    }
    if (next >= start.length && isWhole)
      throw unreadable(bytes === 0 && start.length === 0 ? 'the file is empty' : 'the file has no header');
    bytes = next;
    line += 1;
  }
}

/** Where the record that starts at `from` ends, ignoring quoted line ends; null when it does not end. */
function recordEnd(bytes: Buffer, from: number): { at: number; next: number } | null {
  let isQuoted = false;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (!isQuoted && byte === LF) return { at, next: at + 1 };
    else if (!isQuoted && byte === CR) return { at, next: bytes[at + 1] === LF ? at + 2 : at + 1 };
  }
  return null;
}

const DELIMITERS = [',', ';', '\t'] as const;

/**
 * Counts outside quotes.
 * @param rows first lines after the header; lines with unclosed quotes are ignored
 */
export function detectDelimiter(header: string, rows: readonly string[] = []): Delimiter {
  const present = DELIMITERS.map((delimiter) => ({ delimiter, count: countOf(delimiter, header) ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ delimiter, count }) => ({
      delimiter,
      count,
      fitting: rows.filter((row) => row.trim() !== '' && countOf(delimiter, row) === count).length,
    }))
    .sort((a, b) => b.fitting - a.fitting || b.count - a.count);
  return present[0]?.delimiter ?? ',';
}

/** Null for text with an odd number of quotes. */
function countOf(delimiter: Delimiter, text: string): number | null {
  let count = 0;
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (!isQuoted && character === delimiter) count += 1;
  }
  return isQuoted ? null : count;
}

function readNames(
  text: string,
  delimiter: Delimiter,
  isLenient: boolean,
): Pick<Header, 'names' | 'isExport'> {
  let records: string[][];
  try {
    records = parse(text, { delimiter, trim: true, relax_quotes: true, relax_column_count: true });
  } catch {
    throw unreadable('a quote in the header is not closed');
  }
  const written = (records[0] ?? []).map(columnNameOf);
  while (written.length > 1 && written.at(-1) === '') written.pop();
  const own = written.filter((name) => !isSystemColumn(name)).length;
  const isExport = own < written.length;
  const names = isExport ? written.map(unguardFormula) : written;
  if (isLenient) return { names, isExport };
  if (own > MAX_COLUMNS)
    throw new UnusableFile(
      'IMPORT_TOO_MANY_COLUMNS',
      `the header has ${own} columns; the limit is ${MAX_COLUMNS}`,
    );
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    if (name === '') throw unreadable(`column ${index + 1} of the header has no name`);
    const length = lengthOf(name);
    if (length > MAX_HEADER_LENGTH && !isSystemColumn(name))
      throw unreadable(
        `the name of column ${index + 1} has ${length} characters; the limit is ${MAX_HEADER_LENGTH}`,
      );
    const key = columnKeyOf(name);
    if (seen.has(key)) throw unreadable(`the header names the column ${JSON.stringify(name)} twice`);
    seen.add(key);
  }
  return { names, isExport };
}

/** A NUL byte: UTF-16 without a byte order mark, or not text at all. */
export const binary = (line: number): UnusableFile =>
  new UnusableFile(
    'IMPORT_UNREADABLE_ENCODING',
    `there is a NUL byte at or shortly after line ${line}; expected CSV in UTF-8 (is it UTF-16, or a spreadsheet file?)`,
  );

const unreadable = (message: string): UnusableFile =>
  new UnusableFile('IMPORT_FAILED_TO_READ_HEADERS', message);

export function linesIn(text: string, lineEnd: LineEnd): number {
  let lines = 1;
  for (let at = text.indexOf(lineEnd); at >= 0; at = text.indexOf(lineEnd, at + 1)) lines += 1;
  return lines;
}
