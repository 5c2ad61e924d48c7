/** The tables of docs/contact-lists.md, run against the code. */
import { readFileSync } from 'node:fs';
import { readEnv } from '../../../config/env.ts';
import { toSettings } from '../../../config/settings.ts';
import { contactExportColumns, isSystemColumn } from '../../../services/domain/contact/export-columns.ts';
import { guardFormula, unguardFormula } from '../../../services/domain/contact/formula-guard.ts';
import { toPhoneId } from '../../../services/domain/phone/phone-id.ts';
import { phoneFaultTexts } from '../../../services/domain/phone/phone-reading.ts';
import { personOf } from '../../../services/domain/phone/person-of.ts';
import { contactReader } from '../../../services/importer/import/read-contact-row.ts';
import { UnusableFile, type CsvRow } from '../../../services/importer/csv/csv-row.ts';
import { dncReader } from '../../../services/importer/import/read-dnc-row.ts';
import * as limits from '../../../services/importer/limits.ts';
import { readCsv } from '../../../services/importer/csv/read-csv.ts';

const document = readFileSync('docs/contact-lists.md', 'utf8');

/** Rows of the nth table under a heading, cells trimmed, without the table's own head. */
function tableOf(heading: string, nth = 0): string[][] {
  const [, section = ''] = document.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  const tables = own.split(/\n(?!\|)/).filter((block) => block.includes('\n|') || block.startsWith('|'));
  const lines = (tables[nth] ?? '').split('\n').filter((line) => line.startsWith('|'));
  const rows = lines.slice(2).map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  if (rows.length === 0) throw new Error(`no table ${nth} under "${heading}"`);
  return rows;
}

const codesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]*)`/g)].map(([, code = '']) => code);
const codeIn = (cell = ''): string => codesIn(cell)[0] ?? '';
/** With the characters that `\n` and the like stand for. */
const unescaped = (text: string): string =>
  text.replace(/\\(u[0-9a-f]{4}|[nrt0])/g, (_, name: string) =>
    name.startsWith('u')
      ? String.fromCharCode(parseInt(name.slice(1), 16))
      : ({ n: '\n', r: '\r', t: '\t', 0: '\0' }[name] ?? ''),
  );
const country = (cell = ''): string | null => (cell === 'none' ? null : codeIn(cell));

async function* whole(content: Buffer): AsyncGenerator<Buffer> {
  if (content.length > 0) yield content;
}
async function read(content: Buffer): Promise<{ header: string[]; rows: CsvRow[] }> {
  const { header, portions } = await readCsv(whole(content));
  const rows: CsvRow[] = [];
  for await (const portion of portions) rows.push(...portion.rows);
  return { header, rows };
}

test.each(tableOf('Files'))('the file %s has the header and rows %s %s', async (file, header, rows) => {
  const found = await read(Buffer.from(unescaped(codeIn(file))));
  expect(found.header).toEqual(JSON.parse(codeIn(header)));
  expect(found.rows.map(({ cells, fault }) => fault ?? cells)).toEqual(
    codesIn(rows).map((row): unknown => JSON.parse(row)),
  );
});

const list = {
  _id: 'list',
  columnNames: ['Name', 'Phone'],
  whatsappColumns: [{ columnName: 'Phone', type: 'cell' }],
  contactIdColumn: 'Name',
  defaultCountry: null,
};

test.each(tableOf('Rows that are rejected'))(
  'the row %s is rejected: %s %s',
  async (row, column, reason, code) => {
    const good = 'Zed,+13175550000';
    const { rows } = await read(Buffer.from(`Name,Phone\n${codeIn(row)}\n${good}\n`));
    const [first, last] = rows;
    expect(last).toMatchObject({ line: 3, cells: good.split(','), fault: null });
    const fault = first?.fault ?? contactReader(list, 1)(first?.cells ?? [], 1);
    expect(fault).toMatchObject({ column: codeIn(column) || null, reason, code: codeIn(code) });
  },
);

test.each(tableOf('Files that are refused'))('the file %s is refused: %s', async (file, expected) => {
  const failure = await read(Buffer.from(unescaped(codeIn(file)), 'latin1')).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnusableFile);
  const { code, message } = failure as UnusableFile;
  expect(`${code}: ${message}`).toBe(codeIn(expected));
});

test('every code of a rejected row or a refused file is explained', () => {
  const source = readFileSync('services/importer/csv/csv-row.ts', 'utf8');
  const codes = [...source.matchAll(/\| '([A-Z_0-9]+)'/g)].map(([, code = '']) => code);
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !document.includes(`\`${code}`))).toEqual([]);
});

test('the limits are those of the code', () => {
  expect(tableOf('Limits').map(([, limit = '']) => Number(limit.replaceAll(',', '')))).toEqual([
    toSettings(readEnv({})).limits.contactLists,
    limits.MAX_RECORDS_PER_LIST,
    limits.MAX_DNC_RECORDS,
    limits.MAX_ROWS_PER_FILE,
    limits.MAX_COLUMNS,
    limits.MAX_HEADER_LENGTH,
    limits.MAX_CELL_LENGTH,
    limits.MAX_PER_COMMAND,
  ]);
});

test.each(tableOf('Phone numbers', 2))('%s is the person %s', (phoneId, person) => {
  expect(personOf(codeIn(phoneId))).toBe(codeIn(person));
});

test.each(tableOf('Phone numbers'))('%s with the default country %s is %s', (written, from, phoneId) => {
  expect(toPhoneId(codeIn(written), country(from))).toEqual({ ok: true, phoneId: codeIn(phoneId) });
});

test.each(tableOf('Phone numbers', 1))('%s with the default country %s: %s', (written, from, reason) => {
  const reading = toPhoneId(codeIn(written), country(from));
  expect(reading.ok ? reading.phoneId : phoneFaultTexts[reading.reason]).toBe(reason);
});

test.each(tableOf('Who is who'))('with the contact id column %s, %s and then %s leave %s', (...cells) => {
  const [column, first, second, expected] = cells;
  const readContact = contactReader({ ...list, contactIdColumn: country(column) }, 1);
  const stored = new Map<string, string[]>();
  for (const [row, cell] of [first, second].entries()) {
    const contact = readContact(codeIn(cell).split(','), row);
    if (!('_id' in contact)) throw new Error(contact.reason);
    stored.set(contact._id, contact.values);
  }
  expect([...stored.values()]).toEqual(codesIn(expected).map((row): unknown => JSON.parse(row)));
});

test.each(tableOf('DNC files'))('the DNC row %s: %s', async (row, expected) => {
  const header = ['Name', 'Home', 'Cell', 'ExpirationDateTime'];
  const readEntries = dncReader(
    { _id: 'dnc', defaultCountry: 'US' },
    header,
    [1, 2],
    1,
    new Date('2026-11-01T00:00Z'),
  );
  const found = readEntries(codeIn(row).split(','), 1);
  const entries = codesIn(expected);
  if ('reason' in found) return expect([found.reason, entries]).toEqual([expected, []]);
  expect(
    found.entries.map(
      ({ _id, expiresAt }) => _id.slice(4) + (expiresAt ? ` until ${expiresAt.toISOString()}` : ''),
    ),
  ).toEqual(entries);
});

test.each(tableOf('Exports', 1))('the cell %s is exported as %s', (cell, exported) => {
  expect(guardFormula(codeIn(cell))).toBe(codeIn(exported));
  expect(unguardFormula(codeIn(exported))).toBe(codeIn(cell));
});

test('the columns of an export are those of the code, in their order', () => {
  const named = tableOf('Exports', 2).map(([name = '']) => codeIn(name));
  const own = named.indexOf('');
  expect(contactExportColumns(['X'], ['X'])).toEqual(named.with(own, 'X'));
  expect(named.filter((name) => name !== '' && !isSystemColumn(name))).toEqual([]);
});

test('the commands that export exist', () => {
  const help = ['contact-commands', 'dnc-commands', 'import-commands', 'message-commands']
    .map((name) => readFileSync(`services/cli/${name}.ts`, 'utf8'))
    .join();
  for (const [command = ''] of tableOf('Exports')) {
    const [, , name = ''] = codeIn(command).split(' ');
    expect(help).toContain(`.command('${name}')`);
  }
});
