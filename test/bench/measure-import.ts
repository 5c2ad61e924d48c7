/** Rows a second of a six-column list through the importer, beside plain Python that only inserts. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../deploy/local/project-root.ts';
import { collections } from '../../schemas/collections.ts';
import { ensureIndexes } from '../../services/platform/mongo/mongo.ts';
import { filesOf, openBenchSystem, type Bench, type BenchSystem } from './bench-system.ts';
import { importContacts } from './drive-campaign.ts';
import { gatherRuns, type Figure } from './figure.ts';
import { countCpu, peakMemory, resetPeakMemory } from './process-usage.ts';
import { pythonWithPymongo } from './python-with-pymongo.ts';
import { writeContacts } from './write-contacts.ts';

const run = promisify(execFile);

export async function measureImport(bench: Bench): Promise<Figure[]> {
  const rows = bench.pick({ full: 200_000, quick: 50_000, smoke: 1_000 });
  const python = await pythonWithPymongo(bench.say);
  const gathered = gatherRuns();
  const system = await openBenchSystem(bench, { only: ['importer'] });
  try {
    const file = join(filesOf(bench), 'import.csv');
    await writeContacts(file, rows);
    for (let count = 0; count < bench.runs; count += 1) {
      await emptyContacts(system);
      resetPeakMemory(system.pidOf('importer'));
      const used = countCpu(system.processes);
      const imported = await importContacts(system, file);
      if (imported.rows !== rows) throw new Error(`${imported.rows} of ${rows} rows were imported`);
      const cpu = used();
      const seconds = python === null ? null : await bareImport(python, bench.parts.mongoUrl, file);
      gathered.add('import, 6 columns', 'rows/s', rows / imported.seconds, {
        baseline: seconds === null ? undefined : { name: 'Python csv + pymongo', value: rows / seconds },
        aim: '≥ 2 × Python',
      });
      for (const name of ['importer', 'mongo'])
        gathered.add(`CPU ${name}`, 'µs a row', ((cpu.get(name) ?? NaN) * 1e6) / rows);
      gathered.add('peak memory of the importer', 'MiB', peakMemory(system.pidOf('importer')));
    }
  } finally {
    await system.close();
  }
  return gathered.figures();
}

/** Every run meets an empty collection, as the baseline does. */
async function emptyContacts({ database }: BenchSystem): Promise<void> {
  await database.of(collections.contacts).drop();
  await ensureIndexes(database, [collections.contacts]);
}

async function bareImport(python: string, mongoUrl: string, file: string): Promise<number> {
  const script = join(projectRoot(), 'test', 'bench', 'baseline', 'bare-import.py');
  const { stdout } = await run(python, [script, mongoUrl, 'bare_import', file]);
  return Number(stdout);
}
