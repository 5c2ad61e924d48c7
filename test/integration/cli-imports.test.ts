import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startImporter } from '../../services/importer/handler.ts';
import { openTestSystem, type TestSystem } from '../support/test-system.ts';

jest.setTimeout(60_000);
import { jsonOf, runWac } from '../support/run-wac.ts';

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

it('shows rejected rows, and writes them with the original columns and the reason', async () => {
  const path = await file(
    'faulty.csv',
    'id,name,phone\n1,Ann,3175550000\n2,Bob\n3,"Eve, the third",3175550002\n',
  );
  const made = await wac(
    ...[
      'lists',
      'import',
      path,
      '--name',
      'Faulty',
      '--whatsapp-column',
      'phone',
      '--country',
      'US',
      '--json',
    ],
  );
  expect(made.code).toBe(0);
  expect(jsonOf(made)).toMatchObject({ rowsRead: 3, imported: 2, rejected: 1 });
  expect(made.err).toMatch(/line 3.*: /);
  const out = join(folder, 'rejects.csv');
  expect(await wac('imports', 'rejects', String(jsonOf(made)['importId']), '--out', out)).toMatchObject({
    code: 0,
  });
  const [header, row] = (await readFile(out, 'utf8')).trim().split('\n');
  expect(header).toBe('id,name,phone,line,errors');
  expect(row).toMatch(/^2,Bob,,3,.+/);
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
  expect(await wac('dnc', 'delete', 'Blocked')).toMatchObject({ code: 0 });
  expect(await wac('dnc', 'show', 'Blocked')).toMatchObject({ code: 3 });
});

it('does not wait for the end of an import when told so', async () => {
  const accepted = await wac(
    ...['lists', 'import', await file('late.csv', csv(5)), '--name', 'Late', '--whatsapp-column', 'phone'],
    ...['--no-wait', '--json'],
  );
  expect(accepted.code).toBe(0);
  expect(Object.keys(jsonOf(accepted))).toEqual(['listId', 'importId']);
});
