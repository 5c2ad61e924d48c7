/**
 * Text that holds whole CSV records → rows of cells with their lines. Text without any quote is split on line ends and delimiters,
 * which is all that CSV means then; the rest goes through csv-parse. Where that finds a fault, records are taken one by one, so that
 * one bad line spoils no other: a quote within an unquoted cell is an ordinary character, a quote that is never closed rejects its line.
 */
import { parse } from 'csv-parse/sync';
import type { RowFault } from './csv-row.ts';
import { linesIn, type Delimiter, type LineEnd } from './read-header.ts';

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
  const records = tryParse(text, delimiter, lineEnd, false);
  return records
    ? withLines(records, lineEnd, firstLine)
    : splitOneByOne(text, delimiter, lineEnd, firstLine, isLast);
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

function withLines(records: string[][], lineEnd: LineEnd, firstLine: number): Split {
  const rows: RawRow[] = [];
  let line = firstLine;
  for (const cells of records) {
    rows.push({ line, cells, fault: null });
    line += 1;
    for (const cell of cells) {
      for (let at = cell.indexOf(lineEnd); at >= 0; at = cell.indexOf(lineEnd, at + 1)) line += 1;
    }
  }
  return { rows, lines: line - firstLine, rest: '' };
}

function splitOneByOne(
  text: string,
  delimiter: Delimiter,
  lineEnd: LineEnd,
  firstLine: number,
  isLast: boolean,
): Split {
  const rows: RawRow[] = [];
  let line = firstLine;
  let start = 0;
  while (start < text.length) {
    const lineStop = lineStopAfter(text, start, lineEnd);
    let stop = lineStop;
    let isOpen = hasOpenQuote(text.slice(start, stop), false);
    while (isOpen && stop < text.length && stop - start < MAX_RECORD_LENGTH) {
      const next = lineStopAfter(text, stop, lineEnd);
      isOpen = hasOpenQuote(text.slice(stop, next), isOpen);
      stop = next;
    }
    if (isOpen && stop === text.length && !isLast && stop - start < MAX_RECORD_LENGTH)
      return { rows, lines: line - firstLine, rest: text.slice(start) };
    const record = text.slice(start, stop);
    const parsed = isOpen ? null : tryParse(record, delimiter, lineEnd, false);
    if (parsed) {
      for (const cells of parsed) rows.push({ line, cells, fault: null });
      line += linesIn(record, lineEnd) - (record.endsWith(lineEnd) ? 1 : 0);
      start = stop;
      continue;
    }
    const alone = text.slice(start, lineStop);
    const cells = tryParse(alone, delimiter, lineEnd, true)?.[0];
    rows.push(cells ? { line, cells, fault: null } : unparsable(alone, line, isOpen));
    line += 1;
    start = lineStop;
  }
  return { rows, lines: line - firstLine, rest: '' };
}

function unparsable(text: string, line: number, isOpen: boolean): RawRow {
  const value = text.trimEnd();
  return {
    line,
    cells: [value],
    fault: {
      code: 'IMPORT_COULD_NOT_PARSE_AN_ENTRY',
      column: null,
      value: value.slice(0, 200),
      reason: isOpen ? 'a quote is opened and not closed' : 'a cell has text behind its closing quote',
    },
  };
}

function tryParse(
  text: string,
  delimiter: Delimiter,
  lineEnd: LineEnd,
  relaxQuotes: boolean,
): string[][] | null {
  try {
    return parse(text, {
      delimiter,
      trim: true,
      relax_quotes: relaxQuotes,
      relax_column_count: true,
      record_delimiter: lineEnd === '\n' ? ['\r\n', '\n'] : ['\r'],
    });
  } catch {
    return null;
  }
}

function lineStopAfter(text: string, from: number, lineEnd: LineEnd): number {
  const at = text.indexOf(lineEnd, from);
  return at < 0 ? text.length : at + 1;
}

function hasOpenQuote(text: string, wasOpen: boolean): boolean {
  let isOpen = wasOpen;
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) isOpen = !isOpen;
  return isOpen;
}
