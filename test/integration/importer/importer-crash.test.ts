/** An import that dies in the middle, in every way we can think of, ends with exact counts, contacts and rejects. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePorts } from '../../../deploy/local/free-port.ts';
import { spawnService } from '../../../deploy/local/spawn-service.ts';
import { collections, type ImportDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { ContactListEvent } from '../../../schemas/types.ts';
import { carryOut } from '../../../services/importer/commands/carry-out.ts';
import { isOwn } from '../../../services/importer/commands/decision.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { startImportWorker, type ImportWorker } from '../../../services/importer/import/import-worker.ts';
import { claimImport } from '../../../services/importer/import/import-store.ts';
import { LeaseLost } from '../../../services/importer/import/lease-lost.ts';
import type { AllowedSources } from '../../../services/importer/source/open-source.ts';
import { runImport } from '../../../services/importer/import/run-import.ts';
import type { ImportParts } from '../../../services/importer/import/write-batches.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import { commander, commandOf, contactList, dncList, fromPath, type Body } from './importer-commander.ts';

const BATCH_ROWS = 100;
const LEASE_MS = 1_000;

let system: TestSystem;
let database: Database;
let directory: string;
let workers: ImportWorker[];

beforeEach(async () => {
  workers = [];
  directory = mkdtempSync(join(tmpdir(), 'importer-'));
  system = await openTestSystem({
    IMPORT_DIRECTORIES: directory,
    IMPORT_BATCH_ROWS: String(BATCH_ROWS),
    IMPORT_LEASE_MS: String(LEASE_MS),
  });
  database = await system.context.mongo();
});

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await system.close();
  rmSync(directory, { recursive: true });
});

/** Every tenth row has no number, every eleventh is the one before it again. */
const lines = (rows: number): string[] => {
  const made: string[] = [];
  for (let row = 1; row <= rows; row += 1) {
    if (row % 10 === 0) made.push(`Person ${row},unknown`);
    else if (row % 11 === 0) made.push(made.at(-1) ?? '');
    else made.push(`Person ${row},1${3_000_000_000 + row}`);
  }
  return made;
};

const ROWS = 2_000;
const countRows = (rows: string[]) => {
  const good = rows.filter((row) => !row.endsWith('unknown'));
  const imported = new Set(good).size;
  return {
    rowsRead: rows.length,
    imported,
    unchanged: good.length - imported,
    rejected: rows.length - good.length,
  };
};

const allowed = (): AllowedSources => ({ ...system.settings.imports, directories: [directory] });

/** Accepts a command without any importer running. */
async function accept(listId: string, body: Body): Promise<string> {
  const command = commandOf(listId, body);
  if (!isOwn(command)) throw new Error('not a command of the importer');
  const { how } = await carryOut(database, allowed(), system.settings.limits, command);
  if (how !== 'accepted') throw new Error('the command was refused');
  return command.commandId;
}

const partsOn = (on: Database): ImportParts => ({
  database: on,
  metrics: system.context.metrics,
  allowed: allowed(),
  batchRows: BATCH_ROWS,
  leaseMs: LEASE_MS,
  alive: () => undefined,
});

/** Imports without commands; stopped with the test at the latest. */
async function startWorker(): Promise<ImportWorker> {
  const { log, producer, settings } = system.context;
  const worker = startImportWorker({
    ...partsOn(database),
    producer: await producer(),
    log,
    instanceId: settings.instanceId,
  });
  workers.push(worker);
  return worker;
}

class Crash extends Error {}

/**
 * A worker takes the import and dies after saving progress so often: batches beyond are written, and nobody knows.
 * @returns the import as it held it
 */
async function dieAfter(saves: number, importId: string, owner: string): Promise<ImportDocument> {
  const job = await until('the import is in nobody’s hands', () =>
    claimImport(database, importId, owner, LEASE_MS),
  );
  let left = saves;
  const dying: Database = {
    ...database,
    of: (definition) => {
      const collection = database.of(definition);
      if (definition.name !== collections.imports.name) return collection;
      return new Proxy(collection, {
        get(target, name, receiver) {
          const value: unknown = Reflect.get(target, name, receiver);
          if (name === 'updateOne')
            return (...update: Parameters<typeof collection.updateOne>) => {
              if (JSON.stringify(update[1]).includes('"rowsRead"') && left-- <= 0) throw new Crash();
              return target.updateOne(...update);
            };
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    },
  };
  await expect(runImport(partsOn(dying), job, owner, new AbortController().signal)).rejects.toThrow(Crash);
  return job;
}

test('what was written and not saved is counted once, and the dead one that wakes up changes nothing', async () => {
  const rows = lines(ROWS);
  writeFileSync(join(directory, 'people.csv'), `Name,Phone\n${rows.join('\n')}`);
  const listId = randomUUID();
  const importId = await accept(listId, contactList('People', { source: fromPath('people.csv') }));
  const job = await dieAfter(3, importId, 'dead');
  const { rowsRead = 0 } = (await database.of(collections.imports).findOne({ _id: importId })) ?? {};
  expect(rowsRead).toBeGreaterThanOrEqual(300);
  const written = await database.of(collections.contacts).countDocuments({ listId });
  expect(written).toBeGreaterThan(countRows(rows.slice(0, rowsRead)).imported);

  const events: ContactListEvent[] = await system.collect(topics.contactListEvents);
  const importer = commander(system.context);
  await system.start('importer', startImporter);
  const ended = await importer.endOf(importId);
  const check = async (): Promise<void> => {
    expect(await database.of(collections.imports).findOne({ _id: importId })).toMatchObject({
      state: 'FINISHED',
      ...countRows(rows),
    });
    expect(await database.of(collections.contactLists).findOne({ _id: listId })).toMatchObject({
      size: countRows(rows).imported,
    });
    const contacts = await importer.contactsOf(listId);
    expect(contacts.map(({ values }) => values.join(','))).toEqual([
      ...new Set(rows.filter((row) => !row.endsWith('unknown'))),
    ]);
    const rejects = await importer.rejectsOf(importId);
    expect(rejects.map(({ line }) => line)).toEqual(
      rows.flatMap((row, index) => (row.endsWith('unknown') ? [index + 2] : [])),
    );
  };
  expect(ended.claims).toBe(2);
  await check();
  await until('the end is told', () => events.some(({ body }) => body.type === 'ImportFinished'));

  await expect(runImport(partsOn(database), job, 'dead', new AbortController().signal)).rejects.toThrow(
    LeaseLost,
  );
  await check();
});

test('changes of contacts with ids are counted once, too', async () => {
  const listId = randomUUID();
  const before = Array.from(
    { length: 1_000 },
    (_, id) => `${id},before,1317555${String(id).padStart(4, '0')}`,
  );
  const other = (id: number, name: string): string => before[id]?.replace('before', name) ?? '';
  const after = before.map((row, id) => (id < 100 || id % 2 === 0 ? other(id, 'after') : row));
  // one contact three times in the first batch, another one in the first two, a third one again much later
  after[1] = other(0, 'second');
  after[3] = other(0, 'third');
  after[100] = other(99, 'next batch');
  after[550] = other(5, 'last');
  writeFileSync(join(directory, 'before.csv'), `Id,Name,Phone\n${before.join('\n')}`);
  writeFileSync(join(directory, 'after.csv'), `Id,Name,Phone\n${after.join('\n')}`);
  const importer = commander(system.context);
  const list = contactList('Ids', { contactIdColumn: 'Id', source: fromPath('before.csv') });
  const created = await accept(listId, list);
  const worker = await startWorker();
  await importer.endOf(created);
  await worker.stop();

  const importId = await accept(listId, { type: 'ImportContacts', source: fromPath('after.csv') });
  await dieAfter(0, importId, 'dead');
  await dieAfter(2, importId, 'dead too');
  const stored = new Map(before.map((row) => [row.split(',')[0], row]));
  let updated = 0;
  for (const row of after) {
    const [id] = row.split(',');
    if (stored.get(id) !== row) updated += 1;
    stored.set(id, row);
  }
  const second = await startWorker();
  expect(await importer.endOf(importId)).toMatchObject({
    claims: 3,
    imported: 0,
    updated,
    unchanged: 1_000 - updated,
    rejected: 0,
  });
  await second.stop();
  const contacts = await importer.contactsOf(listId);
  expect(contacts.map(({ values }) => values.join(','))).toEqual([...stored.values()]);
});

test('DNC rows are counted once, too', async () => {
  const listId = randomUUID();
  const rows = Array.from({ length: 1_000 }, (_, row) =>
    row % 9 === 0
      ? 'x,,'
      : `1317555${String(row).padStart(4, '0')},1317556${String(row % 500).padStart(4, '0')},`,
  );
  writeFileSync(join(directory, 'dnc.csv'), `DNC_Home,DNC_Cell,DNC_Work\n${rows.join('\n')}\n`);
  const importId = await accept(listId, dncList('Leave alone', { source: fromPath('dnc.csv') }));
  await dieAfter(2, importId, 'dead');
  const importer = commander(system.context);
  await system.start('importer', startImporter);
  const good = rows.filter((row) => row !== 'x,,');
  const numbers = new Set(good.flatMap((row) => row.split(',').slice(0, 2)));
  expect(await importer.endOf(importId)).toMatchObject({
    rowsRead: 1_000,
    imported: good.length,
    unchanged: 0,
    rejected: 1_000 - good.length,
  });
  expect(await importer.numbersOf(listId)).toEqual([...numbers].sort());
  expect(await database.of(collections.dncLists).findOne({ _id: listId })).toMatchObject({
    size: numbers.size,
  });
});

test('kill -9 of the process in the middle of 200,000 rows: exact count, exact rejects', async () => {
  const rows = lines(200_000);
  writeFileSync(join(directory, 'many.csv'), `Name,Phone\n${rows.join('\n')}\n`);
  const { settings } = system;
  const start = async (name: string) => {
    const [port = 0] = await freePorts(1);
    return spawnService({
      name,
      entry: resolve('dist/services/importer/main.js'),
      env: {
        INSTANCE_ID: name,
        NAMESPACE: settings.namespace,
        KAFKA_BROKERS: settings.kafka.brokers.join(','),
        KAFKA_SESSION_MS: String(settings.kafka.sessionMs),
        SCHEMA_REGISTRY_URL: settings.registry.url,
        MONGODB_URL: settings.mongo.url,
        MONGODB_DATABASE: settings.mongo.database,
        IMPORT_DIRECTORIES: directory,
        IMPORT_LEASE_MS: String(LEASE_MS),
        HEALTH_PORT: String(port),
        LOG_LEVEL: 'warn',
      },
      readyUrl: `http://127.0.0.1:${port}/ready`,
      dataDir: directory,
    });
  };
  const importer = commander(system.context);
  const listId = randomUUID();
  const first = await start('first');
  const command = commandOf(listId, contactList('Many', { source: fromPath('many.csv') }));
  await importer.send(command);
  for (let kill = 1; kill <= 2; kill += 1) {
    const running = kill === 1 ? first : await start(`again-${kill}`);
    await until('the import is under way', async () => {
      const job = await database.of(collections.imports).findOne({ _id: command.commandId, claims: kill });
      return job !== null && job.rowsRead >= kill * 40_000;
    });
    running.kill('SIGKILL');
  }
  const last = await start('last');
  const ended = await importer.endOf(command.commandId, 120_000);
  await last.stop();
  expect(ended.claims).toBe(3);
  expect(ended).toMatchObject({ state: 'FINISHED', ...countRows(rows) });
  expect(await database.of(collections.contacts).countDocuments({ listId })).toBe(countRows(rows).imported);
  const rejectedLines = rows.flatMap((row, index) => (row.endsWith('unknown') ? [index + 2] : []));
  expect((await importer.rejectsOf(command.commandId)).map(({ line }) => line)).toEqual(rejectedLines);
}, 240_000);
