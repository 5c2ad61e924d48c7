/** The tables of a document as data, for tests that hold the documents to the code. */
import { readFileSync } from 'node:fs';

/** Rows of the tables below a heading (of any level, up to the next heading) whose first header cell is `first`. */
export function tableOf(file: string, heading: string, first: string): string[][] {
  const text = readFileSync(file, 'utf8');
  const start = text.indexOf(`\n## ${heading}\n`);
  if (start < 0 && heading !== '') throw new Error(`${file} has no part "${heading}"`);
  const rest = heading === '' ? text : text.slice(start + heading.length + 5);
  const end = rest.indexOf('\n## ');
  const lines = (end < 0 ? rest : rest.slice(0, end)).split('\n');
  const rows: string[][] = [];
  let isIn = false;
  for (const line of lines) {
    if (!line.startsWith('|')) isIn = false;
    else {
      const cells = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      if (cells[0] === first) isIn = true;
      else if (isIn && !/^-+$/.test(cells[0] ?? '')) rows.push(cells);
    }
  }
  if (rows.length === 0) throw new Error(`${file}, "${heading}": no table of "${first}"`);
  return rows;
}

/** What stands between backticks in a cell; the bare word empty is an empty text. */
export const quoted = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]*)`|empty/g)].map(([, text = '']) => text);
