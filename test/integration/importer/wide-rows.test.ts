/** Rows as wide as a list allows: a batch of them is written before it is larger than the driver can send. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startImporter } from '../../../services/importer/handler.ts';
import { MAX_CELL_LENGTH, MAX_COLUMNS } from '../../../services/importer/limits.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';
import { commander, contactList, fromPath } from './importer-commander.ts';

const ROWS = 600;

let system: TestSystem;
let directory: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'wide-rows-'));
  system = await openTestSystem({ IMPORT_DIRECTORIES: directory, IMPORT_BATCH_ROWS: String(ROWS) });
  await system.start('importer', startImporter);
});

afterAll(async () => {
  await system.close();
  rmSync(directory, { recursive: true });
});

test('a file of the widest rows is imported', async () => {
  const importer = commander(system.context);
  const columns = Array.from({ length: MAX_COLUMNS }, (_, column) => (column === 0 ? 'Phone' : `C${column}`));
  const text = 'é'.repeat(MAX_CELL_LENGTH);
  const lines = Array.from({ length: ROWS }, (_, row) =>
    columns.map((_, column) => (column === 0 ? `+1317555${1_000 + row}` : text)).join(','),
  );
  writeFileSync(join(directory, 'wide.csv'), [columns.join(','), ...lines].join('\n'));

  const { _id } = await importer.carryOut(
    randomUUID(),
    contactList('Wide', { source: fromPath('wide.csv') }),
  );

  expect(await importer.endOf(_id)).toMatchObject({ state: 'FINISHED', imported: ROWS, rejected: 0 });
});
