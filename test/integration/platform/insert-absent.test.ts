/** Inserting what is not there, on a mongod that can be told to fail: a duplicate must not hide that the rest is not durable. */
import { rm } from 'node:fs/promises';
import { freePorts } from '../../../deploy/local/free-port.ts';
import type { Part } from '../../../deploy/local/parts/part.ts';
import { startMongo } from '../../../deploy/local/parts/start-mongo.ts';
import { collections, type EventDocument } from '../../../schemas/collections.ts';
import type { MessageStatus } from '../../../schemas/types.ts';
import { insertEvents } from '../../../services/campaigns/event-log/event-store.ts';
import { insertNewContacts } from '../../../services/importer/import/list-store.ts';
import { claimLedgerOf } from '../../../services/ledger/claims/claim-ledger.ts';
import { connectMongo, type Database } from '../../../services/platform/mongo/mongo.ts';
import { keepUnmatched } from '../../../services/status/updates/unmatched-store.ts';
import { newTestDataDir } from '../../support/real-parts.ts';

let mongo: Part;
let dataDir: string;
let database: Database;

beforeAll(async () => {
  dataDir = await newTestDataDir();
  const [port = 0] = await freePorts(1);
  mongo = await startMongo({ dataDir, port, quickBoot: true, parameters: { enableTestCommands: '1' } });
  database = await connectMongo(
    { url: mongo.url, tls: null, login: null, database: 'insert_absent' },
    'test',
  );
});
afterAll(async () => {
  await database.close();
  await mongo.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** The next insert is carried out, and its write concern is said to have failed. */
const failNextConcern = (): Promise<unknown> =>
  database.client.db('admin').command({
    configureFailPoint: 'failCommand',
    mode: { times: 1 },
    data: {
      failCommands: ['insert'],
      writeConcernError: {
        code: 64,
        codeName: 'WriteConcernFailed',
        errmsg: 'waiting for replication timed out',
      },
    },
  });

const event = (id: string): EventDocument => ({
  _id: id,
  at: new Date(0),
  level: 'INFO',
  category: 'MESSAGING_CAMPAIGN',
  code: 'CAMPAIGN_STARTED',
  message: '',
  entity: null,
  who: null,
  correlationId: null,
});
const contact = (id: string) => ({ _id: id, listId: 'list', arrival: 1, values: [], phoneIds: [] });
const message = (id: string) => ({
  ...{ _id: id, campaignId: 'c', runId: 'r', contactId: id, sequence: 1 },
  ...{ state: 'INTENT' as const, attempt: 1 },
});
const status = (wamid: string): MessageStatus => ({
  ...{ messageId: null, attempt: null, wamid, at: 0, source: 'WEBHOOK', kind: 'SENT' },
  ...{ code: null, reason: null, dueAt: null },
});

const writers: Array<[string, (ids: string[]) => Promise<unknown>]> = [
  ['intents of the sender', (ids) => claimLedgerOf(database).insertNew(ids.map(message))],
  ['contacts of an import', (ids) => insertNewContacts(database, ids.map(contact))],
  ['statuses without a message', (ids) => keepUnmatched(database, ids.map(status), new Date(0), new Date(0))],
  ['entries of the event log', (ids) => insertEvents(database, ids.map(event))],
];

describe.each(writers)('%s', (_, insert) => {
  it('are inserted where they are absent, and a duplicate is no error', async () => {
    await insert(['known']);
    await insert(['known', 'new']);
    await insert(['known', 'new']);
  });

  it('are not taken for durable when the write concern failed, with or without a duplicate', async () => {
    await failNextConcern();
    await expect(insert(['first'])).rejects.toThrow('waiting for replication timed out');
    await failNextConcern();
    await expect(insert(['known', 'second'])).rejects.toThrow('waiting for replication timed out');
    await failNextConcern();
    await expect(insert(['known'])).rejects.toThrow('waiting for replication timed out');
  });
});

it('says which were there', async () => {
  const ledger = claimLedgerOf(database);
  await ledger.insertNew([message('a')]);
  expect(await ledger.insertNew(['b', 'a', 'c'].map(message))).toEqual(new Set([1]));
});

it('another error of the batch is not hidden by a duplicate', async () => {
  await database.db.createCollection(collections.events.name, {}).catch(() => undefined);
  await database.db.command({
    collMod: collections.events.name,
    validator: { code: { $ne: 'REFUSED' } },
  });
  await insertEvents(database, [event('there')]);
  const refused = { ...event('refused'), code: 'REFUSED' };
  await expect(insertEvents(database, [event('there'), refused])).rejects.toThrow(
    'Document failed validation',
  );
});
