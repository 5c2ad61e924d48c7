/** Files as people bring them (shapes from public reports), through the rows of an import. */
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { ContactListDocument } from '../../../../schemas/collections.ts';
import { personOf } from '../../../../services/domain/phone/person-of.ts';
import { matchContactHeader, matchDncHeader } from '../../../../services/importer/csv/match-header.ts';
import { readCsv } from '../../../../services/importer/csv/read-csv.ts';
import { contactReader } from '../../../../services/importer/import/read-contact-row.ts';
import { dncReader } from '../../../../services/importer/import/read-dnc-row.ts';

const folder = join(__dirname, '../../../fixtures/csv-in-the-wild');

async function contacts(
  name: string,
  defaultCountry: string | null = null,
  more: Partial<ContactListDocument> = {},
): Promise<Array<[string | undefined, string | null | undefined]>> {
  const file = await readCsv(createReadStream(join(folder, `${name}.csv`)));
  const columnName = file.header.find((column) => /phone|fono/i.test(column)) ?? '';
  const list = {
    _id: 'list',
    columnNames: [],
    whatsappColumns: [{ columnName, type: 'cell' }],
    contactIdColumn: null,
    defaultCountry,
    ...more,
  };
  const { names, indexes } = matchContactHeader(file.header, list);
  const read = contactReader({ ...list, columnNames: names }, 1);
  const found: Array<[string | undefined, string | null | undefined]> = [];
  for await (const { rows } of file.portions)
    for (const { cells, fault } of rows) {
      const values = indexes ? indexes.map((index) => cells[index] ?? '') : cells;
      const contact = fault ?? read(values, 1);
      found.push('_id' in contact ? [contact.values[0], contact.phoneIds[0]] : [values[0], contact.reason]);
    }
  return found;
}

async function blocked(name: string, phoneColumns: string[], defaultCountry: string | null = 'US') {
  const file = await readCsv(createReadStream(join(folder, `${name}.csv`)), true);
  const read = dncReader(
    { _id: 'dnc', defaultCountry },
    file.header,
    matchDncHeader(file.header, { phoneColumns }),
    1,
    new Date('2026-11-01T00:00Z'),
  );
  const found: string[] = [];
  for await (const { rows } of file.portions)
    for (const { cells, fault } of rows) {
      const row = read(cells, 1, fault);
      if ('entries' in row) found.push(...row.entries.map(({ _id }) => _id.slice('dnc:'.length)));
      else found.push(row.reason);
    }
  return found;
}

const numbers = async (...args: Parameters<typeof contacts>) =>
  (await contacts(...args)).map(([, number]) => number);

test('an empty column at the end, as Excel leaves it', async () => {
  expect(await contacts('contacts-trailing-empty-column')).toEqual([
    ['Ann', '13175550101'],
    ['Bob', '13175550102'],
  ]);
});

test('numbers that a spreadsheet wrapped', async () => {
  for (const name of ['float-numbers', 'apostrophe', 'equals-quotes'])
    expect(await numbers(name)).toEqual(['13175550101', '13175550102']);
});

test('headers with invisible marks, and a semicolon file whose header has commas', async () => {
  expect(await contacts('zero-width-header')).toEqual([['+13175550101', '13175550101']]);
  expect(await contacts('semicolons-commas-in-header')).toEqual([['Ana', '34612345601']]);
});

test('one word has one writing', async () => {
  const file = await readCsv(createReadStream(join(folder, 'nfd-cells.csv')));
  const read = contactReader(
    {
      _id: 'list',
      columnNames: file.header,
      whatsappColumns: [{ columnName: 'Phone', type: 'cell' }],
      contactIdColumn: null,
      defaultCountry: null,
    },
    1,
  );
  const cities: Array<string | undefined> = [];
  for await (const { rows } of file.portions)
    for (const { cells } of rows) {
      const contact = read(cells, 1);
      if ('_id' in contact) cities.push(contact.values[2]);
    }
  expect(cities).toEqual(['Köln', 'Köln']);
});

test('names of invisible characters are empty', async () => {
  expect((await contacts('invisible-names')).map(([name]) => name)).toEqual(Array(7).fill(''));
});

test('digits of many scripts, and Japanese punctuation', async () => {
  expect(new Set(await numbers('digits-of-scripts'))).toEqual(new Set(['13175550101']));
  expect(await numbers('japan', 'JP')).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((last) => `8190123456${last === 8 ? '78' : `7${last}`}`),
  );
});

test('one person in five writings', async () => {
  const found = await numbers('argentina');
  expect(new Set(found.map((number) => personOf(number ?? '')))).toEqual(new Set(['5491155550101']));
});

test('digits that start with the list’s own country code', async () => {
  expect(await numbers('germany', 'DE')).toEqual([
    '491510189151',
    '4915150405214',
    '4915150405214',
    '4930901820',
  ]);
});

test('zeros in brackets', async () => {
  for (const number of await numbers('zero-in-brackets')) expect(number).toMatch(/^\d+$/);
});

test('BST is not an IANA time zone', async () => {
  const found = await contacts('bst', null, {
    whatsappColumns: [{ columnName: 'Phone', type: 'cell', contactableTimeColumn: 'tz' }],
  });
  expect(found).toEqual([
    ['Ann', '"BST" is not an IANA time zone; expected a name such as Europe/Berlin, or nothing'],
  ]);
});

test.each([
  ['dnc-trailing-empty-column', ['DNC_Cell'], 'US', ['13175550102']],
  ['dnc-two-notes-columns', ['DNC_Cell'], 'US', ['13175550102']],
  ['dnc-ragged', ['DNC_Cell'], 'US', ['13175550111', '13175550112', '13175550113']],
  ['dnc-windows-1252-name', ['DNC_Cell'], 'US', ['13175550121', '13175550122']],
  [
    'dnc-google-separator',
    ['DNC_Home', 'DNC_Cell'],
    'US',
    ['13175550103', '13175550104', '13175550105', '13175550106', '13175550107'],
  ],
  ['dnc-float-numbers', ['DNC_Cell'], 'US', ['13175550151', '13175550152']],
  ['dnc-argentina', ['Numero'], 'AR', ['5491155550102']],
  ['dnc-spaced', ['Nummer'], 'DE', ['4915150405214']],
])('%s: every number is blocked', async (name, columns, country, expected) => {
  expect(await blocked(name, columns, country)).toEqual(expected);
});
