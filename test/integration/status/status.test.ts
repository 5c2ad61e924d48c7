/** Status with a real broker and database: whatever order, repeats and crashes there are, the counters are a recount of the ledger. */
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type {
  ExcludedContact,
  InboundMessage,
  MessageStatus,
  ProviderSignal,
} from '../../../schemas/types.ts';
import { exclusionIdOf, messageIdOf } from '../../../services/domain/message/message.ts';
import { applyUpdates } from '../../../services/ledger/updates/apply-updates.ts';
import { startStatus } from '../../../services/status/handler.ts';
import { decideUnknown } from '../../../services/status/runs/decide-unknown.ts';
import { expireMessages } from '../../../services/status/runs/expire-messages.ts';
import { createEscalateFailures } from '../../../services/status/updates/escalate-failures.ts';
import { inTransaction } from '../../../services/platform/mongo/in-transaction.ts';
import { takeOptOuts } from '../../../services/status/opt-outs/take-opt-outs.ts';
import { optOutWords } from '../../../services/domain/contact/opt-out-wish.ts';
import { sameCounts } from '../../../services/ledger/counters/run-counts.ts';
import { readCounters } from '../../../services/ledger/counters/read-counters.ts';
import { countLedger } from '../../../services/ledger/counters/count-ledger.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const T0 = 1_750_030_000_000;
let system: TestSystem;
let database: Database;
let runNumber = 0;

beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
  await system.start('status', startStatus);
  await system.start('status', startStatus); // a second instance
});
afterAll(() => system.close());

const newRun = () => (runNumber += 1).toString(16).padStart(16, '0');
const intents = (runId: string, count: number): MessageDocument[] =>
  [...Array(count).keys()].map((n) => ({
    _id: messageIdOf(runId, String(n)),
    campaignId: `campaign-${runId}`,
    runId,
    contactId: `c${n}`,
    sequence: n,
    state: 'INTENT',
    attempt: 1,
    integrationId: 'integration-1',
    to: `1555000${n}`,
    owner: 'sender-1',
    dueAt: new Date(T0 + 60_000),
    intentAt: new Date(T0),
  }));
const campaignOf = (runId: string, fields: object) => ({
  _id: `campaign-${runId}`,
  name: `campaign ${runId}`,
  status: 'on' as const,
  runId,
  alwaysRunning: false,
  revision: 3,
  stoppedAt: null,
  integrationId: 'integration-1',
  ...fields,
});
const put = async (runId: string, planned: number, fields: object = {}) => {
  await database.of(collections.campaigns).insertOne(campaignOf(runId, fields) as never);
  await database.of(collections.campaignRuns).insertOne({ _id: runId, state: 'READY', planned } as never);
};
const commandsFor = async () => {
  const commands = await system.collect(topics.internalCommands);
  return (runId: string) => commands.filter(({ subjectId }) => subjectId === `campaign-${runId}`);
};
const complete = (runId: string) =>
  database
    .of(collections.campaigns)
    .updateOne({ _id: `campaign-${runId}` }, { $set: { status: 'complete' } });
/**
 * Resolves when two runs that came later are commanded, one after the other: what a sweep would have commanded by now, it has.
 */
const sweptTwice = async (commands: (runId: string) => unknown[]): Promise<void> => {
  for (const turn of ['first', 'second']) {
    const later = newRun();
    await put(later, 0);
    await until(`the ${turn} later run is commanded`, () => commands(later).length > 0);
    await complete(later);
  }
};
const news = (
  messageId: string | null,
  kind: MessageStatus['kind'],
  fields: Partial<MessageStatus> = {},
) => ({
  messageId,
  attempt: messageId === null ? null : 1,
  wamid: null,
  at: T0 + 1_000,
  source: 'WEBHOOK' as const,
  kind,
  code: null,
  reason: null,
  dueAt: null,
  ...fields,
});
const excluded = (runId: string, n: number): ExcludedContact => ({
  exclusionId: exclusionIdOf(runId, `x${n}`),
  campaignId: `campaign-${runId}`,
  runId,
  contactId: `x${n}`,
  sequence: 1_000 + n,
  reason: 'ON_DO_NOT_CALL_LIST',
  detail: '',
  at: T0,
});
async function counters(runId: string) {
  return (await readCounters(database, [runId])).get(runId) ?? new Map<string, number>();
}
const counted = async (runId: string) => Object.fromEntries(await counters(runId));
const recount = (runId: string) =>
  inTransaction(database, (session) => countLedger(database, runId, session));
const publish = async (statuses: MessageStatus[]) =>
  (await system.context.producer()).send(topics.messageStatuses, statuses);

/** A shuffle that is the same every time. */
function shuffled<T>(values: readonly T[]): T[] {
  let seed = 42;
  const chance = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return values
    .map((value) => [chance(), value] as const)
    .sort(([one], [other]) => one - other)
    .map(([, value]) => value);
}

test('news in any order, twice over, on two instances: counters are exact and a recount', async () => {
  const runId = newRun();
  const documents = intents(runId, 600);
  await database.of(collections.messages).insertMany(documents);
  const all = documents.flatMap(({ _id }, n) => {
    if (n < 20) return [news(_id, 'FAILED', { code: 131008 })];
    if (n < 30) return [news(_id, 'UNKNOWN', { reason: 'timeout' })];
    if (n < 60) return [news(_id, 'ACCEPTED'), news(_id, 'SENT'), news(_id, 'UNDELIVERED', { code: 131026 })];
    if (n < 300) return [news(_id, 'ACCEPTED'), news(_id, 'SENT'), news(_id, 'DELIVERED'), news(_id, 'READ')];
    return [news(_id, 'ACCEPTED'), news(_id, 'DELIVERED')];
  });
  await publish(shuffled([...all, ...all]));
  const expected = {
    accepted: 540,
    failed: 50,
    'failedBy.131008': 20,
    'failedBy.131026': 30,
    unknown: 10,
    sent: 570,
    delivered: 540,
    read: 240,
    undelivered: 30,
  };
  await until('all was counted', async () =>
    sameCounts(await counters(runId), new Map(Object.entries(expected))),
  );
  expect(Object.fromEntries(await recount(runId))).toEqual(expected);
});

test('a batch that comes again after its transaction counts nothing twice', async () => {
  const runId = newRun();
  const documents = intents(runId, 50);
  await database.of(collections.messages).insertMany(documents);
  const batch = documents.map(({ _id }) => news(_id, 'DELIVERED'));
  await applyUpdates(database, '0', batch); // and then the process dies, before the offset is committed
  await applyUpdates(database, '0', batch);
  expect(await counted(runId)).toEqual({ accepted: 50, sent: 50, delivered: 50 });
});

test('several that take the same batch for theirs at once (zombies and successors) count it once', async () => {
  // whoever reads must write to what was read: many small rounds, since the wrong moment between the two is short
  for (let round = 0; round < 30; round += 1) {
    const runId = newRun();
    const documents = intents(runId, 20);
    await database.of(collections.messages).insertMany(documents);
    const accepted = documents.map(({ _id }) => news(_id, 'ACCEPTED'));
    const delivered = documents.map(({ _id }) => news(_id, 'DELIVERED'));
    await Promise.all([
      applyUpdates(database, '0', accepted),
      applyUpdates(database, '1', [...accepted, ...delivered].reverse()),
      applyUpdates(database, '2', delivered),
      applyUpdates(database, '3', accepted.slice(0, 1)),
      applyUpdates(database, '4', delivered.slice(10)),
    ]);
    expect(await counted(runId)).toEqual({ accepted: 20, sent: 20, delivered: 20 });
  }
});

test('exclusions are counted once, however often they come', async () => {
  const runId = newRun();
  const exclusions = [...Array(30).keys()].map((n) => excluded(runId, n));
  const producer = await system.context.producer();
  await producer.send(topics.excludedContacts, [...exclusions, ...exclusions]);
  await producer.send(topics.excludedContacts, exclusions);
  await publish([news(messageIdOf(runId, 'nobody'), 'SENT')]); // not in the ledger: ignored
  await until('they are counted', async () => (await counters(runId)).get('skipped') === 30);
  expect(await counted(runId)).toEqual({ skipped: 30, 'skippedBy.ON_DO_NOT_CALL_LIST': 30 });
  expect((await recount(runId)).get('skipped')).toBe(30);
});

test('a status known by its wamid only is applied when the ledger learns the wamid', async () => {
  const runId = newRun();
  const [document] = intents(runId, 1);
  if (!document) throw new Error('no document');
  await database.of(collections.messages).insertOne(document);
  await publish([news(null, 'DELIVERED', { wamid: 'wamid.late' })]);
  await until('it is kept', () =>
    database.of(collections.unmatchedStatuses).findOne({ wamid: 'wamid.late' }),
  );
  await publish([news(document._id, 'ACCEPTED', { wamid: 'wamid.late', source: 'SENDER' })]);
  await until('it is applied', async () => (await counters(runId)).get('delivered') === 1);
  expect(await counted(runId)).toEqual({ accepted: 1, sent: 1, delivered: 1 });
  await until(
    'it is gone',
    async () => !(await database.of(collections.unmatchedStatuses).findOne({ wamid: 'wamid.late' })),
  );
});

describe('the end of a run', () => {
  test('is commanded when the last contact has its outcome, and not before', async () => {
    const runId = newRun();
    const documents = intents(runId, 3);
    await database.of(collections.messages).insertMany(documents);
    await put(runId, 4);
    const commands = await commandsFor();
    const [first, second, third] = documents.map(({ _id }) => _id);
    await publish([news(first ?? '', 'ACCEPTED'), news(second ?? '', 'UNKNOWN')]);
    await (await system.context.producer()).send(topics.excludedContacts, [excluded(runId, 0)]);
    await until('three of four are counted', async () => (await counters(runId)).get('skipped') === 1);
    await sweptTwice(commands);
    expect(commands(runId)).toEqual([]);
    await publish([news(third ?? '', 'FAILED', { code: 131008 })]);
    await until('it is commanded', () => commands(runId).length > 0);
    expect(commands(runId)[0]).toMatchObject({
      commandId: `internal/complete-${runId}-4-r3`,
      body: { type: 'CompleteRun', runId },
    });
    await complete(runId);
    expect(new Set(commands(runId).map(({ commandId }) => commandId)).size).toBe(1);
  });

  test('is not commanded on counters alone: the ledger disagrees, and they are repaired', async () => {
    const runId = newRun();
    await database.of(collections.messages).insertMany(intents(runId, 2));
    await database.of(collections.runCounters).insertOne({ _id: `${runId}:0`, runId, accepted: 2 }); // planted
    const commands = await commandsFor();
    await put(runId, 2);
    await until('the counters are repaired', async () => (await counters(runId)).size === 0);
    await sweptTwice(commands);
    expect(commands(runId)).toEqual([]);
    await publish(intents(runId, 2).map(({ _id }) => news(_id, 'ACCEPTED')));
    await until('it is commanded', () => commands(runId).length > 0);
    expect(await counted(runId)).toEqual({ accepted: 2 });
    await complete(runId);
  });

  test('a stop is confirmed when the throttle has let go and no request is under way', async () => {
    const runId = newRun();
    const documents = intents(runId, 2);
    await database.of(collections.messages).insertMany(documents);
    const commands = await commandsFor();
    await put(runId, 100, { status: 'stopping', stoppedAt: new Date(T0) });
    const pace = { nextMicros: 0, releasedThrough: 2, waiting: null };
    await database
      .of(collections.pace)
      .updateOne(
        { _id: 'integration-1' },
        { $set: { [`runs.${runId}`]: { ...pace, stoppedRevision: 3 } } },
        { upsert: true },
      );
    await publish(documents.slice(0, 1).map(({ _id }) => news(_id, 'ACCEPTED')));
    await until('the first is counted', async () => (await counters(runId)).get('accepted') === 1);
    await sweptTwice(commands);
    expect(commands(runId)).toEqual([]);
    await publish(documents.slice(1).map(({ _id }) => news(_id, 'RETRY', { code: 131016, dueAt: T0 })));
    await until('it is commanded', () => commands(runId).length > 0);
    expect(commands(runId)[0]).toMatchObject({
      commandId: `internal/stopped-${runId}-r3`,
      body: { type: 'ConfirmStopped', runId },
    });
    await database
      .of(collections.campaigns)
      .updateOne({ _id: `campaign-${runId}` }, { $set: { status: 'off' } });
  });
});

describe('unknown messages', () => {
  const minutes = 60_000;
  const run = async (policy: 'HOLD' | 'RESEND_ONCE' | 'GIVE_UP', count: number) => {
    const runId = newRun();
    const documents = intents(runId, count);
    await database.of(collections.messages).insertMany(documents);
    await database.of(collections.campaigns).insertOne({
      _id: `campaign-${runId}`,
      name: runId,
      runId,
      status: 'on',
      revision: 3,
      alwaysRunning: false,
      stoppedAt: null,
      integrationId: 'integration-1',
      ambiguity: { policy, afterMinutes: 30 },
    } as never);
    await applyUpdates(
      database,
      '0',
      documents.map(({ _id }) => news(_id, 'UNKNOWN', { reason: 'timeout' })),
    );
    return { runId, ids: documents.map(({ _id }) => _id) };
  };
  const decide = async (at: number) =>
    decideUnknown({ database, metrics: system.context.metrics, log: system.context.log }, new Date(at));
  const entry = (id: string | undefined) => database.of(collections.messages).findOne({ _id: id ?? '' });
  /** The services of this file look as well: news of 2025 is older than any policy waits. */
  const untilState = (id: string | undefined, state: string) =>
    until(`${id} is ${state}`, async () => (await entry(id))?.state === state);

  test('are sent once more after their time, never a third time, and a webhook settles them first', async () => {
    const { runId, ids } = await run('RESEND_ONCE', 3);
    const [settled, resent, twice] = ids;
    await applyUpdates(database, '0', [news(settled ?? '', 'DELIVERED')]);
    await decide(T0 + 1_000 + 30 * minutes);
    await untilState(resent, 'WAITING');
    expect(await entry(settled)).toMatchObject({ state: 'ACCEPTED', delivery: 'DELIVERED' });
    expect(await entry(resent)).toMatchObject({
      attempt: 1,
      history: [{ what: 'UNKNOWN' }, { what: 'RESENT' }],
    });
    // plays the sender: the second attempt is unknown too
    await database
      .of(collections.messages)
      .updateOne({ _id: twice ?? '' }, { $set: { state: 'INTENT', attempt: 2 } });
    await applyUpdates(database, '0', [news(twice ?? '', 'UNKNOWN', { attempt: 2 })]);
    expect(await decide(T0 + 300 * minutes)).toBe(0);
    expect(await entry(twice)).toMatchObject({ state: 'UNKNOWN', attempt: 2 });
    expect(await counted(runId)).toMatchObject({ unknown: 1, accepted: 1 });
    expect(sameCounts(await recount(runId), await counters(runId))).toBe(true);
    await complete(runId);
  });

  test('are given up after their time; a status that still comes is taken over', async () => {
    const { runId, ids } = await run('GIVE_UP', 2);
    await decide(T0 + 1_000 + 30 * minutes);
    await untilState(ids[1], 'FAILED');
    await untilState(ids[0], 'FAILED');
    expect(await counted(runId)).toEqual({ failed: 2, 'failedBy.AMBIGUOUS': 2 });
    await applyUpdates(database, '0', [news(ids[0] ?? '', 'READ')]);
    expect(await counted(runId)).toEqual({
      accepted: 1,
      sent: 1,
      delivered: 1,
      read: 1,
      failed: 1,
      'failedBy.AMBIGUOUS': 1,
    });
    await complete(runId);
  });

  test('stay unknown under HOLD, however long', async () => {
    const { runId, ids } = await run('HOLD', 1);
    expect(await decide(T0 + 9_000_000 * minutes)).toBe(0);
    expect(await entry(ids[0])).toMatchObject({ state: 'UNKNOWN' });
    await complete(runId);
  });

  test('hold a run open until its policy has decided', async () => {
    const ofRun = await commandsFor();
    const now = Date.now();
    const fresh = async (policy: 'HOLD' | 'GIVE_UP') => {
      const { runId, ids } = await run(policy, 1);
      const _id = ids[0] ?? '';
      await database.of(collections.messages).updateOne({ _id }, { $set: { dueAt: new Date(now) } });
      await database
        .of(collections.campaignRuns)
        .insertOne({ _id: runId, state: 'READY', planned: 1 } as never);
      return runId;
    };
    const [waiting, holding] = [await fresh('GIVE_UP'), await fresh('HOLD')];
    await until('the one under HOLD is complete', () => ofRun(holding).length > 0);
    await sweptTwice(ofRun);
    expect(ofRun(waiting)).toEqual([]);
    await decide(now + 31 * minutes);
    await until('then the other', () => ofRun(waiting).length > 0);
    await Promise.all([complete(waiting), complete(holding)]);
  });
});

test('accepted messages without news expire after their time to live, and late news wins', async () => {
  const runId = newRun();
  const day = 86_400_000;
  const documents = intents(runId, 1_203);
  await database.of(collections.messages).insertMany(documents);
  const plannedAt = new Date(T0);
  await database
    .of(collections.campaignRuns)
    .insertOne({ _id: runId, state: 'READY', planned: 9_999, plannedAt } as never);
  const [delivered, late, young] = documents.map(({ _id }) => _id);
  await applyUpdates(database, '0', [
    ...documents.map(({ _id }) => news(_id, _id === young ? 'RETRY' : 'ACCEPTED')),
    ...documents.slice(600).map(({ _id }) => news(_id, 'SENT')),
    news(delivered ?? '', 'DELIVERED'),
  ]);
  const { metrics, log } = system.context;
  const expire = (now: Date) => expireMessages({ database, metrics, log, ttlMs: 30 * day }, now);
  expect(await expire(new Date(T0 + 29 * day))).toBe(0);
  expect(await expire(new Date(T0 + 31 * day))).toBe(1_201);
  expect(await counted(runId)).toEqual({ accepted: 1_202, delivered: 1, sent: 604, expired: 1_201 });
  await applyUpdates(database, '0', [news(late ?? '', 'READ', { at: T0 + 40 * day })]);
  expect(await expire(new Date(T0 + 41 * day))).toBe(0);
  expect(await counted(runId)).toEqual({ accepted: 1_202, delivered: 2, read: 1, sent: 605, expired: 1_200 });
  expect(sameCounts(await recount(runId), await counters(runId))).toBe(true);
});

describe('a failure told by webhook', () => {
  let signals: ProviderSignal[];
  const template = { name: 'offer', language: 'en_US', header: [], body: [], buttons: [] };
  beforeAll(async () => {
    signals = await system.collect(topics.providerSignals);
    await database
      .of(collections.integrations)
      .insertOne({ _id: 'hooked', businessAccountId: 'waba-9' } as never);
  });
  async function given(count: number, startedAt = new Date(T0), startsNewRun = false) {
    const runId = newRun();
    const documents = intents(runId, count).map((one) => ({ ...one, template, integrationId: 'hooked' }));
    await database.of(collections.messages).insertMany(documents);
    await database.of(collections.campaigns).insertOne({
      _id: `campaign-${runId}`,
      name: runId,
      runId,
      startedAt,
      status: 'off',
      startsNewRun,
    } as never);
    await database
      .of(collections.campaignRuns)
      .insertOne({ _id: runId, campaignId: `campaign-${runId}`, state: 'READY', planned: 9_999 } as never);
    return documents;
  }
  const now = Date.now();
  const about = (campaignId: string) =>
    signals.filter(
      ({ body }) =>
        ('campaignId' in body ? body.campaignId : 'scopeKey' in body ? body.scopeKey : '') === campaignId,
    );

  test.each([
    [131048, { integrationId: 'hooked', body: { type: 'Hold', scope: 'NUMBER', code: 131048 } }],
    [131031, { integrationId: 'account:waba-9', body: { type: 'Hold', scope: 'ACCOUNT', code: 131031 } }],
    [
      132015,
      { integrationId: 'account:waba-9', body: { type: 'Hold', scope: 'TEMPLATE', scopeKey: 'offer:en_US' } },
    ],
    [130429, { integrationId: 'hooked', body: { type: 'SlowDown', code: 130429 } }],
  ])('%d acts as in a reply', async (code, signal) => {
    const [document] = await given(1);
    await publish([news(document?._id ?? '', 'UNDELIVERED', { code, at: Date.now() })]);
    await until('it is told', () => signals.some(({ body }) => 'code' in body && body.code === code));
    expect(signals.find(({ body }) => 'code' in body && body.code === code)).toMatchObject(signal);
  });

  test('131042 pauses the campaign, once for a thousand messages', async () => {
    const documents = await given(200);
    await publish(documents.map(({ _id }) => news(_id, 'UNDELIVERED', { code: 131042, at: now })));
    const campaignId = documents[0]?.campaignId ?? '';
    const { runId = '' } = documents[0] ?? {};
    const waiting = { runId, state: 'WAITING' as const, code: 131042 };
    await until(
      'all wait for the repair',
      async () => (await database.of(collections.messages).countDocuments(waiting)) === 200,
    );
    expect(await counted(runId)).toEqual({});
    await until('it is told', () => about(campaignId)[0]);
    expect(about(campaignId)[0]).toMatchObject({
      integrationId: 'hooked',
      body: { type: 'Hold', scope: 'CAMPAIGN' },
    });
    expect(about(campaignId).length).toBeLessThan(20); // one for each batch
  });

  test('ten equal ones in a row stop the campaign; those of recipients do not', async () => {
    const [bad, poor] = [await given(12), await given(12)];
    const failures = (documents: MessageDocument[], code: number) =>
      documents.map(({ _id }) => news(_id, 'UNDELIVERED', { code, reason: 'media', at: now }));
    const campaignId = bad[0]?.campaignId ?? '';
    const escalateFailures = createEscalateFailures(database, 10);
    const all = [...failures(bad, 131053), ...failures(poor, 131026)];
    const fold = await applyUpdates(database, '0', all);
    const stop = await escalateFailures(all, fold, now);
    expect(stop).toEqual([
      expect.objectContaining({
        body: expect.objectContaining({ type: 'CampaignMustStop', campaignId, code: 131053 }),
      }),
    ]);
  });

  test('of before the last start, or a hold that would be over, says nothing now', async () => {
    const escalateFailures = createEscalateFailures(database, 10);
    const [document] = await given(1, new Date(now));
    const old = (code: number) => [
      news(document?._id ?? '', 'UNDELIVERED', { code, at: now - 5 * 86_400_000 }),
    ];
    const nothing = { changes: [], counts: new Map(), unmatched: [] };
    for (const code of [132001, 131048, 132015, 130429])
      expect(await escalateFailures(old(code), nothing, now)).toEqual([]);
    const fresh = [news(document?._id ?? '', 'UNDELIVERED', { code: 132001, at: now + 1_000 })];
    expect(await escalateFailures(fresh, nothing, now + 1_000)).toHaveLength(1);
  });
});

describe('opt-outs', () => {
  const said = (phoneId: string, text: string, at: number) => ({
    phoneId,
    phoneNumberId: 'number-1',
    wamid: null,
    at,
    kind: 'TEXT' as const,
    text,
    payload: null,
    contextWamid: null,
    preference: null,
    userId: null,
  });
  const say = async (...messages: InboundMessage[]) =>
    (await system.context.producer()).send(topics.inboundMessages, messages);
  const words = optOutWords({ stopWords: [], startWords: [] });
  const optOut = (phoneId: string) =>
    database.of(collections.dncNumbers).findOne({ _id: `optout:integration-1:${phoneId}` });

  beforeAll(async () => {
    await database
      .of(collections.integrations)
      .insertOne({ _id: 'integration-1', phoneNumberId: 'number-1' } as never);
  });

  test('STOP puts the recipient on the list of the integration, START takes it off, an older START does not', async () => {
    await say(
      said('15551', 'STOP', T0 + 5_000),
      said('15552', 'tell me more', T0),
      said('15553', 'Stop', T0),
    );
    await until('both are on the list', async () => (await optOut('15551')) && (await optOut('15553')));
    expect(await optOut('15552')).toBeNull();
    await takeOptOuts(database, [said('15551', 'START', T0 + 4_000)], words);
    expect(await optOut('15551')).not.toBeNull();
    await say(said('15553', 'START', T0 + 1_000), said('15551', 'START', T0 + 6_000));
    await until('one is off the list', async () => !(await optOut('15553')));
    await until('the other too', async () => !(await optOut('15551')));
  });

  test('STOP in one writing of a number counts for the other, and so does START', async () => {
    await say(said('541155550171', 'STOP', T0));
    await until('the person is on the list', () => optOut('5491155550171'));
    await takeOptOuts(database, [said('5491155550171', 'START', T0 + 1_000)], words);
    expect(await optOut('5491155550171')).toBeNull();
  });

  test('is told for the event log, and follows a recipient to another number', async () => {
    const told = await system.collect(topics.optOutEvents);
    const now = Date.now();
    await say(said('15571', 'Stop', now), said('15571', 'Stop', now));
    await until('it is told', () => told.some(({ phoneId }) => phoneId === '15571'));
    expect(told.find(({ phoneId }) => phoneId === '15571')).toMatchObject({
      integrationId: 'integration-1',
      wish: 'OUT',
      source: 'KEYWORD',
      at: now,
    });
    const ofThem = told.filter(({ phoneId }) => phoneId === '15571');
    expect(new Set(ofThem.map(({ eventId }) => eventId)).size).toBe(1);
    const moved = (from: string, to: string) => ({
      ...said(from, '', now),
      kind: 'NUMBER_CHANGED' as const,
      payload: to,
    });
    await (
      await system.context.producer()
    ).send(topics.inboundMessages, [moved('15571', '15572'), moved('15573', '15574')]);
    expect(await until('the new number is on the list', () => optOut('15572'))).toMatchObject({
      at: new Date(now),
    });
    await until('that is told', () => told.some(({ source }) => source === 'NUMBER_CHANGED'));
    expect(await optOut('15574')).toBeNull();
  });

  test('what only sounds like it, and an opt-out of an unknown number, are kept once for a person to look at', async () => {
    const now = Date.now();
    const nameless = { ...said('', 'STOP', now), userId: 'DE.abc123', wamid: 'wamid.nameless' };
    const thanks = { ...said('15581', 'Stop. Thank you', now), wamid: 'wamid.thanks' };
    await say(nameless, thanks, thanks, said('15582', 'tell me more', now), said('15583', 'stop', now));
    await until('the clear one is on the list', () => optOut('15583'));
    expect(await optOut('15581')).toBeNull();
    const possible = await database.of(collections.possibleOptOuts).find().sort({ _id: 1 }).toArray();
    expect(possible).toEqual([
      {
        _id: 'wamid.nameless',
        integrationId: 'integration-1',
        phoneId: null,
        userId: 'DE.abc123',
        reason: 'NUMBER_UNKNOWN',
        text: 'STOP',
        at: new Date(now),
      },
      {
        _id: 'wamid.thanks',
        integrationId: 'integration-1',
        phoneId: '15581',
        userId: null,
        reason: 'SOUNDS_LIKE',
        text: 'Stop. Thank you',
        at: new Date(now),
      },
    ]);
  });

  test('who is known by a user id alone opts out by answering our message', async () => {
    const [document] = intents(newRun(), 1);
    if (!document) throw new Error('no document');
    await database
      .of(collections.messages)
      .insertOne({ ...document, wamid: 'wamid.ours', to: '15585', state: 'ACCEPTED' });
    await say({ ...said('', '*STOP* 🛑', Date.now()), userId: 'US.x1', contextWamid: 'wamid.ours' });
    await until('the number is on the list', () => optOut('15585'));
  });

  test('131050 (marketing switched off) does so too', async () => {
    const [document] = intents(newRun(), 1);
    if (!document) throw new Error('no document');
    await database.of(collections.messages).insertOne({ ...document, to: '15559' });
    await publish([news(document._id, 'UNDELIVERED', { code: 131050 })]);
    expect(await until('it is on the list', () => optOut('15559'))).toMatchObject({
      listId: 'optout:integration-1',
    });
  });
});
