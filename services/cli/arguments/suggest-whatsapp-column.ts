/**
 * Suggests the column of a file that holds the numbers, if none was given: the only column in whose first
 * rows most cells are possible numbers. The suggestion is printed; an unclear case is not guessed.
 */
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { isSystemColumn } from '../../domain/contact/export-columns.ts';
import { toPhoneId } from '../../domain/phone/phone-id.ts';

const ROWS = 200;
/** Share of the cells that are not empty. */
const MOST = 0.8;

export type Suggestion = {
  /** Null when no column is clear. */
  column: string | null;
  /** The file's columns; empty when it cannot be read as CSV. */
  columns: string[];
};

/** @param country for numbers written nationally, or null */
export async function suggestWhatsAppColumn(file: string, country: string | null): Promise<Suggestion> {
  const rows = await firstRows(file);
  const [header = [], ...cells] = rows;
  const columns = header.filter((name) => name !== '' && !isSystemColumn(name));
  const likely = columns.filter((name) => isLikely(cells, header.indexOf(name), country));
  return { column: likely.length === 1 ? (likely[0] ?? null) : null, columns };
}

function isLikely(rows: readonly string[][], index: number, country: string | null): boolean {
  const filled = rows.flatMap((row) => row[index]?.trim() || []);
  const numbers = filled.filter(
    (cell) => /\d{6}/.test(cell.replace(/\D/g, '')) && toPhoneId(cell, country).ok,
  );
  return filled.length > 0 && numbers.length >= filled.length * MOST;
}

async function firstRows(file: string): Promise<string[][]> {
  const rows: string[][] = [];
  const options = { bom: true, trim: true, relax_column_count: true, relax_quotes: true };
  const input = createReadStream(file);
  try {
    // the importer decides about the file; here the delimiter is the one that the first line has most often
    let delimiter: string | null = null;
    for await (const chunk of createReadStream(file, { end: 64 * 1024 })) {
      const [line = ''] = (chunk as Buffer).toString('utf8').split(/\r?\n/);
      delimiter = [',', ';', '\t'].reduce((best, sign) =>
        line.split(sign).length > line.split(best).length ? sign : best,
      );
      break;
    }
    const records = input.pipe(parse({ ...options, delimiter: delimiter ?? ',', to: ROWS + 1 }));
    for await (const record of records as AsyncIterable<string[]>) rows.push(record);
  } catch {
    // the importer explains why the file cannot be read
  } finally {
    input.destroy();
  }
  return rows;
}
