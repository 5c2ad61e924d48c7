/** Every malformed kind of file with its exact outcome, and the law of the round trip. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { UnusableFile, type CsvRow } from '../../../../services/importer/csv/csv-row.ts';
import { readCsv } from '../../../../services/importer/csv/read-csv.ts';

type Read = { header: string[]; rows: CsvRow[]; bytesRead: number };

async function* inPieces(content: Buffer, bytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < content.length; at += bytes) yield content.subarray(at, at + bytes);
}

async function read(content: string | Buffer, bytes = 65_536, keepsBlanks = false): Promise<Read> {
  const file = await readCsv(inPieces(Buffer.from(content), bytes), false, keepsBlanks);
  const rows: CsvRow[] = [];
  let bytesRead = 0;
  for await (const portion of file.portions) {
    rows.push(...portion.rows);
    bytesRead = portion.bytesRead;
  }
  return { header: file.header, rows, bytesRead };
}

const cellsOf = ({ rows }: Read): string[][] => rows.map(({ cells }) => cells);
const failure = async (content: string | Buffer): Promise<string> => {
  try {
    await read(content);
  } catch (error) {
    if (error instanceof UnusableFile) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
};

test('blanks of cells stay where the list keeps them; a row or surplus of nothing else is none', async () => {
  const file = 'name , phone\n Ann ,"  1 "\n  , \nBob,2, \n';
  expect(cellsOf(await read(file, 65_536, true))).toEqual([
    [' Ann ', '  1 '],
    ['Bob', '2'],
  ]);
  expect((await read(file, 65_536, true)).header).toEqual(['name', 'phone']);
  expect(cellsOf(await read(file))).toEqual([
    ['Ann', '1'],
    ['Bob', '2'],
  ]);
});

describe('a file as people bring it', () => {
  const expected = [
    ['Ann', '1'],
    ['Bob', '2'],
  ];
  test.each([
    ['LF', 'Name,Phone\nAnn,1\nBob,2\n'],
    ['CRLF', 'Name,Phone\r\nAnn,1\r\nBob,2\r\n'],
    ['CR alone', 'Name,Phone\rAnn,1\rBob,2\r'],
    ['line ends mixed', 'Name,Phone\r\nAnn,1\nBob,2\r\n'],
    ['last line without an end', 'Name,Phone\nAnn,1\nBob,2'],
    ['byte order mark', '\ufeffName,Phone\nAnn,1\nBob,2'],
    ['byte order mark and quotes', '\ufeff"Name","Phone"\n"Ann","1"\n"Bob","2"'],
    ['semicolons', 'Name;Phone\nAnn;1\nBob;2'],
    ['tabs', 'Name\tPhone\nAnn\t1\nBob\t2'],
    ['a line that declares the delimiter', 'sep=;\nName;Phone\nAnn;1\nBob;2'],
    ['white space around cells', ' Name , Phone\t\n Ann ,1 \n\u00a0Bob, "2" \n'],
    ['blank lines and rows of empty cells', '\n\nName,Phone\n\nAnn,1\n,\n  \nBob,2\n\n,\n'],
  ])('%s', async (_, content) => {
    for (const bytes of [1, 3, 65_536]) {
      const found = await read(content, bytes);
      expect(found.header).toEqual(['Name', 'Phone']);
      expect(cellsOf(found)).toEqual(expected);
      expect(found.rows.every(({ fault }) => fault === null)).toBe(true);
      expect(found.bytesRead).toBe(Buffer.byteLength(content));
    }
  });

  test('the delimiter is the one that the header has most of outside quotes', async () => {
    const found = await read('"a, b, c, d";x;y\n"1, 2";3,0;4');
    expect(found.header).toEqual(['a, b, c, d', 'x', 'y']);
    expect(cellsOf(found)).toEqual([['1, 2', '3,0', '4']]);
  });

  test('one column needs no delimiter', async () => {
    const found = await read('Phone\n317-555-1000\n\n317-555-1001\n');
    expect(found.header).toEqual(['Phone']);
    expect(found.rows).toEqual([
      { line: 2, cells: ['317-555-1000'], fault: null },
      { line: 4, cells: ['317-555-1001'], fault: null },
    ]);
  });

  test('quoted cells keep delimiters, line ends and doubled quotes; lines are counted through them', async () => {
    const found = await read(
      'Name,Note\r\nAnn,"a, ""b""\r\nc"\r\nBob,x\r\n"Two\nlines","two\nmore"\r\nEnd,y',
    );
    expect(found.rows).toEqual([
      { line: 2, cells: ['Ann', 'a, "b"\r\nc'], fault: null },
      { line: 4, cells: ['Bob', 'x'], fault: null },
      { line: 5, cells: ['Two\nlines', 'two\nmore'], fault: null },
      { line: 8, cells: ['End', 'y'], fault: null },
    ]);
  });

  test('names in any script', async () => {
    const names = ['Владимир', '山田太郎', 'محمد', 'Ångström', '👩‍👩‍👧', 'ไทย'];
    const content = `Name,Phone\n${names.map((name) => `${name},1`).join('\n')}`;
    for (const bytes of [1, 2, 7])
      expect(cellsOf(await read(content, bytes))).toEqual(names.map((name) => [name, '1']));
  });

  test('a header alone is a file without rows', async () => {
    for (const content of ['Name,Phone', 'Name,Phone\n', 'Name,Phone\r\n\r\n'])
      expect(await read(content)).toMatchObject({ header: ['Name', 'Phone'], rows: [] });
  });
});

describe('rows that are rejected one by one', () => {
  test('too few and too many cells', async () => {
    const found = await read('Name,Phone,City\nAnn,1,Rome\nBob,2\nCid,3,Oslo,x,\nDan,4,Bonn');
    expect(found.rows.map(({ line, fault }) => [line, fault])).toEqual([
      [2, null],
      [
        3,
        {
          code: 'IMPORT_ENTRY_DOES_NOT_ALIGN_WITH_HEADERS',
          column: 'City',
          value: null,
          reason: 'the row has 2 cells, the header 3 columns',
        },
      ],
      [
        4,
        {
          code: 'IMPORT_ENTRY_DOES_NOT_ALIGN_WITH_HEADERS',
          column: null,
          value: 'x',
          reason: 'the row has 5 cells, the header 3 columns',
        },
      ],
      [5, null],
    ]);
  });

  test('a cell of more than 512 characters; 512 are allowed', async () => {
    const found = await read(`Name,Phone\n${'a'.repeat(512)},1\n${'b'.repeat(513)},2`);
    expect(found.rows.map(({ fault }) => fault && { ...fault, value: fault.value?.length })).toEqual([
      null,
      {
        code: 'IMPORT_CELL_TOO_LONG',
        column: 'Name',
        value: 512,
        reason: 'the cell has 513 characters; the limit is 512',
      },
    ]);
  });

  test('a cell in another encoding, while its neighbours stay', async () => {
    const content = Buffer.concat([
      Buffer.from('Name,Phone\nZoë,1\n'),
      Buffer.from('Jos\xe9,2\n', 'latin1'),
      Buffer.from('Ann,3\n'),
    ]);
    expect((await read(content)).rows.map(({ fault }) => fault?.code)).toEqual([
      undefined,
      'IMPORT_NOT_UTF8',
      undefined,
    ]);
  });

  test('a quote that is never closed costs its line alone', async () => {
    const found = await read('Name,Phone\nAnn,1\n"Bob,2\nCid,3\nDan,"4"\nEve,5\n');
    expect(found.rows).toEqual([
      { line: 2, cells: ['Ann', '1'], fault: null },
      {
        line: 3,
        cells: ['"Bob,2'],
        fault: {
          code: 'IMPORT_COULD_NOT_PARSE_AN_ENTRY',
          column: null,
          value: '"Bob,2',
          reason: 'a quote is opened and not closed',
        },
      },
      { line: 4, cells: ['Cid', '3'], fault: null },
      { line: 5, cells: ['Dan', '4'], fault: null },
      { line: 6, cells: ['Eve', '5'], fault: null },
    ]);
  });

  test('also in a file of many megabytes, in bounded memory', async () => {
    const lines = Array.from({ length: 60_000 }, (_, index) => `Person ${index},317-555-1000,City`);
    lines[10] = '"Open,317-555-1000,City';
    const found = await read(`Name,Phone,City\n${lines.join('\n')}\n`);
    expect(found.rows).toHaveLength(60_000);
    expect(found.rows.filter(({ fault }) => fault !== null).map(({ line }) => line)).toEqual([12]);
    expect(found.rows.at(-1)).toEqual({
      line: 60_001,
      cells: ['Person 59999', '317-555-1000', 'City'],
      fault: null,
    });
  });

  test('a line without an end costs its line alone, and is not kept in memory', async () => {
    const endless = 'x'.repeat(700_000);
    const content = `Name,Phone\nAnn,1\n${endless},2\nBob,3\n${endless}`;
    for (const bytes of [10_000, 65_536]) {
      const found = await read(content, bytes);
      expect(found.rows.map(({ line, cells, fault }) => [line, cells[0]?.length, fault?.reason])).toEqual([
        [2, 3, undefined],
        [3, 200, 'the line has more than 262144 bytes'],
        [4, 3, undefined],
        [5, 200, 'the line has more than 262144 bytes'],
      ]);
      expect(found.bytesRead).toBe(content.length);
    }
  });

  test('a quote inside an unquoted cell is an ordinary character', async () => {
    const found = await read('Name,Height\nAnn,5\'9"\nJohn "Johnny" Smith,6\'\nBob,"6\'2"""\n');
    expect(found.rows.map(({ line, cells, fault }) => [line, cells, fault])).toEqual([
      [2, ['Ann', '5\'9"'], null],
      [3, ['John "Johnny" Smith', "6'"], null],
      [4, ['Bob', '6\'2"'], null],
    ]);
  });
});

describe('files that cannot be used', () => {
  test.each<[string, string | Buffer, string]>([
    ['empty', '', 'IMPORT_FAILED_TO_READ_HEADERS: the file is empty'],
    ['blank', '\n \r\n\n', 'IMPORT_FAILED_TO_READ_HEADERS: the file has no header'],
    ['a byte order mark alone', '\ufeff', 'IMPORT_FAILED_TO_READ_HEADERS: the file has no header'],
    [
      'a column without a name',
      'Name,,Phone\nAnn,x,1',
      'IMPORT_FAILED_TO_READ_HEADERS: column 2 of the header has no name',
    ],
    [
      'a column named twice',
      'Name,Phone, Name \nAnn,1,x',
      'IMPORT_FAILED_TO_READ_HEADERS: the header names the column "Name" twice',
    ],
    [
      'a name of 129 characters',
      `Name,${'a'.repeat(129)}\n`,
      'IMPORT_FAILED_TO_READ_HEADERS: the name of column 2 has 129 characters; the limit is 128',
    ],
    [
      '51 columns',
      Array.from({ length: 51 }, (_, index) => `c${index}`).join(','),
      'IMPORT_TOO_MANY_COLUMNS: the header has 51 columns; the limit is 50',
    ],
    [
      'a header whose quote is never closed',
      'Name,"Phone\nAnn,1\n',
      'IMPORT_FAILED_TO_READ_HEADERS: a quote in the header is not closed',
    ],
    [
      'a header in another encoding',
      Buffer.from('Pr\xe9nom,Phone\n', 'latin1'),
      'IMPORT_FAILED_TO_READ_HEADERS: the header is not UTF-8 text',
    ],
    [
      'UTF-16 with its mark',
      Buffer.from('\ufeffName,Phone\nAnn,1', 'utf16le'),
      'IMPORT_UNREADABLE_ENCODING: the file is UTF-16; save it as CSV in UTF-8',
    ],
    [
      'UTF-16 of the other order',
      Buffer.from('\ufeffName,Phone\nAnn,1', 'utf16le').swap16(),
      'IMPORT_UNREADABLE_ENCODING: the file is UTF-16; save it as CSV in UTF-8',
    ],
  ])('%s', async (_, content, expected) => {
    expect(await failure(content)).toBe(expected);
  });

  test('UTF-16 without a mark, or no text at all', async () => {
    expect(await failure(Buffer.from('Name,Phone\nAnn,1', 'utf16le'))).toMatch(
      /^IMPORT_UNREADABLE_ENCODING: .* line 1/,
    );
    expect(await failure('Name,Phone\nAnn,1\nBo\0b,2\n')).toMatch(
      /^IMPORT_UNREADABLE_ENCODING: there is a NUL byte at or shortly after line 2/,
    );
  });

  test('exactly 50 columns and names of 128 characters are fine', async () => {
    const names = Array.from({ length: 50 }, (_, index) => `${index}`.padEnd(128, 'x'));
    expect((await read(names.join(','))).header).toEqual(names);
  });
});

describe('fixtures', () => {
  const folder = join(__dirname, '../../../fixtures/csv');
  test.each(readdirSync(folder).filter((name) => name.endsWith('.csv')))('%s', async (name) => {
    const content = readFileSync(join(folder, name));
    const expected = JSON.parse(readFileSync(join(folder, name.replace(/csv$/, 'json')), 'utf8')) as unknown;
    const found = await failure(content).then(async (message) =>
      message === 'none' ? await read(content) : { failure: message },
    );
    const outcome =
      'failure' in found
        ? found
        : {
            header: found.header,
            rows: found.rows.map(({ line, cells, fault }) =>
              fault ? { line, cells, ...fault } : { line, cells },
            ),
          };
    expect(outcome).toEqual(expected);
  });
});

describe('what is written is read', () => {
  const cell = fc
    .string({ unit: fc.constantFrom(...'ab,;"\n\r\t \'é漢1.'), maxLength: 12 })
    .map((text) => text.trim());
  const table = fc
    .integer({ min: 2, max: 6 })
    .chain((columns) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1 }),
    );
  const written = fc.record({
    rows: table,
    delimiter: fc.constantFrom(',', ';', '\t'),
    record_delimiter: fc.constantFrom('\n', '\r\n'),
    bom: fc.boolean(),
    quoted: fc.boolean(),
    eof: fc.boolean(),
    bytes: fc.integer({ min: 1, max: 50 }),
  });

  test('whatever the delimiter, line end, quoting and pieces', async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ rows, bytes, ...options }) => {
        const names = rows[0]?.map((_, index) => `column ${index}`) ?? [];
        const content = stringify([names, ...rows], { ...options, quoted_match: /[\r\n]/ });
        const found = await read(content, bytes);
        expect(found.header).toEqual(names);
        expect(cellsOf(found)).toEqual(rows.filter((row) => row.some((text) => text !== '')));
        expect(found.rows.map(({ fault }) => fault)).toEqual(found.rows.map(() => null));
      }),
      { numRuns: 300 },
    );
  });

  test('each row says the line on which it starts', async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ rows, bytes, ...options }) => {
        const names = rows[0]?.map((_, index) => `column ${index}`) ?? [];
        const marked = rows.map((row, index) => [`row ${index}`, ...row.slice(1)]);
        const content = stringify([names, ...marked], { ...options, quoted_match: /[\r\n]/ });
        for (const { line, cells } of (await read(content, bytes)).rows)
          expect(content.split('\n')[line - 1]).toContain(cells[0]);
      }),
      { numRuns: 200 },
    );
  });
});
