/** Garbage files through the importer: each import ends, every row is counted, the good ones between the bad are contacts. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topics } from '../../../schemas/topics.ts';
import type { DeadLetter } from '../../../schemas/types.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { garbageFile, garbageLines, largeGarbageFiles } from '../../support/garbage-csv.ts';
import { again, stormOf } from '../../support/storm-seed.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';
import { commander, contactList, fromPath } from './importer-commander.ts';

let system: TestSystem;
let directory: string;
let letters: DeadLetter[];
let importer: ReturnType<typeof commander>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'importer-storm-'));
  system = await openTestSystem({ IMPORT_DIRECTORIES: directory, IMPORT_BATCH_ROWS: '100' });
  letters = await system.collect(topics.deadLetters);
  importer = commander(system.context);
  await system.start('importer', startImporter);
});

afterAll(async () => {
  await system.close();
  rmSync(directory, { recursive: true });
});

async function importOf(name: string, content: Buffer) {
  writeFileSync(join(directory, name), content);
  const listId = randomUUID();
  const { _id, accepted, errors } = await importer.carryOut(
    listId,
    contactList(name, { source: fromPath(name) }),
  );
  // a header without the column that the list names is seen before there is a list
  if (!accepted) {
    expect(errors).not.toEqual([]);
    expect(await importer.contactsOf(listId)).toEqual([]);
    return null;
  }
  const job = await importer.endOf(_id, 120_000);
  return { listId, job, rejects: await importer.rejectsOf(_id), contacts: await importer.contactsOf(listId) };
}

/** Of a file that must not be refused. */
function taken<E>(ended: E | null): E {
  if (ended === null) throw new Error('the file was refused');
  return ended;
}

test('files of garbage end as finished or failed, every row in one of the counts, every reject with line and reason', async () => {
  // of 140,000 rows every one is a reject in one of them, which would only take time here
  const large = largeGarbageFiles.filter((content) => content.length < 250_000);
  const files = [...stormOf(garbageFile, 24), ...large];
  let imports = 0;
  for (const [n, content] of files.entries()) {
    const ended = await importOf(`garbage-${n}`, content);
    if (!ended) continue;
    imports += 1;
    const { job, rejects, contacts } = ended;
    const what = again(content);
    const { rowsRead, updated = 0, unchanged, rejected } = job;
    expect([what, job.imported + updated + unchanged + rejected]).toEqual([what, rowsRead]);
    expect([what, rejects.length, contacts.length]).toEqual([what, rejected, job.imported]);
    const nameless = rejects.filter(({ line, reason }) => line < 2 || reason === '');
    expect([what, nameless]).toEqual([what, []]);
    if (job.state === 'FAILED')
      expect([what, job.failureReason, job.failureDetail]).toEqual([
        what,
        expect.stringMatching(/^IMPORT_/),
        expect.stringMatching(/\S/),
      ]);
  }
  expect(imports).toBeGreaterThan(0);
}, 300_000);

test('good rows between lines of garbage are contacts, all of them, once, in their order', async () => {
  const parts: Buffer[] = [Buffer.from('Name,Phone\n')];
  let good = 0;
  for (const lines of stormOf(garbageLines(false), 60))
    for (const { garbage, end } of [...lines, { garbage: null, end: '\n' }])
      parts.push(
        garbage ?? Buffer.from(`Good${(good += 1)}!,317-555-${1_000 + (good % 9_000)}`),
        Buffer.from(end),
      );
  const { job, contacts, rejects } = taken(await importOf('scattered', Buffer.concat(parts)));
  expect([again('scattered'), job.state]).toEqual([again('scattered'), 'FINISHED']);
  const names = contacts.map(({ values }) => values[0] ?? '').filter((name) => /^Good\d+!$/.test(name));
  expect([again(''), names]).toEqual([again(''), Array.from({ length: good }, (_, n) => `Good${n + 1}!`)]);
  expect(rejects.length).toBe(job.rejected);
  expect(new Set(rejects.map(({ line }) => line)).size).toBe(rejects.length);
});

test('afterwards a good file is imported as if nothing had been, and nothing was dead-lettered', async () => {
  const good = Buffer.from('Name,Phone\nAnn,317-555-1000\nBob,317-555-1001\n');
  const { job } = taken(await importOf('good', good));
  expect(job).toMatchObject({ state: 'FINISHED', rowsRead: 2, imported: 2, rejected: 0 });
  expect(letters).toEqual([]);
});
