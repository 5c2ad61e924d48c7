/**
 * Text that holds complete CSV records → rows of cells with their lines. A line without quotes is simply split
 * at its delimiters; a record that has one is read character by character.
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

const CR = 13;

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
  const rows: RawRow[] = [];
  let line = firstLine;
  let start = 0;
  let quote = nextOr(text, '"', 0);
  while (start < text.length) {
    if (quote < start) quote = nextOr(text, '"', start);
    const end = nextOr(text, lineEnd, start);
    if (end <= quote) {
      rows.push({ line, cells: plainCells(text, start, end, delimiter), fault: null });
      line += 1;
      start = end + 1;
      continue;
    }
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

/** Cells of a line without quotes. */
function plainCells(text: string, start: number, end: number, delimiter: Delimiter): string[] {
  const stop = end > start && text.charCodeAt(end - 1) === CR ? end - 1 : end;
  return text.slice(start, stop).split(delimiter);
}

/** Where the next one is; the text's length when there is none. */
function nextOr(text: string, part: string, from: number): number {
  const at = text.indexOf(part, from);
  return at < 0 ? text.length : at;
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
