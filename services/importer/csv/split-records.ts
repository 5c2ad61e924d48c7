/**
 * Text that holds complete CSV records → rows of cells with their lines. Text without quotes is simply split
 * at line ends and delimiters; the rest is read record by record.
 */
import type { RowFault } from './csv-row.ts';
import type { Delimiter, LineEnd } from './read-header.ts';
import { readRecord, type RecordFault } from './read-record.ts';

// A bad line does not affect others: a record that cannot be read costs its first line, and reading continues
// with the next. The time is proportional to the text, whatever its content: a portion that takes longer than
// the lease could never be finished.

export type RawRow = { line: number; cells: string[]; fault: RowFault | null };
export type Split = {
  rows: RawRow[];
  /** Lines of the text that were used. */
  lines: number;
  /** The start of a record that does not end in the text. */
  rest: string;
};

/** Longer than 50 cells of 512 characters: a record of this length has an unclosed quote. */
export const MAX_RECORD_LENGTH = 128 * 1024;

/**
 * @param text starts with a record
 * @param firstLine line of its start
 * @param isLast nothing follows
 */
export function splitRecords(
  text: string,
  delimiter: Delimiter,
  lineEnd: LineEnd,
  firstLine: number,
  isLast: boolean,
): Split {
  if (!text.includes('"')) return splitPlain(text, delimiter, lineEnd, firstLine);
  const rows: RawRow[] = [];
  let line = firstLine;
  let start = 0;
  while (start < text.length) {
    const record = readRecord(text, start, delimiter, lineEnd, MAX_RECORD_LENGTH);
    if (typeof record !== 'string') {
      rows.push({ line, cells: record.cells, fault: null });
      line += record.lines;
      start = record.end;
      continue;
    }
    if (record === 'open' && !isLast && text.length - start < MAX_RECORD_LENGTH)
      return { rows, lines: line - firstLine, rest: text.slice(start) };
    const stop = lineStopAfter(text, start, lineEnd);
    rows.push(unparsable(text.slice(start, stop), line, record));
    line += 1;
    start = stop;
  }
  return { rows, lines: line - firstLine, rest: '' };
}

function splitPlain(text: string, delimiter: Delimiter, lineEnd: LineEnd, firstLine: number): Split {
  const rows: RawRow[] = [];
  let line = firstLine;
  let start = 0;
  while (start < text.length) {
    let end = text.indexOf(lineEnd, start);
    if (end < 0) end = text.length;
    const stop = end > start && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    rows.push({ line, cells: text.slice(start, stop).split(delimiter), fault: null });
    line += 1;
    start = end + 1;
  }
  return { rows, lines: line - firstLine, rest: '' };
}

/** How much of an unreadable record is shown with its reason. */
const MAX_TOLD = 200;

const reasons: Readonly<Record<RecordFault, string>> = {
  open: 'a quote is opened and not closed',
  behind: 'a cell has text behind its closing quote',
  astray: 'a quote is opened and not closed',
};

function unparsable(text: string, line: number, fault: RecordFault): RawRow {
  const value = text.trimEnd();
  return {
    line,
    cells: [value],
    fault: {
      code: 'IMPORT_COULD_NOT_PARSE_AN_ENTRY',
      column: null,
      value: value.slice(0, MAX_TOLD),
      reason: reasons[fault],
    },
  };
}

function lineStopAfter(text: string, from: number, lineEnd: LineEnd): number {
  const at = text.indexOf(lineEnd, from);
  return at < 0 ? text.length : at + 1;
}
