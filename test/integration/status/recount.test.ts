/** A recount by ranges of ids is bounded step by step, is broken off and gone on with, and is exact whatever moves meanwhile. */
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import type { MessageStatus } from '../../../schemas/types.ts';
import { exclusionIdOf, messageIdOf } from '../../../services/domain/message/message.ts';
import { countLedger } from '../../../services/ledger/counters/count-ledger.ts';
import { readCounters } from '../../../services/ledger/counters/read-counters.ts';
import { recountRun, type Recounted } from '../../../services/ledger/counters/recount-run.ts';
import { sameCounts } from '../../../services/ledger/counters/run-counts.ts';
import { applyUpdates } from '../../../services/ledger/updates/apply-updates.ts';
import { recordExclusions } from '../../../services/ledger/updates/record-exclusions.ts';
import { inTransaction } from '../../../services/platform/mongo/in-transaction.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { createRecount } from '../../../services/status/runs/recount.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

const T0 = 1_750_030_000_000;
let system: TestSystem;
let database: Database;
let runs = 0;
/** Messages and exclusions that were counted by all who move them. */
let moved = 0;

beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
});
afterAll(() => system.close());

async function given(count: number): Promise<{ runId: string; ids: string[] }> {
  const runId = (runs += 1).toString(16).padStart(16, 'b');
  const documents = [...Array(count).keys()].map((n): MessageDocument => ({
    ...{ _id: messageIdOf(runId, String(n)), campaignId: 'c', runId, contactId: `c${n}`, sequence: n },
    ...{ state: 'INTENT', attempt: 1, owner: 'o', dueAt: new Date(T0 + 60_000), intentAt: new Date(T0) },
  }));
  await database.of(collections.messages).insertMany(documents);
  return { runId, ids: documents.map(({ _id }) => _id) };
}
const told = (messageId: string, kind: MessageStatus['kind']): MessageStatus => ({
  ...{ messageId, attempt: 1, wamid: `w-${messageId}`, at: T0 + 1_000, source: 'WEBHOOK', kind },
  ...{ code: kind === 'UNDELIVERED' || kind === 'FAILED' ? 131026 : null, reason: null, dueAt: null },
});
const counters = async (runId: string) =>
  (await readCounters(database, [runId])).get(runId) ?? new Map<string, number>();
const ledger = (runId: string) => inTransaction(database, (session) => countLedger(database, runId, session));
const head = (runId: string) => database.of(collections.runCounters).findOne({ _id: `${runId}:run` });

/** The same every time. */
function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

/** Moves messages of a run in batches of their own shards, new ones among them, until it is told to end. */
async function moveMessages(
  { runId, ids }: { runId: string; ids: string[] },
  seed: number,
  isOver: () => boolean,
): Promise<void> {
  const chance = chances(seed);
  const kinds = ['ACCEPTED', 'SENT', 'DELIVERED', 'READ', 'UNDELIVERED', 'FAILED', 'UNKNOWN'] as const;
  for (let batch = 0; !isOver(); batch += 1) {
    const updates = Array.from({ length: 25 }, () =>
      told(ids[chance(ids.length)] ?? '', kinds[chance(kinds.length)] ?? 'SENT'),
    );
    const { changes } = await applyUpdates(database, `${seed}-${batch % 4}`, updates);
    moved += changes.length;
    const contactId = `x${seed}-${batch}`;
    // messages come to rest in time; new exclusions never do
    moved += await recordExclusions(database, `x${seed}`, [
      {
        ...{
          exclusionId: exclusionIdOf(runId, contactId),
          campaignId: 'c',
          runId,
          contactId,
          sequence: 1,
          at: T0,
        },
        ...{ reason: 'OPTED_OUT', detail: '' },
      },
    ]);
  }
}

/** Does something while messages of the run are moved by several. */
async function whileMoving(
  run: { runId: string; ids: string[] },
  seeds: number[],
  work: () => Promise<void>,
) {
  let isOver = false;
  const movers = seeds.map((seed) => moveMessages(run, seed, () => isOver));
  try {
    await work();
  } finally {
    isOver = true;
    await Promise.all(movers);
  }
}

test('beside updates that move the run it finds no difference, and in the end the counters are the ledger', async () => {
  const run = await given(3_000);
  let steps = 0;
  await whileMoving(run, [1, 2, 3], async () => {
    for (let round = 0; round < 4; round += 1) {
      const movedBefore = moved;
      const onStep = async (): Promise<void> => void (steps += 1);
      const recounted = await recountRun(database, run.runId, { documentsAStep: 700 + 50 * round, onStep });
      expect(Object.fromEntries(recounted.ledger)).toEqual(Object.fromEntries(recounted.counters));
      // whoever counts is not kept from it by the recount
      expect(moved - movedBefore).toBeGreaterThan(0);
    }
  });
  expect(steps).toBeGreaterThanOrEqual(16);
  expect(await head(run.runId)).not.toHaveProperty('recount');
  expect(Object.fromEntries(await counters(run.runId))).toEqual(Object.fromEntries(await ledger(run.runId)));
});

test('wrong counters are repaired exactly while the run moves', async () => {
  const run = await given(200);
  await applyUpdates(
    database,
    '0',
    run.ids.map((id) => told(id, 'SENT')),
  );
  await database.of(collections.runCounters).updateOne({ _id: `${run.runId}:0` }, { $inc: { accepted: 3 } }); // planted
  await whileMoving(run, [4], async () => {
    const recounted = await recountRun(database, run.runId, { documentsAStep: 25, pauseMs: 20 });
    expect((recounted.counters.get('accepted') ?? 0) - (recounted.ledger.get('accepted') ?? 0)).toBe(3);
  });
  expect(sameCounts(await counters(run.runId), await ledger(run.runId))).toBe(true);
});

const small = { documentsAStep: 10, pauseMs: 0 };

test('broken off, it is gone on with, by whomever; of two at once one brings it to its end for both', async () => {
  const run = await given(100);
  await applyUpdates(
    database,
    '0',
    run.ids.map((id) => told(id, 'DELIVERED')),
  );
  let steps = 0;
  const breaksOff = recountRun(database, run.runId, {
    ...small,
    onStep: async () => {
      steps += 1;
      if (steps === 6) throw new Error('this instance ends');
    },
  });
  await expect(breaksOff).rejects.toThrow('this instance ends');
  // the first step only begins
  expect((await head(run.runId))?.recount?.counts).toContainEqual({ counter: 'delivered', count: 50 });
  await applyUpdates(
    database,
    '7',
    run.ids.slice(0, 40).map((id) => told(id, 'READ')),
  );
  // while one takes its first step another instance brings the same recount to its end
  let other: Recounted | null = null;
  steps = 0;
  const first = await recountRun(database, run.runId, {
    ...small,
    onStep: async () => {
      steps += 1;
      other = await recountRun(database, run.runId, small);
    },
  });
  const inTheEnd = new Map([
    ['accepted', 100],
    ['sent', 100],
    ['delivered', 100],
    ['read', 40],
  ]);
  expect(other).toEqual({ counters: inTheEnd, ledger: inTheEnd, isOpen: false });
  expect(first).toEqual(other);
  expect(steps).toBe(1);
  expect(await head(run.runId)).not.toHaveProperty('recount');
});

test('no step reads more documents than it may, and the run that is settled is found complete', async () => {
  const run = await given(120);
  await applyUpdates(
    database,
    '0',
    run.ids.map((id) => told(id, 'ACCEPTED')),
  );
  const recount = createRecount(database, system.context.log, { documentsAStep: 30, pauseMs: 0 });
  await database.db.command({ profile: 2 });
  expect(await recount(run.runId, 120)).toBe(true);
  expect(await recount(run.runId, 121)).toBe(false);
  await database.db.command({ profile: 0 });
  const read = await database.db
    .collection('system.profile')
    .find({ 'command.aggregate': collections.messages.name, ns: /\.messages$/ })
    .toArray();
  expect(read.length).toBeGreaterThanOrEqual(8);
  for (const { docsExamined, planSummary } of read) {
    expect(docsExamined).toBeLessThanOrEqual(30);
    expect(planSummary).not.toContain('COLLSCAN');
  }
});

test('a message without an outcome keeps the run from being complete', async () => {
  const run = await given(60);
  await applyUpdates(
    database,
    '0',
    run.ids.slice(1).map((id) => told(id, 'ACCEPTED')),
  );
  const recount = createRecount(database, system.context.log, { documentsAStep: 25, pauseMs: 0 });
  expect(await recount(run.runId, 59)).toBe(false);
  await applyUpdates(
    database,
    '0',
    run.ids.slice(0, 1).map((id) => told(id, 'ACCEPTED')),
  );
  expect(await recount(run.runId, 60)).toBe(true);
});
