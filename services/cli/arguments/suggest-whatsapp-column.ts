/**
 * Which column of a file holds the numbers, when nobody has said so: the only one in whose first rows most cells are possible numbers.
 * A guess is told, and what is not clear is not guessed.
 */
import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { isSystemColumn } from '../../domain/contact/export-columns.ts';
import { toPhoneId } from '../../domain/phone/phone-id.ts';

const ROWS = 200;
/** Of the cells that are not empty. */
const MOST = 0.8;

export type Suggestion = {
  /** Null when none is clear. */
  column: string | null;
  /** The file's columns; empty when it cannot be read as CSV. */
  columns: string[];
};

/** @param country of numbers written nationally, or null */
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
    // the importer decides what the file is; here the delimiter is the one that the first line has most of
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
    // what cannot be read is the importer's to explain
  } finally {
    input.destroy();
  }
  return rows;
}
