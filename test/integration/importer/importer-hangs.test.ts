/** An import that gets no further: its process ends itself and says why, and another one carries the import to its end. Slow is not stuck. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collections, type ImportDocument } from '../../../schemas/collections.ts';
import { serviceProcesses } from '../../support/service-process.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import { commander, commandOf, contactList, fromPath, fromUrl } from './importer-commander.ts';

/** Shorter than an import that hangs, and longer than one that gets on stands still on a busy machine. */
const STALLED_AFTER_MS = 6_000;
const ROWS = 2_000;
const WITHIN_MS = 120_000;

let system: TestSystem;
let importer: ReturnType<typeof commander>;
let directory: string;
let server: Server;
let answer: (response: ServerResponse) => void;
const processes = serviceProcesses(() => system.settings);

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'importer-'));
  server = createServer((_request, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  system = await openTestSystem();
  importer = commander(system.context);
});
afterEach(() => processes.killAll());
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await system.close();
  rmSync(directory, { recursive: true });
});

const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const start = (env: Record<string, string> = {}) =>
  processes.start('importer', {
    IMPORT_DIRECTORIES: directory,
    IMPORT_INTERNAL_URL_ORIGINS: origin(),
    IMPORT_BATCH_ROWS: '100',
    IMPORT_LEASE_MS: '1500',
    STALLED_AFTER_MS: String(STALLED_AFTER_MS),
    ...env,
  });

const people = (rows: number): string[] =>
  Array.from({ length: rows }, (_, row) => `Person ${row},${3_175_000_000 + row}\n`);

const importOf = async (listId: string): Promise<ImportDocument | null> =>
  (await system.context.mongo()).of(collections.imports).findOne({ listId });

async function untilFinished(listId: string, rows: number): Promise<ImportDocument> {
  await until('the import has ended', async () => (await importOf(listId))?.finishedAt, WITHIN_MS);
  const ended = await importOf(listId);
  expect(ended).toMatchObject({ state: 'FINISHED', rowsRead: rows, imported: rows, rejected: 0 });
  const stored = (await system.context.mongo()).of(collections.contacts);
  expect(await stored.countDocuments({ listId })).toBe(rows);
  return ended as ImportDocument;
}

it('a write that never comes back ends the process; the next one takes the import up where it was saved', async () => {
  const file = join(directory, 'people.csv');
  writeFileSync(file, `Name,Phone\n${people(ROWS).join('')}`);
  const stuck = await start({ FAULT_POINTS: 'importer.batch.before=delay:600000@8' });
  const listId = randomUUID();
  await importer.send(commandOf(listId, contactList(`stuck ${listId}`, { source: fromPath(file) })));
  expect(await stuck.exitCode).toBe(70);
  expect(stuck.output()).toContain('the import under way has stood still for');
  const left = await importOf(listId);
  expect(left?.state).toBe('RUNNING');
  expect(left?.rowsRead).toBeLessThan(ROWS);

  const next = await start();
  const ended = await untilFinished(listId, ROWS);
  expect(ended.claims).toBe(2);
  next.signal('SIGTERM');
  expect(await next.exitCode).toBe(0);
});

it('a URL that sends a little now and then is slow, and no standstill', async () => {
  const rows = people(20);
  answer = (response) => {
    response.write('Name,Phone\n');
    const sending = setInterval(() => {
      const row = rows.shift();
      if (row !== undefined) return void response.write(row);
      clearInterval(sending);
      response.end();
    }, STALLED_AFTER_MS / 10);
  };
  const slow = await start();
  const listId = randomUUID();
  await importer.send(commandOf(listId, contactList(`slow ${listId}`, { source: fromUrl(origin()) })));
  const ended = await untilFinished(listId, 20);
  expect(ended.claims).toBe(1);
  slow.signal('SIGTERM');
  expect(await slow.exitCode).toBe(0);
});

it('a URL that falls silent fails the import and says so, long before anything is taken for stuck', async () => {
  answer = (response) => void response.write('Name,Phone\n');
  const waiting = await start({ IMPORT_URL_TIMEOUT_MS: '3000' });
  const listId = randomUUID();
  await importer.send(commandOf(listId, contactList(`silent ${listId}`, { source: fromUrl(origin()) })));
  await until('the import has ended', async () => (await importOf(listId))?.finishedAt, WITHIN_MS);
  expect(await importOf(listId)).toMatchObject({
    state: 'FAILED',
    failureReason: 'IMPORT_SOURCE_UNREACHABLE',
    failureDetail: 'the file could not be fetched within 3000 ms',
    claims: 1,
  });
  expect(await waiting.ready()).toBe(200);
  waiting.signal('SIGTERM');
  expect(await waiting.exitCode).toBe(0);
});

it('an import that ends each importer which takes it fails at last, with a reason; the next import is read', async () => {
  const file = join(directory, 'people.csv');
  writeFileSync(file, `Name,Phone\n${people(ROWS).join('')}`);
  const deadly = { FAULT_POINTS: 'importer.batch.before=kill' };
  const killed = await start(deadly);
  const listId = randomUUID();
  await importer.send(commandOf(listId, contactList(`deadly ${listId}`, { source: fromPath(file) })));
  expect(await killed.exitCode).toBeNull();
  const left = await importOf(listId);
  expect(left).toMatchObject({ state: 'RUNNING', takesWithoutProgress: 1 });
  // nine more of them
  const imports = (await system.context.mongo()).of(collections.imports);
  await imports.updateOne({ listId }, { $set: { takesWithoutProgress: 10 } });

  const next = await start(deadly);
  await until('the import has ended', async () => (await importOf(listId))?.finishedAt, WITHIN_MS);
  expect(await importOf(listId)).toMatchObject({
    state: 'FAILED',
    failureReason: 'IMPORT_NEVER_GETS_ON',
    rowsRead: 0,
  });
  next.signal('SIGTERM');
  expect(await next.exitCode).toBe(0);
});
