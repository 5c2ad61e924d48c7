/** What all DNC lists together may have is not passed, whoever adds at the same time. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collections } from '../../../schemas/collections.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { MAX_DNC_RECORDS } from '../../../services/importer/limits.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';
import { commander, dncList, fromPath } from './importer-commander.ts';

const ROWS = 4_000;
const ROOM = 5_000;

let system: TestSystem;
let database: Database;
let directory: string;
let importer: ReturnType<typeof commander>;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'dnc-limit-'));
  system = await openTestSystem({ IMPORT_DIRECTORIES: directory, IMPORT_BATCH_ROWS: '100' });
  database = await system.context.mongo();
  importer = commander(system.context);
  // two instances: an import each
  await system.start('importer', startImporter);
  await system.start('importer', startImporter);
});
afterAll(async () => {
  await system.close();
  rmSync(directory, { recursive: true });
});

const numbers = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `1317${String(5_000_000 + from + n)}`);

/** Another list, as large as leaves room for so many. */
async function leaveRoom(room: number): Promise<void> {
  const { dncLists } = collections;
  const of = { name: 'All others', divisionId: 'home', contactMethod: 'Phone' as const, phoneColumns: ['x'] };
  await database
    .of(dncLists)
    .updateOne(
      { _id: 'others' },
      { $set: { ...of, defaultCountry: null, imports: [], version: 1, createdAt: new Date() } },
      { upsert: true },
    );
  const mine = await database
    .of(dncLists)
    .aggregate<{ sum: number }>([
      { $match: { _id: { $ne: 'others' } } },
      { $group: { _id: null, sum: { $sum: '$size' } } },
    ])
    .toArray();
  const size = MAX_DNC_RECORDS - room - (mine[0]?.sum ?? 0);
  await database.of(dncLists).updateOne({ _id: 'others' }, { $set: { size } });
}

const stored = (listIds: readonly string[]): Promise<number> =>
  database.of(collections.dncNumbers).countDocuments({ listId: { $in: [...listIds] } });

test('two imports at once', async () => {
  await leaveRoom(ROOM);
  const listIds = [randomUUID(), randomUUID()];
  const outcomes = await Promise.all(
    listIds.map((listId, index) => {
      const name = `${index}.csv`;
      writeFileSync(join(directory, name), `DNC_Cell\n${numbers(index * ROWS, ROWS).join('\n')}\n`);
      const columns = { phoneColumns: ['DNC_Cell'], source: fromPath(name) };
      return importer.carryOut(listId, dncList(`List ${index}`, columns));
    }),
  );
  const jobs = await Promise.all(outcomes.map(({ _id }) => importer.endOf(_id)));
  expect(await stored(listIds)).toBeLessThanOrEqual(ROOM);
  const failed = jobs.filter(({ state }) => state === 'FAILED');
  expect(failed.length).toBeGreaterThan(0);
  for (const job of failed) {
    expect(job.failureReason).toBe('EXCEEDED_DNC_RECORD_LIMIT');
    expect(job.failureDetail).toContain('records of all DNC lists');
  }
  // room that was not used is given back at the end
  const lists = await database
    .of(collections.dncLists)
    .find({ _id: { $in: listIds } })
    .toArray();
  expect(lists.map(({ reserved = null }) => reserved)).toEqual([null, null]);
  expect(lists.reduce((sum, { size }) => sum + size, 0)).toBe(await stored(listIds));
});

test('numbers by command beside each other, and what is there already needs no room', async () => {
  const listIds = [randomUUID(), randomUUID(), randomUUID()];
  await Promise.all(listIds.map((listId) => importer.carryOut(listId, dncList(`By command ${listId}`))));
  await leaveRoom(1_000);
  const outcomes = await Promise.all(
    listIds.map((listId, index) =>
      importer.carryOut(listId, {
        type: 'AddDncNumbers',
        numbers: numbers(10_000 * (index + 1), 500),
        expiresAt: null,
      }),
    ),
  );
  expect(outcomes.filter(({ accepted }) => accepted)).toHaveLength(2);
  expect(await stored(listIds)).toBe(1_000);
  // what is there already needs no room
  const full = listIds[outcomes.findIndex(({ accepted }) => accepted)] ?? '';
  const [present] = await database.of(collections.dncNumbers).find({ listId: full }).toArray();
  writeFileSync(
    join(directory, 'again.csv'),
    `DNC_Cell,DNC_Home,DNC_Work\n${present?._id.split(':')[1] ?? ''},,\n`,
  );
  const source = fromPath('again.csv');
  const again = await importer.carryOut(full, { type: 'ImportDncNumbers', source });
  expect(await importer.endOf(again._id)).toMatchObject({ state: 'FINISHED', unchanged: 1 });
});
