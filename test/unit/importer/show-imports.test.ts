import { showImports } from '../../../services/importer/show-imports.ts';
import type { Logger } from '../../../services/platform/process/logger.ts';
import { createMetrics } from '../../../services/platform/process/metrics.ts';
import type { ImportFigures, LiveImports } from '../../../services/queries/imports/live-imports.ts';

const log = { warn: () => undefined } as unknown as Logger;
const running: ImportFigures = {
  ...{ id: 'i1', list: 'Customers', kind: 'CONTACTS', state: 'RUNNING', imported: 70, updated: 2 },
  ...{ unchanged: 1, rejected: 4, bytesRead: 500, totalBytes: 2_000 },
};

async function scraped(answers: Array<() => Promise<LiveImports>>): Promise<string[]> {
  const metrics = createMetrics('importer');
  showImports(() => answers.shift()?.() ?? Promise.reject(new Error('gone')), metrics, log);
  let text = '';
  for (let left = answers.length; left > 0; left -= 1) text = await metrics.scrape();
  return text.split('\n').filter((line) => /^wac_import(s_left_out|_[^s]|_state)/.test(line));
}
const plain = (lines: string[]): string[] => lines.map((line) => line.replace(',service="importer"', ''));

test('shows of an import what it has read, how fast it can be seen to go, and what it rejected', async () => {
  const lines = plain(await scraped([async () => ({ imports: [running], leftOut: 2 })]));
  const named = 'import_id="i1",list="Customers",kind="CONTACTS"';
  expect(lines).toEqual(
    expect.arrayContaining([
      `wac_import_state{${named},state="RUNNING"} 1`,
      `wac_import_read_rows_total{${named},result="imported"} 70`,
      `wac_import_read_rows_total{${named},result="rejected"} 4`,
      `wac_import_read_ratio{${named}} 0.25`,
      'wac_imports_left_out{service="importer"} 2',
    ]),
  );
});

test('forgets an import that has ended', async () => {
  const lines = await scraped([
    async () => ({ imports: [running], leftOut: 0 }),
    async () => ({ imports: [], leftOut: 0 }),
  ]);
  expect(lines.filter((line) => line.includes('Customers'))).toEqual([]);
});

test('says when the database does not answer, and shows nothing old', async () => {
  const lines = await scraped([
    async () => ({ imports: [running], leftOut: 0 }),
    async () => Promise.reject(new Error('no primary')),
  ]);
  expect(lines).toContain('wac_import_figures_missing{service="importer"} 1');
  expect(lines.filter((line) => line.includes('Customers'))).toEqual([]);
});
