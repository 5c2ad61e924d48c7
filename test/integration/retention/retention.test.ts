/** What has passed its time goes, in steps that may break off anywhere; what a promise rests on stays. */
import { Readable } from 'node:stream';
import { GridFSBucket, type Document, type ObjectId } from 'mongodb';
import { retentionOf } from '../../../config/retention.ts';
import { readEnv } from '../../../config/env.ts';
import {
  collections,
  UPLOADS_BUCKET,
  type CampaignRunDocument,
  type MessageDocument,
  type MessageState,
} from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import {
  exclusionIdOf,
  ledgerRangeOf,
  messageIdOf,
  runIdOf,
} from '../../../services/domain/message/message.ts';
import { pageId } from '../../../services/eligibility/order/pages-of.ts';
import type { RunDefinition } from '../../../services/eligibility/take-up/run-definition.ts';
import { takeUp } from '../../../services/eligibility/take-up/take-up.ts';
import { listen } from '../../../services/platform/kafka/listen.ts';
import { findEmptyGroups, removeGroups } from '../../../services/platform/kafka/single-life-groups.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { storeUpload } from '../../../services/platform/mongo/uploads.ts';
import type { RemovedKind } from '../../../schemas/metric-values.ts';
import { SweepBroken } from '../../../services/retention/in-steps.ts';
import {
  claimSweep,
  findSweep,
  makeSweep,
  releaseSweep,
  renewSweep,
} from '../../../services/retention/lease-store.ts';
import { readFigures } from '../../../services/retention/show-retention.ts';
import { sweepDatabase } from '../../../services/retention/sweep.ts';
import { campaignDocument, phoneOf } from '../../support/campaign-documents.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const DAY = 86_400_000;
const T0 = Date.now();
const retention = retentionOf(readEnv({}));
let system: TestSystem;
let database: Database;

beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
});
afterAll(() => system.close());
beforeEach(async () => {
  for (const { name } of [
    ...Object.values(collections),
    { name: 'uploads.files' },
    { name: 'uploads.chunks' },
  ])
    await database.db.collection(name).deleteMany({});
});

/** Sweeps as of so many days from now. @param breakAt breaks off in the pause with this number @returns what went */
async function sweep(days: number, breakAt = Number.POSITIVE_INFINITY): Promise<Record<string, number>> {
  const removed: Partial<Record<RemovedKind, number>> = {};
  let pauses = 0;
  const parts = { database, retention, now: new Date(T0 + days * DAY), stepSize: 7 };
  await sweepDatabase({
    ...parts,
    pause: async (kind, count) => {
      removed[kind] = (removed[kind] ?? 0) + count;
      if ((pauses += 1) === breakAt) throw new SweepBroken('killed');
    },
  }).catch((error: unknown) => {
    if (!(error instanceof SweepBroken)) throw error;
  });
  return removed;
}

const count = (name: string, filter: Document = {}): Promise<number> =>
  database.db.collection(name).countDocuments(filter);

type GivenRun = {
  contacts?: number;
  state?: (n: number) => MessageState;
  closedAt?: Date;
  counters?: boolean;
};

/** A run with its order, texts, messages, counters and pace. Every fifth contact was excluded. */
async function givenRun(
  campaignId: string,
  runNumber: number,
  { contacts = 20, state = () => 'ACCEPTED', closedAt, counters = true }: GivenRun = {},
): Promise<string> {
  const runId = runIdOf(campaignId, runNumber);
  const numbers = [...Array(contacts).keys()];
  const isExcluded = (n: number): boolean => n % 5 === 4;
  await database.of(collections.campaignRuns).insertOne({
    ...{ _id: runId, campaignId, number: runNumber, integrationId: 'integration-1', contactListId: 'list-1' },
    ...{
      state: 'READY',
      planned: contacts,
      pages: contacts / 10,
      filteredOut: 0,
      plannedThroughArrival: contacts,
    },
    plannedAt: new Date(T0),
  } satisfies CampaignRunDocument);
  const pages = numbers.filter((n) => n % 10 === 0);
  await database.of(collections.runPages).insertMany(
    pages.map((first, page) => ({
      ...{ _id: pageId(runId, page), runId, page, firstSequence: first },
      contactIds: numbers.slice(first, first + 10).map((n) => `c${n}`),
      decisions: numbers
        .slice(first, first + 10)
        .map((n) => (isExcluded(n) ? '!INVALID_PHONE_NUMBER' : phoneOf(n))),
    })),
  );
  await database.of(collections.takenUp).insertMany(
    pages.map((first, page) => ({
      ...{ _id: `${pageId(runId, page)}:0000`, runId, firstSequence: first, at: new Date(T0) },
      template: { name: 't', language: 'en', header: [], body: [], buttons: [] },
      texts: numbers.slice(first, first + 10).map(() => ['text']),
    })),
  );
  await database.of(collections.messages).insertMany(
    numbers.map((n): MessageDocument => ({
      _id: isExcluded(n) ? exclusionIdOf(runId, `c${n}`) : messageIdOf(runId, phoneOf(n)),
      ...{ campaignId, runId, contactId: `c${n}`, sequence: n, attempt: 1 },
      state: isExcluded(n) ? 'SKIPPED' : state(n),
    })),
  );
  if (counters)
    await database.of(collections.runCounters).insertMany([
      { _id: `${runId}:0`, runId, accepted: 16 },
      { _id: `${runId}:run`, runId, shards: 1, ...(closedAt ? { closedAt } : {}) },
    ]);
  const pace = { nextMicros: 1, releasedThrough: contacts, stoppedRevision: null, waiting: null, campaignId };
  await database
    .of(collections.pace)
    .updateOne(
      { _id: 'integration-1' },
      { $set: { [`runs.${runId}`]: pace }, $setOnInsert: { epoch: 3, owner: 'o', nextMicros: 9 } },
      { upsert: true },
    );
  return runId;
}

const givenCampaign = (over: Parameters<typeof campaignDocument>[0]) =>
  database.of(collections.campaigns).insertOne(campaignDocument(over));

/** How many documents of a run there are, by collection. */
async function leftOf(runId: string): Promise<Record<string, number>> {
  const { from, to } = ledgerRangeOf(runId);
  return {
    messages: await count('messages', { _id: { $gte: from, $lt: to } }),
    counters: await count('run_counters', { runId }),
    run: await count('campaign_runs', { _id: runId }),
    pages: await count('run_pages', { runId }),
    texts: await count('taken_up', { runId }),
    paces: await count('pace', { [`runs.${runId}`]: { $exists: true } }),
  };
}
const WHOLE = { messages: 20, counters: 2, run: 1, pages: 2, texts: 2, paces: 1 };
const GONE = { messages: 0, counters: 0, run: 0, pages: 0, texts: 0, paces: 0 };

describe('an ended run', () => {
  test('goes part by part; the run that its campaign goes on with stays', async () => {
    await givenCampaign({ _id: 'c', status: 'off', runNumber: 2 });
    const ended = await givenRun('c', 1, { closedAt: new Date(T0) });
    const present = await givenRun('c', 2, { state: (n) => (n > 12 ? 'WAITING' : 'ACCEPTED') });
    await sweep(29);
    expect(await leftOf(ended)).toEqual({ ...WHOLE, paces: 0 });
    await sweep(30);
    expect(await leftOf(ended)).toEqual({ ...WHOLE, pages: 0, texts: 0, paces: 0 });
    await sweep(180);
    expect(await leftOf(ended)).toEqual({ ...WHOLE, messages: 0, pages: 0, texts: 0, paces: 0 });
    expect(await count('run_counters', { runId: ended, accepted: 16 })).toBe(1); // reports still show what became of it
    await sweep(729);
    expect(await leftOf(ended)).toMatchObject({ run: 1, counters: 2 });
    expect((await leftOf(present)).messages).toBe(20);
    await sweep(730);
    expect(await leftOf(ended)).toEqual(GONE);
    expect(await leftOf(present)).toMatchObject({ messages: 20, counters: 2, run: 1, paces: 1 });
  });

  test('of which nobody noted the end ends when it is first seen: a deleted campaign, a run without a head', async () => {
    const orphan = await givenRun('gone', 1, { counters: false });
    await sweep(1_000);
    expect(await leftOf(orphan)).toEqual({ ...WHOLE, counters: 1, paces: 0 });
    await sweep(1_179);
    expect((await leftOf(orphan)).messages).toBe(20);
    await sweep(1_180);
    expect((await leftOf(orphan)).messages).toBe(0);
    await sweep(1_730);
    expect(await leftOf(orphan)).toEqual(GONE);
  });

  test('takes with it what came after its messages had gone', async () => {
    const runId = await givenRun('gone', 1, { closedAt: new Date(T0) });
    await sweep(180);
    await database.of(collections.messages).insertOne({
      ...{ _id: exclusionIdOf(runId, 'late'), campaignId: 'gone', runId, contactId: 'late' },
      ...{ sequence: 3, state: 'SKIPPED', attempt: 0 },
    });
    await sweep(730);
    expect(await leftOf(runId)).toEqual(GONE);
  });

  test('may be removed in parts by sweeps that break off anywhere, and nothing else is touched', async () => {
    await givenCampaign({ _id: 'c', status: 'on' });
    const live = await givenRun('c', 1, { state: (n) => (n === 0 || n === 19 ? 'INTENT' : 'ACCEPTED') });
    let isDone = false;
    for (let breakAt = 1; !isDone; breakAt += 1) {
      const runs = [
        await givenRun('x', breakAt, { closedAt: new Date(T0) }),
        await givenRun('y', breakAt, { closedAt: new Date(T0) }),
      ];
      const broken = await sweep(800, breakAt);
      const rest = await sweep(800);
      for (const runId of runs) expect(await leftOf(runId)).toEqual(GONE);
      // each message went in one of the two
      expect((broken['messages'] ?? 0) + (rest['messages'] ?? 0)).toBe(40);
      isDone = Object.keys(rest).length === 0;
      expect(breakAt).toBeLessThan(40);
    }
    expect(await leftOf(live)).toEqual({ ...WHOLE, pages: 2 });
  });

  test('whose retention is 0 is kept for good', async () => {
    const runId = await givenRun('gone', 1, { closedAt: new Date(T0) });
    const nothingGoes = { ...retention, messagesMs: 0, runsMs: 0, orderMs: 0 };
    await sweepDatabase({
      database,
      retention: nothingGoes,
      now: new Date(T0 + 9_999 * DAY),
      stepSize: 7,
      pause: async () => undefined,
    });
    expect(await leftOf(runId)).toEqual({ ...WHOLE, paces: 0 });
  });
});

describe('a run that goes on for years', () => {
  test('loses its order and texts behind what has settled, and no message', async () => {
    await givenCampaign({ _id: 'c', status: 'on', alwaysRunning: true });
    const runId = await givenRun('c', 1, {
      contacts: 50,
      state: (n) => (n === 25 ? 'WAITING' : n === 7 ? 'UNKNOWN' : 'ACCEPTED'),
    });
    await sweep(29);
    expect(await count('run_pages', { runId })).toBe(5);
    expect(await sweep(30)).toEqual({ pages: 3 });
    const left = await database.of(collections.runPages).find({ runId }).sort({ _id: 1 }).toArray();
    // the third has a contact that waits; the last may be filled further
    expect(left.map(({ firstSequence }) => firstSequence)).toEqual([20, 40]);
    expect(await count('taken_up', { runId })).toBe(2);
    expect(await count('messages', { runId })).toBe(50);
    // a throttle that asks once more for what was removed is told that there is nobody; what is left is told as before
    const definition = { runId, contactListId: 'list-1', dncLists: [] } as unknown as RunDefinition;
    const ask = async (from: number, through: number) =>
      (await takeUp(database, definition, from, through, new Date(), () => undefined)).map(
        ({ sequence }) => sequence,
      );
    expect(await ask(0, 10)).toEqual([]);
    expect(await ask(15, 23)).toEqual([20, 21, 22]);
    await database.of(collections.messages).updateMany({ runId }, { $set: { state: 'ACCEPTED' } });
    expect(await sweep(31)).toEqual({ pages: 1 });
  });
});

describe('imports', () => {
  const givenImport = (id: string, over: Document) =>
    database.db.collection<Document & { _id: string }>('imports').insertOne({
      ...{
        _id: id,
        listId: 'l',
        kind: 'CONTACTS',
        state: 'FINISHED',
        finishedAt: new Date(T0),
        rejected: 20,
      },
      source: { uploadId: `upload-of-${id}`, path: null, url: null },
      ...over,
    });
  const givenRejects = (importId: string) =>
    database.of(collections.importRejects).insertMany(
      [...Array(20).keys()].map((line) => ({
        ...{
          _id: `${importId}:${String(line).padStart(10, '0')}`,
          importId,
          line,
          column: 'phone',
          value: '12',
        },
        ...{ code: 'X', reason: 'short', row: ['12'] },
      })),
    );

  test('lose their rejected rows first, then go; unfinished and unannounced ones stay whole', async () => {
    await givenImport('a', {});
    await givenImport('running', { state: 'RUNNING', finishedAt: null });
    await givenImport('untold', { announced: false });
    for (const id of ['a', 'running', 'untold']) await givenRejects(id);
    expect(await sweep(29)).toEqual({});
    expect(await sweep(30, 1)).toEqual({ rejects: 7 }); // broken off after the first step
    expect(await sweep(30)).toEqual({ rejects: 13 });
    expect(await count('import_rejects')).toBe(40);
    expect(await sweep(364)).toEqual({});
    expect(await sweep(365)).toEqual({ imports: 1 });
    const left = await database.of(collections.imports).find().sort({ _id: 1 }).toArray();
    expect(left.map(({ _id }) => _id)).toEqual(['running', 'untold']);
    expect(await count('import_rejects')).toBe(40);
  });

  test('uploads that no import took go, also those that broke off; those of an unfinished import stay', async () => {
    const upload = (id: string): Promise<number> =>
      storeUpload(database, UPLOADS_BUCKET, id, 'people.csv', Readable.from([Buffer.from('phone\n1\n')]));
    await upload('left-behind');
    await upload('upload-of-running');
    await upload('fetching/1');
    await storeUpload(database, UPLOADS_BUCKET, 'empty', 'empty.csv', Readable.from([]));
    await givenImport('running', { state: 'QUEUED', finishedAt: null });
    await givenImport('fetching', {
      state: 'RUNNING',
      finishedAt: null,
      source: { uploadId: null, path: null, url: 'x' },
    });
    const broken = new GridFSBucket(database.db, {
      bucketName: UPLOADS_BUCKET,
      chunkSizeBytes: 4,
    }).openUploadStreamWithId('broken-off' as unknown as ObjectId, 'x.csv');
    broken.write(Buffer.from('12345678'));
    await until('a piece of it is stored', () => count('uploads.chunks', { files_id: 'broken-off' }));
    expect(await sweep(6)).toEqual({});
    expect(await sweep(8)).toEqual({ uploads: 3 });
    const files = (name: string, field: string) => database.db.collection(name).distinct(field);
    expect(await files('uploads.chunks', 'files_id')).toEqual(['fetching/1', 'upload-of-running']);
    expect(await files('uploads.files', '_id')).toEqual(['fetching/1', 'upload-of-running']);
    broken.destroy();
  });
});

/** What stays when everything has passed its time, and why that does not grow without bound. */
const STAYS: Record<string, string> = {
  campaigns: 'at most 1,000; deleted by command',
  contact_lists: 'at most 1,000; deleted by command',
  contacts: 'those of the lists',
  contact_list_filters: 'at most 1,000',
  dnc_lists: 'at most 1,000',
  dnc_numbers: 'those of the lists, and opt-outs: never message again',
  divisions: 'deleted by command',
  wrapup_codes: 'deleted by command',
  responses: 'deleted by command',
  response_libraries: 'deleted by command',
  integrations: 'deleted by command',
  templates: 'those of the accounts',
  provider_syncs: 'one for each account and number',
  limits: 'one for each kind',
  pace: 'one for each number, without its runs',
  portfolios: 'one for each portfolio',
  webhook_subscriptions: 'at most 100; deleted by command',
  installation: 'one',
  sweeps: 'one',
  users: 'deactivated by command',
  clients: 'deactivated by command',
  roles: 'deleted by command',
  erased_people: 'a hash for each: never message again',
  open_uploads: 'the api removes them after a day',
};

test('when everything has passed its time nothing is left but what is named', async () => {
  const runId = await givenRun('gone', 1, { closedAt: new Date(T0) });
  await database.of(collections.imports).insertOne({
    ...{
      _id: 'i',
      state: 'FAILED',
      finishedAt: new Date(T0),
      source: { uploadId: null, path: null, url: null },
    },
  } as never);
  await database.of(collections.importRejects).insertOne({ _id: 'i:0000000001', importId: 'i' } as never);
  await storeUpload(database, UPLOADS_BUCKET, 'u', 'u.csv', Readable.from([Buffer.from('x')]));
  const swept = [
    'messages',
    'run_counters',
    'campaign_runs',
    'run_pages',
    'taken_up',
    'imports',
    'import_rejects',
  ];
  for (const name of [...swept, 'uploads.files', 'uploads.chunks'])
    expect([name, await count(name)]).not.toEqual([name, 0]);

  await sweep(20_000);

  const remaining: string[] = [];
  for (const { name, indexes } of Object.values(collections)) {
    const expires = indexes.some(({ expireAfterSeconds }) => expireAfterSeconds !== undefined);
    if (swept.includes(name) ? (await count(name)) > 0 : !expires && !(name in STAYS)) remaining.push(name);
  }
  for (const name of ['uploads.files', 'uploads.chunks']) if ((await count(name)) > 0) remaining.push(name);
  expect(remaining).toEqual([]);
  expect(await leftOf(runId)).toEqual(GONE);
  const known = new Set<string>(Object.values(collections).map(({ name }) => name));
  expect(Object.keys(STAYS).filter((name) => !known.has(name))).toEqual([]);
});

test('says how old the oldest of each kind is', async () => {
  await givenRun('gone', 1, { closedAt: new Date(T0 - 3 * DAY) });
  await givenRun('gone', 2, { closedAt: new Date(T0 - 5 * DAY) });
  await database
    .of(collections.runCounters)
    .updateOne(
      { runId: runIdOf('gone', 2), closedAt: { $exists: true } },
      { $set: { messagesRemovedAt: new Date(T0) } },
    );
  const { oldest } = await readFigures(database);
  expect(Object.fromEntries(oldest)).toMatchObject({
    messages: new Date(T0 - 3 * DAY),
    runs: new Date(T0 - 5 * DAY),
    imports: null,
    uploads: null,
  });
});

describe('the lease', () => {
  test('is one process’s; a lost one cannot be renewed; a sweep that broke off may be followed at once', async () => {
    await makeSweep(database, new Date(T0));
    await makeSweep(database, new Date(T0 + DAY));
    expect(await findSweep(database)).toMatchObject({ endedAt: new Date(T0), owner: null });
    const claims = await Promise.all(['a', 'b', 'c'].map((owner) => claimSweep(database, owner, 60_000)));
    const [owner] = claims.flatMap((claimed) => claimed?.owner ?? []);
    expect(claims.filter((claimed) => claimed !== null)).toHaveLength(1);
    expect(await renewSweep(database, owner ?? '', 1)).toBe(true);
    const other = await until('the lease has ended', () => claimSweep(database, 'd', 60_000));
    expect(other.owner).toBe('d');
    expect(await renewSweep(database, owner ?? '', 60_000)).toBe(false);
    await releaseSweep(database, owner ?? '', { endedAt: new Date(T0 + 9 * DAY), emptyGroups: [] }); // not the owner: nothing changes
    expect(await findSweep(database)).toMatchObject({ endedAt: new Date(T0), owner: 'd' });
    await releaseSweep(database, 'd', null);
    expect(await claimSweep(database, 'e', 60_000)).not.toBeNull();
  });
});

test('consumer groups of former lives are found and removed; those with a member, and shared ones, stay', async () => {
  const { kafka, settings } = system.context;
  const former = await system.start('former', async (context) =>
    listen(context, topics.campaignEvents, () => undefined),
  );
  const present = await system.start('present', async (context) =>
    listen(context, topics.campaignEvents, () => undefined),
  );
  const groupsOf = ({ life, name }: { life: string; name: string }) =>
    `${settings.namespace}${name}-hears-${life}.campaign-events`;
  await system.stop(former);
  const empty = await until('the former group is empty', async () => {
    const found = await findEmptyGroups(kafka, settings.namespace);
    return found.length > 0 && found;
  });
  expect(empty).toEqual([groupsOf(former)]);
  expect(await removeGroups(kafka, [groupsOf(former), groupsOf(present)])).toBe(1);
  expect(await findEmptyGroups(kafka, settings.namespace)).toEqual([]);
});
