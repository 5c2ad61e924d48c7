/** The search for messages that have expired reads a run once, page by page, whoever goes on with it, and again only when something may expire. */
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { ledgerRangeOf, messageIdOf } from '../../../services/domain/message/message.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { expireMessages } from '../../../services/status/runs/expire-messages.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

const DAY = 86_400_000;
const T0 = 1_750_030_000_000;
let system: TestSystem;
let database: Database;

beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
});
afterAll(() => system.close());

/** Every second message is silent; the last of them was accepted ten days later than the others. */
async function given(runId: string, count: number): Promise<void> {
  const documents = [...Array(count).keys()].map((n): MessageDocument => {
    const isSilent = n % 2 === 0;
    const endedAt = new Date(n === count - 2 ? T0 + 10 * DAY : T0);
    return {
      ...{ _id: messageIdOf(runId, String(n)), campaignId: 'c', runId, contactId: `c${n}`, sequence: n },
      ...{ state: 'ACCEPTED', attempt: 1, acceptedAt: endedAt, endedAt },
      ...(isSilent ? {} : { delivery: 'READ' as const }),
    };
  });
  await database.of(collections.messages).insertMany(documents);
  await database.of(collections.runCounters).insertOne({
    _id: `${runId}:0`,
    runId,
    accepted: count,
    sent: count / 2,
    delivered: count / 2,
    read: count / 2,
  });
  await database
    .of(collections.campaignRuns)
    .insertOne({ _id: runId, state: 'READY', planned: count, plannedAt: new Date(T0) } as never);
}

/** A process that has no memory of an earlier one. */
const look = (day: number, pagesALook: number): Promise<number> => {
  const { metrics, log } = system.context;
  return expireMessages(
    { database, metrics, log, ttlMs: 30 * DAY, documentsAPage: 50, pagesALook },
    new Date(T0 + day * DAY),
  );
};

/** Documents of the run that the search has read. */
async function readDuring(runId: string, work: () => Promise<unknown>): Promise<number> {
  await database.db.command({ profile: 2 });
  await work();
  await database.db.command({ profile: 0 });
  const { from } = ledgerRangeOf(runId);
  const queries = await database.db
    .collection('system.profile')
    .find({
      op: 'query',
      'command.find': collections.messages.name,
      'command.projection.endedAt': 1,
      'command.projection.attempt': { $exists: false },
    })
    .toArray();
  await database.db.dropCollection('system.profile');
  return queries
    .filter(({ command }) => JSON.stringify(command).includes(from.slice(0, 16)))
    .reduce((sum, { docsExamined }) => sum + Number(docsExamined), 0);
}

test('each look goes on behind the last message of the one before, and a finished run rests until the next may expire', async () => {
  const runId = 'c000000000000001';
  await given(runId, 400);
  expect(await readDuring(runId, () => look(29, 99))).toBe(0);
  const expired: number[] = [];
  const reads = await readDuring(runId, async () => {
    for (let looks = 0; looks < 5; looks += 1) expired.push(await look(31, 2));
  });
  expect(expired.reduce((sum, count) => sum + count, 0)).toBe(199);
  expect(expired.every((count) => count <= 100)).toBe(true);
  expect(reads).toBe(400);
  expect(await readDuring(runId, () => look(31, 99))).toBe(0);
  expect(await readDuring(runId, () => look(39, 99))).toBe(0);
  expect(await look(41, 99)).toBe(1);
  expect(await database.of(collections.runCounters).findOne({ _id: `${runId}:expiry` })).toMatchObject({
    expired: 200,
  });
});

test('of two that look at once, none of the messages is counted twice', async () => {
  const runId = 'c000000000000002';
  await given(runId, 300);
  const looks = await Promise.all([look(31, 99), look(31, 99)]);
  expect(looks[0] + looks[1]).toBe(149);
  expect(await database.of(collections.runCounters).findOne({ _id: `${runId}:expiry` })).toMatchObject({
    expired: 149,
  });
});
