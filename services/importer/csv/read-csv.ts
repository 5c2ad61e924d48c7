/**
 * Reads a CSV file as a stream: header first, then rows in portions, each row trimmed, and either valid or
 * with its fault. Memory does not grow with the file. README.md has the rules with examples.
 */
import { isUtf8 } from 'node:buffer';
import { unguardFormula } from '../../domain/contact/formula-guard.ts';
import { UnusableFile, type CsvRow, type RowFault } from './csv-row.ts';
import { isLonger, lengthOf, MAX_CELL_LENGTH } from '../limits.ts';
import { binary, readHeader, type Delimiter, type Header } from './read-header.ts';
import { MAX_RECORD_LENGTH, splitRecords, type RawRow } from './split-records.ts';

export type CsvPortion = {
  rows: CsvRow[];
  /** Bytes of the file used so far. */
  bytesRead: number;
};
export type CsvFile = { header: string[]; delimiter: Delimiter; portions: AsyncIterable<CsvPortion> };

type Reading = Header & { keepsBlanks: boolean };

const QUOTE = 34;
/** Longer than any row may be: such a line is not kept in memory. */
const MAX_LINE_BYTES = 2 * MAX_RECORD_LENGTH;
const REPLACEMENT = '\ufffd';

/**
 * @param isLenient the header need not be valid as a whole: only some of its columns are read
 * @param keepsBlanks cells are not trimmed
 * @throws UnusableFile now when the header is unusable, and from the iteration when later parts are not text
 */
export async function readCsv(
  content: AsyncIterable<Buffer>,
  isLenient = false,
  keepsBlanks = false,
): Promise<CsvFile> {
  const source = content[Symbol.asyncIterator]();
  let start: Buffer = Buffer.alloc(0);
  for (;;) {
    const next = await source.next();
    const done = next.done === true;
    if (!next.done) start = start.length === 0 ? next.value : Buffer.concat([start, next.value]);
    const header = readHeader(start, done, isLenient);
    if (header)
      return {
        header: header.names,
        delimiter: header.delimiter,
        portions: readPortions({ ...header, keepsBlanks }, start.subarray(header.bytes), source),
      };
    if (done) throw new UnusableFile('IMPORT_FAILED_TO_READ_HEADERS', 'the file has no header');
  }
}

async function* readPortions(
  header: Reading,
  first: Buffer,
  source: AsyncIterator<Buffer>,
): AsyncGenerator<CsvPortion> {
  const { delimiter, lineEnd } = header;
  const lineEndByte = lineEnd.charCodeAt(0);
  let pending = first;
  let isSkipping = false;
  let { line, bytes: bytesRead } = header;
  for (;;) {
    const next = await source.next();
    const done = next.done === true;
    if (!next.done) pending = pending.length === 0 ? next.value : Buffer.concat([pending, next.value]);
    if (isSkipping) {
      const stop = pending.indexOf(lineEndByte) + 1;
      isSkipping = stop === 0 && !done;
      const skipped = stop > 0 ? stop : pending.length;
      bytesRead += skipped;
      pending = pending.subarray(skipped);
      if (!isSkipping) line += 1;
      yield { rows: [], bytesRead };
    }
    if (!done && pending.length > MAX_LINE_BYTES && !pending.includes(lineEndByte)) {
      if (pending.includes(0)) throw binary(line);
      bytesRead += pending.length;
      yield { rows: [endlessLine(pending, line)], bytesRead };
      pending = Buffer.alloc(0);
      isSkipping = true;
      continue;
    }
    const end = done ? pending.length : wholeRecords(pending, lineEndByte);
    if (end > 0) {
      const bytes = pending.subarray(0, end);
      if (bytes.includes(0)) throw binary(line);
      const { rows, lines, rest } = splitRecords(bytes.toString(), delimiter, lineEnd, line, done);
      const used = rest === '' ? end : behindLines(bytes, lineEndByte, lines);
      pending = pending.subarray(used);
      line += lines;
      bytesRead += used;
      yield { rows: checked(rows, header, isUtf8(bytes)), bytesRead };
    }
    if (done) return;
  }
}

/** How many bytes hold complete records: up to the last line end with an even number of quotes before it. */
function wholeRecords(bytes: Buffer, lineEnd: number): number {
  let quotes = 0;
  for (let at = bytes.indexOf(QUOTE); at >= 0 && at < bytes.length; at += 1) {
    if (bytes[at] === QUOTE) quotes += 1;
  }
  for (let at = bytes.length - 1; at >= 0; at -= 1) {
    if (bytes[at] === QUOTE) quotes -= 1;
    else if (bytes[at] === lineEnd && quotes % 2 === 0) return at + 1;
  }
  // a quote that is never closed: take all complete lines; the faulty one is found there
  return bytes.length > MAX_LINE_BYTES ? bytes.lastIndexOf(lineEnd) + 1 : 0;
}

/** In bytes, because text that is not UTF-8 does not show how many bytes it was read from. */
function behindLines(bytes: Buffer, lineEnd: number, lines: number): number {
  let at = 0;
  for (let line = 0; line < lines; line += 1) at = bytes.indexOf(lineEnd, at) + 1;
  return at;
}

/** The rest of the line is skipped. */
function endlessLine(bytes: Buffer, line: number): CsvRow {
  const value = bytes.subarray(0, 200).toString();
  const reason = `the line has more than ${MAX_LINE_BYTES} bytes`;
  return {
    line,
    cells: [value],
    fault: { code: 'IMPORT_COULD_NOT_PARSE_AN_ENTRY', column: null, value, reason },
  };
}

/**
 * Rows without the empty ones, cells trimmed (and without the formula guard of an export), each with its
 * fault.
 */
function checked(rows: RawRow[], { names, isExport, keepsBlanks }: Reading, isSound: boolean): CsvRow[] {
  const kept: CsvRow[] = [];
  for (const row of rows) {
    const { cells } = row;
    if (row.fault === null) {
      let length = 0;
      for (let index = 0; index < cells.length; index += 1) {
        const found = cells[index] ?? '';
        const kept = keepsBlanks ? found : found.trim();
        const cell = isExport ? unguardFormula(kept) : kept;
        cells[index] = cell;
        length += cell.length;
      }
      if (length === 0 || (keepsBlanks && cells.every(isBlank))) continue;
      dropEmptySurplus(cells, names.length);
      if (cells.length !== names.length) row.fault = misaligned(cells, names);
      else if (length > MAX_CELL_LENGTH) row.fault = longCell(cells, names);
      if (!isSound) row.fault = garbledCell(cells, names) ?? row.fault;
    }
    kept.push(row);
  }
  return kept;
}

const isBlank = (cell: string): boolean => cell.trim() === '';

/** Excel ends rows with delimiters if a column beside the table was once in use. */
function dropEmptySurplus(cells: string[], columns: number): void {
  if (cells.length <= columns) return;
  for (let index = columns; index < cells.length; index += 1) if (!isBlank(cells[index] ?? '')) return;
  cells.length = columns;
}

function misaligned(cells: string[], names: readonly string[]): RowFault {
  const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
  const reason = `the row has ${count}, the header ${names.length} columns`;
  const extra = cells[names.length];
  return extra === undefined
    ? {
        code: 'IMPORT_ENTRY_DOES_NOT_ALIGN_WITH_HEADERS',
        column: names[cells.length] ?? null,
        value: null,
        reason,
      }
    : { code: 'IMPORT_ENTRY_DOES_NOT_ALIGN_WITH_HEADERS', column: null, value: extra, reason };
}

function longCell(cells: string[], names: readonly string[]): RowFault | null {
  const index = cells.findIndex((cell) => isLonger(cell, MAX_CELL_LENGTH));
  const cell = cells[index];
  if (cell === undefined) return null;
  return {
    code: 'IMPORT_CELL_TOO_LONG',
    column: names[index] ?? null,
    value: cell.slice(0, MAX_CELL_LENGTH),
    reason: `the cell has ${lengthOf(cell)} characters; the limit is ${MAX_CELL_LENGTH}`,
  };
}

function garbledCell(cells: string[], names: readonly string[]): RowFault | null {
  const index = cells.findIndex((cell) => cell.includes(REPLACEMENT));
  if (index < 0) return null;
  return {
    code: 'IMPORT_NOT_UTF8',
    column: names[index] ?? null,
    value: (cells[index] ?? '').slice(0, MAX_CELL_LENGTH),
    reason: 'the cell is not UTF-8 text; save the file as CSV in UTF-8',
  };
}
