/** Imports that are cancelled while they wait, and while they run. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { collections } from '../../../schemas/collections.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import { commander, commandOf, contactList, fromPath, fromUrl } from './importer-commander.ts';

let system: TestSystem;
let importer: ReturnType<typeof commander>;
let directory: string;
let server: Server;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'importer-'));
  server = createServer((_request, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  system = await openTestSystem({
    IMPORT_DIRECTORIES: directory,
    IMPORT_INTERNAL_URL_ORIGINS: origin,
    IMPORT_BATCH_ROWS: '100',
  });
  importer = commander(system.context);
  await system.start('importer', startImporter);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await system.close();
  rmSync(directory, { recursive: true });
});

it('ends an import that waits at once, and one that runs soon; what came before stays, and the next one has its turn', async () => {
  // a file that never ends its download keeps the worker busy
  const held: ServerResponse[] = [];
  answer = (response) => {
    held.push(response);
    response.write('Name,Phone\nAnn,3175550000\n');
  };
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const listId = randomUUID();
  const first = commandOf(listId, contactList('Cancelled', { source: fromUrl(`${origin}/endless.csv`) }));
  await importer.send(first);
  await until('the download is under way', async () => held[0]);
  writeFileSync(join(directory, 'more.csv'), 'Name,Phone\nBob,3175550001\n');
  const second = commandOf(listId, { type: 'ImportContacts', source: fromPath('more.csv') });
  await importer.send(second);
  await importer.outcomeOf(second);

  expect(await importer.carryOut(listId, { type: 'CancelImport', importId: second.commandId })).toMatchObject(
    {
      accepted: true,
    },
  );
  const database = await system.context.mongo();
  expect(await database.of(collections.imports).findOne({ _id: second.commandId })).toMatchObject({
    state: 'FAILED',
    failureReason: 'IMPORT_CANCELLED',
    rowsRead: 0,
  });
  expect((await database.of(collections.contactLists).findOne({ _id: listId }))?.imports).toHaveLength(1);

  expect(await importer.carryOut(listId, { type: 'CancelImport', importId: first.commandId })).toMatchObject({
    accepted: true,
  });
  expect(await importer.endOf(first.commandId)).toMatchObject({
    state: 'FAILED',
    failureReason: 'IMPORT_CANCELLED',
  });
  const third = commandOf(listId, { type: 'ImportContacts', source: fromPath('more.csv') });
  await importer.send(third);
  expect(await importer.endOf(third.commandId)).toMatchObject({ state: 'FINISHED', imported: 1 });
  expect(await database.of(collections.contactLists).findOne({ _id: listId })).toMatchObject({ size: 1 });
});
