/** Reads one CSV record in one pass. */
import type { Delimiter, LineEnd } from './read-header.ts';

// A cell that starts with a quote goes to its closing quote, across delimiters and line ends, with doubled
// quotes for one; in any other cell a quote is an ordinary character. White space around quotes is ignored;
// that of any other cell is left for the caller.

export type CsvRecord = {
  cells: string[];
  /** Where the next one starts. */
  end: number;
  /** Line ends in it, its own among them. */
  lines: number;
};
/**
 * `open`: a quote is not closed. `behind`: there is text between a closing quote and the next delimiter.
 * `astray`: the same on a later line: most likely the quote was never closed, and this one opens another
 * cell.
 */
export type RecordFault = 'open' | 'behind' | 'astray';

const QUOTE = 34;
const CR = 13;

/**
 * Takes time in proportion to the record, also when it is faulty.
 * @param longest a quote that is not closed within this many characters counts as not closed
 */
export function readRecord(
  text: string,
  start: number,
  delimiter: Delimiter,
  lineEnd: LineEnd,
  longest: number,
): CsvRecord | RecordFault {
  const [between, behind] = [delimiter.charCodeAt(0), lineEnd.charCodeAt(0)];
  const isEnd = (at: number): boolean => at >= text.length || text.charCodeAt(at) === behind;
  const isBlank = (at: number): boolean =>
    text.charCodeAt(at) !== between && !isEnd(at) && isWhite(text.charCodeAt(at));
  const cells: string[] = [];
  let lines = 1;
  for (let at = start; ; at += 1) {
    let first = at;
    while (isBlank(first)) first += 1;
    if (text.charCodeAt(first) === QUOTE) {
      const close = closingQuote(text, first + 1, start + longest);
      if (close < 0) return 'open';
      const cell = text.slice(first + 1, close);
      lines += occurrences(cell, lineEnd);
      cells.push(cell.includes('"') ? cell.replaceAll('""', '"') : cell);
      at = close + 1;
      while (isBlank(at)) at += 1;
      if (!isEnd(at) && text.charCodeAt(at) !== between) return lines > 1 ? 'astray' : 'behind';
    } else {
      const begin = at;
      at = first;
      while (!isEnd(at) && text.charCodeAt(at) !== between) at += 1;
      const stop = isEnd(at) && at > begin && text.charCodeAt(at - 1) === CR ? at - 1 : at;
      cells.push(text.slice(begin, stop));
    }
    if (isEnd(at)) return { cells, end: at + 1, lines };
  }
}

/** Position of the first quote that is not doubled; -1 when there is none before `limit`. */
function closingQuote(text: string, from: number, limit: number): number {
  for (let at = text.indexOf('"', from); at >= 0 && at < limit; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== QUOTE) return at;
  }
  return -1;
}

/** The characters that String.trim removes. */
const isWhite = (code: number): boolean =>
  code === 32 || (code >= 9 && code <= 13) || (code > 127 && String.fromCharCode(code).trim() === '');

function occurrences(text: string, part: string): number {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) count += 1;
  return count;
}
