/** Laws of reading CSV, for files that nobody means: it ends, nothing vanishes, nothing comes twice, and little is kept in memory. */
import fc from 'fast-check';
import { UnusableFile, type CsvRow } from '../../../../services/importer/csv/csv-row.ts';
import { MAX_CELL_LENGTH } from '../../../../services/importer/limits.ts';
import { readCsv } from '../../../../services/importer/csv/read-csv.ts';
import { garbageFile, garbageLines, largeGarbageFiles } from '../../../support/garbage-csv.ts';

/** What may be read and not be used yet, beyond one piece: two lines of the longest kind. */
const MAX_AHEAD_BYTES = 2 * 256 * 1024;

type Read = { header: string[]; rows: CsvRow[] } | { fault: string };

/** @throws whatever is no UnusableFile, and where a law of reading is broken */
async function read(content: Buffer, pieceBytes: number): Promise<Read> {
  let given = 0;
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let at = 0; at < content.length; at += pieceBytes) {
      given = Math.min(content.length, at + pieceBytes);
      yield content.subarray(at, given);
    }
  }
  const rows: CsvRow[] = [];
  let used = 0;
  try {
    const file = await readCsv(pieces());
    for await (const portion of file.portions) {
      expect(portion.bytesRead).toBeGreaterThanOrEqual(used);
      used = portion.bytesRead;
      expect(given - used).toBeLessThanOrEqual(MAX_AHEAD_BYTES + pieceBytes);
      for (const row of portion.rows) {
        checkRow(row, file.header, rows.at(-1)?.line ?? 1);
        rows.push(row);
      }
    }
    if (rows.length > 0) expect(used).toBe(content.length);
    return { header: file.header, rows };
  } catch (error) {
    if (!(error instanceof UnusableFile)) throw error;
    expect(error.code).toMatch(/^IMPORT_/);
    expect(error.message).not.toBe('');
    return { fault: error.code }; // the line of a NUL byte is told as nearly as it is known
  }
}

/** Plain comparisons: files of 100,000 rows are read here. */
function checkRow({ line, cells, fault }: CsvRow, header: string[], lineBefore: number): void {
  const broken =
    line <= lineBefore // a reject is known by its line
      ? `line ${line} comes behind line ${lineBefore}`
      : fault
        ? !/^I/.test(fault.code) || fault.reason === ''
        : cells.length !== header.length ||
          cells.some(
            (cell) => cell !== cell.trim() || [...cell].length > MAX_CELL_LENGTH || /[\0\ufffd]/.test(cell),
          );
  if (broken) throw new Error(`${String(broken)}: ${JSON.stringify({ line, cells, fault }).slice(0, 500)}`);
}

const goodRow = (n: number): string => `Good${n}!,317-555-${1000 + n}`;

/** @returns the file and the lines on which the good rows stand, in their order */
function fileOf(lines: ReadonlyArray<{ garbage: Buffer | null; end: string }>): {
  content: Buffer;
  good: number[];
} {
  const parts: Buffer[] = [Buffer.from('Name,Phone\n')];
  const good: number[] = [];
  for (const [index, { garbage, end }] of lines.entries()) {
    if (garbage === null) good.push(index + 2);
    parts.push(garbage ?? Buffer.from(goodRow(good.length - 1)), Buffer.from(end));
  }
  return { content: Buffer.concat(parts), good };
}

const rowsOf = (found: Read): CsvRow[] => {
  if ('fault' in found) throw new Error(found.fault);
  return found.rows;
};
const pieceBytes = fc.constantFrom(1, 2, 7, 64, 65_536);

test('any bytes are read to their end or refused as a whole, whatever the pieces in which they come', async () => {
  await fc.assert(
    fc.asyncProperty(garbageFile, fc.constantFrom(7, 1_000), async (content, bytes) => {
      expect(await read(content, bytes)).toEqual(await read(content, 1_000_000));
    }),
    { numRuns: 300 },
  );
});

// a portion of these once took longer than the lease of an import, which thus never ended
test('hostile files of some 100,000 lines are read to their end too', async () => {
  for (const content of largeGarbageFiles) {
    const [whole, inPieces] = [await read(content, 1_000_000), await read(content, 10_000)];
    expect(JSON.stringify(inPieces) === JSON.stringify(whole)).toBe(true);
  }
}, 20_000);

test('between lines of garbage without quotes every good row is read, as it stands, on its line', async () => {
  await fc.assert(
    fc.asyncProperty(garbageLines(false), pieceBytes, async (lines, bytes) => {
      const { content, good } = fileOf(lines);
      const rows = rowsOf(await read(content, bytes));
      for (const [n, line] of good.entries())
        expect(rows.find((row) => row.line === line)).toEqual({
          line,
          cells: goodRow(n).split(','),
          fault: null,
        });
    }),
    { numRuns: 200 },
  );
});

test('a single quote anywhere costs its own line at most', async () => {
  const place = fc.nat();
  await fc.assert(
    fc.asyncProperty(garbageLines(false), place, place, pieceBytes, async (lines, which, where, bytes) => {
      const spoilt = lines.map((one) => ({ ...one }));
      const line = spoilt[which % spoilt.length];
      if (!line) return;
      const text = line.garbage ?? Buffer.from('x,1');
      const at = where % (text.length + 1);
      line.garbage = Buffer.concat([text.subarray(0, at), Buffer.from('"'), text.subarray(at)]);
      const { content, good } = fileOf(spoilt);
      const rows = rowsOf(await read(content, bytes));
      for (const [n, at] of good.entries())
        expect(rows.find((row) => row.line === at)).toEqual({
          line: at,
          cells: goodRow(n).split(','),
          fault: null,
        });
    }),
    { numRuns: 200 },
  );
});

test('whatever quotes stand about, a good row is read on its line or lies whole within one row that began before it: nothing vanishes, nothing comes twice', async () => {
  await fc.assert(
    fc.asyncProperty(garbageLines(true), pieceBytes, async (lines, bytes) => {
      const { content, good } = fileOf(lines);
      const found = await read(content, bytes);
      expect(found).toEqual(await read(content, 1_000_000));
      const rows = rowsOf(found);
      for (const [n, line] of good.entries()) {
        const holders = rows.filter(({ cells }) => cells.some((cell) => cell.includes(`Good${n}!`)));
        expect(holders).toHaveLength(1);
        expect(holders[0]?.line).toBeLessThanOrEqual(line);
        if (holders[0]?.line === line)
          expect(holders[0]).toEqual({ line, cells: goodRow(n).split(','), fault: null });
      }
    }),
    { numRuns: 300 },
  );
});
