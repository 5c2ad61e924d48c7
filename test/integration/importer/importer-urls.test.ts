/** Imports from URLs: a real HTTP server, real parts, importers that stop in the middle. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collections, UPLOADS_BUCKET } from '../../../schemas/collections.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { jsonOf, runWac } from '../../support/run-wac.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import { commander, commandOf, contactList, fromUrl } from './importer-commander.ts';

let system: TestSystem;
let database: Database;
let importer: ReturnType<typeof commander>;
let server: Server;
let origin: string;
let asked: string[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  system = await openTestSystem({
    IMPORT_INTERNAL_URL_ORIGINS: origin,
    IMPORT_URL_ORIGINS: 'https://files.example.com,http://localhost:1',
    IMPORT_URL_MAX_BYTES: '2000000',
    // small ones: a stop, which takes a second, finds an import under way
    IMPORT_BATCH_ROWS: '10',
    IMPORT_LEASE_MS: '10000',
  });
  database = await system.context.mongo();
  importer = commander(system.context);
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await system.close();
});

beforeEach(() => {
  asked = [];
});
afterEach(() => system.stopServices());

const people = (rows: number, name: string): string =>
  `Name,Phone\n${Array.from({ length: rows }, (_, row) => `${name} ${row},${3_175_000_000 + row}`).join('\n')}\n`;

/** Everything that GridFS holds. */
const leftovers = async (): Promise<number> =>
  (await database.db.collection(`${UPLOADS_BUCKET}.files`).countDocuments()) +
  (await database.db.collection(`${UPLOADS_BUCKET}.chunks`).countDocuments());

test('wac imports a list from a URL, behind a redirect, and nothing of the copy stays', async () => {
  await system.start('importer', startImporter);
  answer = ({ url }, response) =>
    url === '/latest'
      ? response.writeHead(302, { location: '/people.csv?signature=secret' }).end()
      : response.end(people(250, 'Ann'));
  const made = await runWac(system.settings, [
    ...['lists', 'import', `${origin}/latest`, '--name', 'From afar', '--whatsapp-column', 'Phone'],
    ...['--country', 'US', '--json'],
  ]);
  expect(made).toMatchObject({ code: 0 });
  expect(jsonOf(made)).toMatchObject({ state: 'FINISHED', rowsRead: 250, imported: 250 });
  expect(asked).toEqual(['/latest', '/people.csv?signature=secret']);
  const job = await database.of(collections.imports).findOne({ _id: String(jsonOf(made)['importId']) });
  expect(job).toMatchObject({ totalBytes: people(250, 'Ann').length, bytesRead: people(250, 'Ann').length });
  expect(await leftovers()).toBe(0);
});

test('what the operator does not allow is refused with the field', async () => {
  await system.start('importer', startImporter);
  const errorsOf = async (source: ReturnType<typeof fromUrl>) =>
    (await importer.carryOut(randomUUID(), contactList(randomUUID(), { source }))).errors;
  const refused: Array<[string, RegExp]> = [
    ['https://evil.org/people.csv', /from https:\/\/evil\.org: it is not allowed/],
    [`${origin.replace('127.0.0.1', 'localhost')}/people.csv`, /it is not allowed/],
    ['file:///etc/passwd', /starts with "file:"/],
    ['people.csv', /it is not a URL/],
  ];
  for (const [url, message] of refused) {
    const [fault] = await errorsOf(fromUrl(url));
    expect(fault).toMatchObject({ code: 'invalid.value', field: 'source.url' });
    expect(fault?.message).toMatch(message);
  }
  const two = { uploadId: 'x', path: null, url: `${origin}/people.csv` } as unknown as ReturnType<
    typeof fromUrl
  >;
  expect(await errorsOf(two)).toMatchObject([{ code: 'invalid.value', field: 'source' }]);
  // its origin is listed, its host is internal
  const listed = await importer.carryOut(
    randomUUID(),
    contactList('Internal', { source: fromUrl('http://localhost:1/people.csv') }),
  );
  expect(await importer.endOf(listed._id)).toMatchObject({
    state: 'FAILED',
    failureReason: 'IMPORT_SOURCE_NOT_ALLOWED',
    failureDetail:
      'the host localhost is internal; only origins in IMPORT_INTERNAL_URL_ORIGINS may be internal',
  });
  expect(asked).toEqual([]);
});

test('trouble is tried again; what stays wrong fails the import with its reason', async () => {
  await system.start('importer', startImporter);
  answer = (_, response) =>
    asked.length === 1 ? response.writeHead(503).end() : response.end(people(10, 'Bob'));
  const source = fromUrl(`${origin}/people.csv`);
  const troubled = await importer.carryOut(randomUUID(), contactList('Troubled', { source }));
  expect(await importer.endOf(troubled._id)).toMatchObject({ state: 'FINISHED', imported: 10 });
  expect(asked).toHaveLength(2);

  answer = (_, response) => response.writeHead(404).end('<html>not here</html>');
  const missing = await importer.carryOut(randomUUID(), contactList('Missing', { source }));
  expect(await importer.endOf(missing._id)).toMatchObject({
    state: 'FAILED',
    failureReason: 'IMPORT_SOURCE_UNREACHABLE',
    failureDetail: `${origin}/people.csv cannot be imported: it answers with status 404`,
  });
  expect(asked).toHaveLength(3);

  answer = (_, response) => response.end('x'.repeat(2_000_001));
  const large = await importer.carryOut(randomUUID(), contactList('Large', { source }));
  expect(await importer.endOf(large._id)).toMatchObject({ failureReason: 'IMPORT_SOURCE_TOO_LARGE' });

  answer = (_, response) => response.end('<!DOCTYPE html><title>Please sign in</title>');
  const page = await importer.carryOut(randomUUID(), contactList('Page', { source }));
  expect(await importer.endOf(page._id)).toMatchObject({ failureReason: 'IMPORT_NOT_CSV' });
  expect(await leftovers()).toBe(0);
});

test('an import that is resumed reads the same bytes, although the URL has others by now', async () => {
  const first = await system.start('importer', startImporter);
  answer = (_, response) => response.end(people(12_000, 'Cid'));
  const listId = randomUUID();
  const command = commandOf(listId, contactList('Resumed', { source: fromUrl(`${origin}/people.csv`) }));
  await importer.send(command);
  await until('the import is under way', async () => {
    const job = await database.of(collections.imports).findOne({ _id: command.commandId });
    return job !== null && job.rowsRead > 0;
  });
  await system.stop(first);
  const interrupted = await database.of(collections.imports).findOne({ _id: command.commandId });
  expect(interrupted).toMatchObject({ state: 'RUNNING', claims: 1, copyId: `${command.commandId}/1-0` });

  answer = (_, response) => response.end(people(12_000, 'Somebody else'));
  await system.start('importer', startImporter);
  expect(await importer.endOf(command.commandId, 60_000)).toMatchObject({ claims: 2, imported: 12_000 });
  expect(asked).toHaveLength(1);
  expect(await database.of(collections.contacts).countDocuments({ listId, 'values.0': /^Cid \d+$/ })).toBe(
    12_000,
  );
  expect(await leftovers()).toBe(0);
});

test('a copy that was broken off is thrown away and made again', async () => {
  const first = await system.start('importer', startImporter);
  answer = (_, response) => void response.write(people(20_000, 'Half'));
  const command = commandOf(
    randomUUID(),
    contactList('Broken off', { source: fromUrl(`${origin}/people.csv`) }),
  );
  await importer.send(command);
  await until('a part of the copy is stored', async () => (await leftovers()) > 0);
  await system.stop(first);
  const waiting = await database.of(collections.imports).findOne({ _id: command.commandId });
  expect(waiting).toMatchObject({ state: 'RUNNING', rowsRead: 0, leaseOwner: null });

  answer = (_, response) => response.end(people(20, 'Dan'));
  await system.start('importer', startImporter);
  expect(await importer.endOf(command.commandId)).toMatchObject({ claims: 2, rowsRead: 20, imported: 20 });
  expect(await leftovers()).toBe(0);
});
