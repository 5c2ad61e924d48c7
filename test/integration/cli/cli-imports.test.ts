import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { collections } from '../../../schemas/collections.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

import { jsonOf, runWac } from '../../support/run-wac.ts';

let system: TestSystem;
let folder: string;
const wac = (...args: string[]) => runWac(system.settings, args);

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

beforeAll(async () => {
  system = await openTestSystem();
  folder = await mkdtemp(join(tmpdir(), 'wac-'));
  await system.start('importer', startImporter);
});
afterAll(() => system.close());

const csv = (rows: number, from = 0): string =>
  [
    'id,name,phone',
    ...Array.from({ length: rows }, (_, row) => `${from + row},n${row},${3175550000 + from + row}`),
  ].join('\n');

it('imports a CSV into a new list and further files into it, and shows lists and imports', async () => {
  const made = await wac(
    ...['lists', 'import', await file('contacts.csv', csv(2_500)), '--name', 'Customers'],
    ...['--whatsapp-column', 'phone', '--country', 'US', '--id-column', 'id', '--json'],
  );
  expect(made.err).toMatch(/^list .*, import /);
  expect(made.code).toBe(0);
  const { importId, listId, ...counts } = jsonOf(made);
  expect(counts).toMatchObject({
    state: 'FINISHED',
    percent: 100,
    rowsRead: 2_500,
    imported: 2_500,
    rejected: 0,
  });
  expect(jsonOf(await wac('imports', 'show', String(importId), '--json'))).toMatchObject({
    importId,
    listId,
  });

  const more = await wac(
    'lists',
    'import',
    await file('more.csv', csv(10, 2_495)),
    '--list',
    'Customers',
    '--json',
  );
  expect(jsonOf(more)).toMatchObject({ listId, rowsRead: 10, imported: 5 });
  expect(jsonOf(await wac('lists', 'show', 'Customers', '--json'))).toMatchObject({
    id: listId,
    size: 2_505,
    whatsappColumns: ['phone'],
    unassignable: [],
  });
  expect((await wac('lists', 'list')).out).toMatch(/Customers +2505 +phone/);
});

/** A file of rejects as people meet it, read as CSV: header and rows. */
const rejectsOf = async (importId: unknown, name: string): Promise<{ path: string; rows: string[][] }> => {
  const path = join(folder, name);
  expect(await wac('imports', 'rejects', String(importId), '--out', path)).toMatchObject({ code: 0 });
  return { path, rows: parse(await readFile(path), { bom: true, relax_column_count: true }) };
};

it('writes rejected rows so that they can be corrected and imported again, until none is left', async () => {
  const path = await file(
    'faulty.csv',
    '\ufeffid;name;phone\n1;Ann;3175550000\n2;Bob\n3;"Eve; the third";n/a\n4;=Dan;;x\n"5;Cid;3175550004\n',
  );
  const made = await wac(
    ...['lists', 'import', path, '--name', 'Faulty', '--whatsapp-column', 'phone', '--country', 'US'],
    '--json',
  );
  expect(made.code).toBe(0);
  expect(jsonOf(made)).toMatchObject({ rowsRead: 5, imported: 1, rejected: 4 });
  expect(made.err).toContain('line 3, phone: the row has 2 cells, the header 3 columns');
  const first = await rejectsOf(jsonOf(made)['importId'], 'rejects.csv');
  expect(first.rows).toEqual([
    ['id', 'name', 'phone', 'errors'],
    ['2', 'Bob', '', 'line 3, phone: the row has 2 cells, the header 3 columns'],
    [
      ...['3', 'Eve; the third', 'n/a'],
      'line 4, phone: the number has letters; a phone number has digits only',
    ],
    ['4', "'=Dan", '', 'line 5: the row has 4 cells, the header 3 columns; without a column: "x"'],
    ['"5;Cid;3175550004', '', '', 'line 6: a quote is opened and not closed'],
  ]);

  // in a spreadsheet: numbers filled in for three of them, the last row taken apart; columns moved about
  const corrected = await file(
    'corrected.csv',
    'errors,phone,name,id\nline 3,3175550001,Bob,2\nline 4,n/a,"Eve; the third",3\nline 5,3175550003,\'=Dan,4\nline 6,3175550004,Cid,5\n',
  );
  const again = await wac('lists', 'import', corrected, '--list', 'Faulty', '--json');
  expect(jsonOf(again)).toMatchObject({ rowsRead: 4, imported: 3, rejected: 1 });
  const second = await rejectsOf(jsonOf(again)['importId'], 'rejects-2.csv');
  expect(second.rows).toEqual([
    ['phone', 'name', 'id', 'errors'],
    [
      ...['n/a', 'Eve; the third', '3'],
      'line 3, phone: the number has letters; a phone number has digits only',
    ],
  ]);
  await writeFile(second.path, (await readFile(second.path, 'utf8')).replace('n/a', '3175550002'));
  expect(jsonOf(await wac('lists', 'import', second.path, '--list', 'Faulty', '--json'))).toMatchObject({
    rowsRead: 1,
    imported: 1,
    rejected: 0,
  });
  const { of } = await system.context.mongo();
  const stored = await of(collections.contacts)
    .find({ listId: String(jsonOf(made)['listId']) })
    .sort({ 'values.0': 1 })
    .toArray();
  expect(stored.map(({ values }) => values)).toEqual([
    ['1', 'Ann', '3175550000'],
    ['2', 'Bob', '3175550001'],
    ['3', 'Eve; the third', '3175550002'],
    ['4', '=Dan', '3175550003'],
    ['5', 'Cid', '3175550004'],
  ]);
});

it('writes the rejects of a DNC file under its own columns, to be imported again', async () => {
  const path = await file('dnc-faulty.csv', 'Name,Cell,Home\nAnn,317-555-1000,\nBob,none,unlisted\n');
  const made = await wac(
    ...['dnc', 'import', path, '--name', 'Faulty DNC', '--country', 'US', '--json'],
    ...['--phone-column', 'Home', '--phone-column', 'Cell'],
  );
  const { rows, path: rejects } = await rejectsOf(jsonOf(made)['importId'], 'dnc-rejects.csv');
  expect(rows).toEqual([
    ['Name', 'Cell', 'Home', 'errors'],
    ['Bob', 'none', 'unlisted', 'line 3, Home: the number has letters; a phone number has digits only'],
  ]);
  await writeFile(rejects, (await readFile(rejects, 'utf8')).replace('none', '317-555-1001'));
  const again = await wac('dnc', 'import', rejects, '--list', 'Faulty DNC', '--json');
  expect(jsonOf(again)).toMatchObject({ rowsRead: 1, imported: 1, rejected: 0 });
});

it('ends with 3 and the reason when a whole file is unusable', async () => {
  const path = await file('utf16.csv', '\ufeff');
  const refused = await wac(
    'lists',
    'import',
    path,
    '--name',
    'Empty',
    '--whatsapp-column',
    'phone',
    '--json',
  );
  expect(refused.code).toBe(3);
  expect(refused.err).toMatch(/IMPORT_FAILED_TO_READ_HEADERS/);
});

it('refuses what the importer refuses, with the field named', async () => {
  const refused = await wac(
    ...['lists', 'import', await file('x.csv', csv(1)), '--name', ' ', '--whatsapp-column', 'phone'],
  );
  expect(refused).toMatchObject({ code: 3 });
  expect(refused.err).toContain('[name.cannot.be.blank]');
});

it('makes a DNC list, adds and removes numbers', async () => {
  const path = await file(
    'dnc.csv',
    'Last Name,First Name,DNC_Home,DNC_Cell\nSmith,Bill,317-153-4777,317-981-6233\nThomas,Terry,424-999-2334,\n',
  );
  const made = await wac(
    ...[
      'dnc',
      'import',
      path,
      '--name',
      'Blocked',
      '--phone-column',
      'DNC_Home',
      '--phone-column',
      'DNC_Cell',
    ],
    ...['--country', 'US', '--json'],
  );
  expect(made).toMatchObject({ code: 0 });
  const size = async () => jsonOf(await wac('dnc', 'show', 'Blocked', '--json'))['size'];
  const before = Number(await size());
  expect(await wac('dnc', 'add', 'Blocked', '+1 317 555 5555', '3175550001')).toMatchObject({ code: 0 });
  expect(await size()).toBe(before + 2);
  expect(await wac('dnc', 'remove', 'Blocked', '13175555555')).toMatchObject({ code: 0 });
  expect(await size()).toBe(before + 1);
  expect((await wac('dnc', 'list')).out).toMatch(/Blocked .* Phone/);
  expect(await wac('dnc', 'update', 'Blocked')).toMatchObject({ code: 2 });
  const change = ['--name', 'No calls', '--phone-column', 'DNC_Work', '--country', ''];
  expect(await wac('dnc', 'update', 'Blocked', ...change)).toMatchObject({ code: 0 });
  expect(jsonOf(await wac('dnc', 'show', 'No calls', '--json'))).toMatchObject({
    ...{ phoneColumns: ['DNC_Work'], defaultCountry: null, size: before + 1 },
  });
  expect(await wac('dnc', 'update', 'No calls', '--name', 'Blocked')).toMatchObject({ code: 0 });
  expect(await wac('dnc', 'clear', 'Blocked')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--yes'),
  });
  expect(await size()).toBe(before + 1);
  expect(jsonOf(await wac('dnc', 'clear', 'Blocked', '--yes', '--json'))).toMatchObject({
    removed: before + 1,
  });
  expect(await size()).toBe(0);
  expect(await wac('dnc', 'delete', 'Blocked')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--yes'),
  });
  expect(await wac('dnc', 'delete', 'Blocked', '--yes')).toMatchObject({ code: 0 });
  expect(await wac('dnc', 'show', 'Blocked')).toMatchObject({ code: 3 });
});

it('clears a contact list when it is told twice, and the list stays', async () => {
  await wac(
    ...[
      'lists',
      'import',
      await file('cleared.csv', csv(7)),
      '--name',
      'Cleared',
      '--whatsapp-column',
      'phone',
      '--country',
      'US',
    ],
  );
  expect(await wac('lists', 'clear', 'Cleared')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--yes'),
  });
  const size = async () => jsonOf(await wac('lists', 'show', 'Cleared', '--json'))['size'];
  expect(await size()).toBe(7);
  expect(jsonOf(await wac('lists', 'clear', 'Cleared', '--yes', '--json'))).toMatchObject({ removed: 7 });
  expect(await size()).toBe(0);
  expect(await wac('lists', 'clear', 'no such list', '--yes')).toMatchObject({ code: 3 });
});

it('does not wait for the end of an import when told so', async () => {
  const accepted = await wac(
    ...['lists', 'import', await file('late.csv', csv(5)), '--name', 'Late', '--whatsapp-column', 'phone'],
    ...['--no-wait', '--json'],
  );
  expect(accepted.code).toBe(0);
  expect(Object.keys(jsonOf(accepted))).toEqual(['listId', 'importId']);
});
