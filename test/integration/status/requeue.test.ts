/** What the provider gives up because of a payment (131042) is tried again after the repair: once, in its run, and nobody gets two messages. */
import { collections, type MessageDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { MessageStatus } from '../../../schemas/types.ts';
import { messageIdOf } from '../../../services/domain/message/message.ts';
import { claimLedgerOf } from '../../../services/ledger/claims/claim-ledger.ts';
import { countLedger } from '../../../services/ledger/counters/count-ledger.ts';
import { readCounters } from '../../../services/ledger/counters/read-counters.ts';
import { settledIn } from '../../../services/ledger/counters/run-counts.ts';
import { closeRun } from '../../../services/ledger/counters/run-head.ts';
import { hasOpen } from '../../../services/ledger/reading/unsettled.ts';
import { inTransaction } from '../../../services/platform/mongo/in-transaction.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { startStatus } from '../../../services/status/handler.ts';
import { applyWithOptOuts } from '../../../services/status/opt-outs/apply-with-opt-outs.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const T0 = 1_750_030_000_000;
let system: TestSystem;
let database: Database;
let runs = 0;

beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
  await system.start('status', startStatus);
});
afterAll(() => system.close());

type Given = { runId: string; ids: string[] };

/** A run of so many messages that are being sent, and a campaign that is on. */
async function given(count: number, status = 'on'): Promise<Given> {
  const runId = (runs += 1).toString(16).padStart(16, 'a');
  const campaignId = `campaign-${runId}`;
  const template = { name: 'offer', language: 'en_US', header: [], body: [], buttons: [] };
  const documents = [...Array(count).keys()].map((n): MessageDocument => ({
    ...{ _id: messageIdOf(runId, String(n)), campaignId, runId, contactId: `c${n}`, sequence: n },
    ...{ integrationId: 'integration-1', to: `1555000${n}`, template, state: 'INTENT', attempt: 1 },
    ...{ owner: 'sender-1', dueAt: new Date(Date.now() + 600_000), intentAt: new Date(T0) },
  }));
  await database.of(collections.messages).insertMany(documents);
  await database
    .of(collections.campaignRuns)
    .insertOne({ _id: runId, campaignId, state: 'READY', planned: count } as never);
  await database.of(collections.campaigns).insertOne({
    ...{ _id: campaignId, name: campaignId, status, runId, startsNewRun: status === 'complete' },
    ...{ alwaysRunning: false, revision: 3, stoppedAt: null, startedAt: new Date(T0) },
    integrationId: 'integration-1',
  } as never);
  return { runId, ids: documents.map(({ _id }) => _id) };
}

const told = (
  messageId: string | null,
  kind: MessageStatus['kind'],
  attempt: number | null,
  fields: Partial<MessageStatus> = {},
): MessageStatus => ({
  ...{
    messageId,
    attempt,
    wamid: messageId && `${messageId}/${attempt}`,
    at: T0 + 1_000,
    source: 'WEBHOOK',
    kind,
  },
  ...{ code: null, reason: null, dueAt: null },
  ...fields,
});
const unpaid = (messageId: string, attempt = 1): MessageStatus =>
  told(messageId, 'UNDELIVERED', attempt, { code: 131042, reason: 'payment' });
const publish = async (...statuses: MessageStatus[]): Promise<void> =>
  (await system.context.producer()).send(topics.messageStatuses, statuses);
const message = (id: string | undefined) => database.of(collections.messages).findOne({ _id: id ?? '' });
const countersOf = async (runId: string) =>
  Object.fromEntries((await readCounters(database, [runId])).get(runId) ?? []);
const recounted = async (runId: string) =>
  Object.fromEntries(await inTransaction(database, (session) => countLedger(database, runId, session)));
const claim = (id: string, attempt: number, contactId: string) =>
  claimLedgerOf(database).claimWaiting(
    [{ messageId: id, attempt, contactId }],
    `sender-${id}-${attempt}`,
    new Date(Date.now() + 600_000),
    new Date(),
  );

test('it waits for another attempt, the run does not complete without it, and the second attempt ends it', async () => {
  const commands = await system.collect(topics.internalCommands);
  const completed = (runId: string) =>
    commands.some(({ body }) => body.type === 'CompleteRun' && body.runId === runId);
  const { runId, ids } = await given(3);
  const [first = '', second = '', third = ''] = ids;
  await publish(
    told(first, 'ACCEPTED', 1),
    told(first, 'SENT', 1),
    told(second, 'DELIVERED', 1),
    unpaid(first),
  );
  await until('it waits', async () => (await message(first))?.state === 'WAITING');
  await publish(told(third, 'ACCEPTED', 1), told(first, 'SENT', 1), unpaid(first)); // late, and again
  await until('the third is counted', async () => (await countersOf(runId))['accepted'] === 2);
  expect(await message(first)).toMatchObject({ state: 'WAITING', attempt: 1, code: 131042 });
  expect(await message(first)).toMatchObject({ history: [{ what: 'REQUEUED', attempt: 1, code: 131042 }] });
  expect(await countersOf(runId)).toEqual(await recounted(runId));

  const other = await given(1);
  await publish(told(other.ids[0] ?? '', 'ACCEPTED', 1));
  await until('another run is complete', () => completed(other.runId));
  expect(completed(runId)).toBe(false);

  const claimed = await claim(first, 2, 'c0');
  expect(claimed.get(first)).toEqual({ attempt: 2, contactId: 'c0', isResent: true });
  await publish(told(first, 'ACCEPTED', 2), told(null, 'DELIVERED', null, { wamid: `${first}/2` }));
  await until('the run is complete', () => completed(runId));
  await until('it is delivered', async () => (await message(first))?.delivery === 'DELIVERED');
  expect(await countersOf(runId)).toEqual({ accepted: 3, sent: 2, delivered: 2 });
  expect(await recounted(runId)).toEqual({ accepted: 3, sent: 2, delivered: 2 });
});

test('statuses without callback data are about the attempt whose wamid they bear', async () => {
  const { ids } = await given(1, 'off');
  const [id = ''] = ids;
  await publish(told(id, 'ACCEPTED', 1));
  await until('it is accepted', async () => (await message(id))?.state === 'ACCEPTED');
  await publish(told(null, 'UNDELIVERED', null, { wamid: `${id}/1`, code: 131042 }));
  await until('it waits', async () => (await message(id))?.state === 'WAITING');
  await claim(id, 2, 'c0');
  await publish(told(null, 'UNDELIVERED', null, { wamid: `${id}/1`, code: 131026 })); // of the first: the second decides
  await publish(told(id, 'ACCEPTED', 2));
  await until('the second is accepted', async () => (await message(id))?.state === 'ACCEPTED');
  await publish(told(null, 'UNDELIVERED', null, { wamid: `${id}/2`, code: 131026 }));
  expect(
    await until('the second has failed', async () => {
      const document = await message(id);
      return document?.state === 'FAILED' && document;
    }),
  ).toMatchObject({
    attempt: 2,
    code: 131026,
    wamid: `${id}/2`,
    earlierAttempts: [{ attempt: 1, wamid: `${id}/1` }],
  });
});

test('of a run that its campaign does not go on with, it has failed', async () => {
  const { runId, ids } = await given(1, 'complete');
  await publish(unpaid(ids[0] ?? ''));
  await until('it has failed', async () => (await message(ids[0]))?.state === 'FAILED');
  expect(await countersOf(runId)).toEqual({ failed: 1, 'failedBy.131042': 1, undelivered: 1 });
});

test('a run that is being completed and a message of it that is being queued again: one of them sees the other', async () => {
  for (let round = 0; round < 25; round += 1) {
    const { runId, ids } = await given(2, 'off');
    const [first = '', second = ''] = ids;
    await applyWithOptOuts(database, '0', [told(first, 'SENT', 1), told(second, 'SENT', 1)], Date.now());
    // as `campaigns` completes a run: what is settled is decided, written and closed in one transaction
    const complete = inTransaction(database, async (session) => {
      const counters =
        (await readCounters(database, [runId], session)).get(runId) ?? new Map<string, number>();
      if (settledIn(counters) !== 2 || (await hasOpen(database, runId, session))) return;
      await database
        .of(collections.campaigns)
        .updateOne({ runId }, { $set: { status: 'complete', startsNewRun: true } }, { session });
      await closeRun(database, runId, new Date(), session);
    });
    // in a shard that is there already: a new one would write the head as well
    await Promise.all([complete, applyWithOptOuts(database, '0', [unpaid(first)], Date.now())]);
    const campaign = await database.of(collections.campaigns).findOne({ runId });
    const { state } = (await message(first)) ?? {};
    expect([campaign?.status, state]).toEqual(
      campaign?.status === 'complete' ? ['complete', 'FAILED'] : ['off', 'WAITING'],
    );
  }
});
