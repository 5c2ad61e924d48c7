/** `wac dead-letters` against real topics: what an operator sees and does, and that a replay sends nobody a second message. */
import { randomBytes, randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { DeadLetter, ReleasedMessage } from '../../../schemas/types.ts';
import { startSender } from '../../../services/sender/handler.ts';
import { acceptedBy } from '../../support/campaign-checker.ts';
import { campaignDocument, eligibleContact, integrationDocument } from '../../support/campaign-documents.ts';
import { runWac, type WacResult } from '../../support/run-wac.ts';
import { startTestSimulator, type TestSimulator } from '../../support/test-simulator.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let simulator: TestSimulator;

beforeAll(async () => {
  simulator = await startTestSimulator();
  system = await openTestSystem({
    WHATSAPP_BASE_URL: simulator.url,
    WHATSAPP_ACCESS_TOKENS: 'default=test-token',
    DEAD_LETTERS_BEFORE_STOP: '20',
  });
});
afterAll(async () => {
  await system.close();
  await simulator.close();
});

const wac = (...args: string[]): Promise<WacResult> => runWac(system.settings, ['dead-letters', ...args]);
const listed = async (...args: string[]): Promise<Array<Record<string, unknown>>> =>
  (await wac('list', '--json', ...args)).out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const letterOf = (over: Partial<DeadLetter>): DeadLetter => ({
  topic: `${system.settings.namespace}released-messages`,
  partition: 0,
  offset: 7,
  key: null,
  value: null,
  headers: {},
  errorCode: 'SCHEMA_MISMATCH',
  errorMessage: 'schema 12 cannot be read as campaigns.ReleasedMessage',
  service: 'sender',
  attempts: 1,
  at: Date.now(),
  ...over,
});
const publish = async (...letters: DeadLetter[]): Promise<void> =>
  (await system.context.producer()).send(topics.deadLetters, letters);

it('lists, shows, drops and replays; numbers of people are masked', async () => {
  const codec = await system.context.codecs.for(topics.inboundMessages);
  const value = codec.encode({
    ...{ phoneId: '13175550123', phoneNumberId: '1', wamid: null, at: 5, kind: 'TEXT', text: 'STOP' },
    ...{ payload: null, contextWamid: null, preference: null },
  } as never);
  const headers = { origin: Buffer.from([0, 255]) };
  await publish(
    letterOf({
      topic: `${system.settings.namespace}inbound-messages`,
      key: Buffer.from('13175550123'),
      ...{ value, headers, service: 'status' },
    }),
    letterOf({ value: Buffer.from('not avro'), errorCode: 'NOT_AVRO' }),
  );
  const all = await listed();
  expect(all.map(({ topic, code, key, handled }) => ({ topic, code, key, handled }))).toEqual([
    { topic: 'inbound-messages', code: 'SCHEMA_MISMATCH', key: '131******23', handled: null },
    { topic: 'released-messages', code: 'NOT_AVRO', key: '-', handled: null },
  ]);
  expect((await listed('--topic', 'released-messages')).map(({ code }) => code)).toEqual(['NOT_AVRO']);
  const [first = '', second = ''] = all.map(({ id }) => String(id));

  const shown = await wac('show', first);
  expect(shown.out).toContain('"text": "STOP"');
  expect(shown.out).toContain('000000  00 ');
  expect(shown.out).not.toContain('3175550123');
  expect((await wac('show', first, '--reveal')).out).toContain('13175550123');
  expect((await wac('show', second)).out).toContain('not decoded: expected a zero byte');
  expect(await wac('show', '0-99')).toMatchObject({ code: 3 });

  const back: Array<{ key: string | null; value: string; headers: string[] }> = [];
  const consumer = system.context.kafka.consumer({ groupId: `test-${randomUUID()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: `${system.settings.namespace}inbound-messages`, fromBeginning: true });
  await consumer.run({
    eachMessage: async ({ message }) =>
      void back.push({
        key: message.key?.toString() ?? null,
        value: message.value?.toString('hex') ?? '',
        headers: Object.entries(message.headers ?? {}).map(
          ([name, of]) => `${name} ${Buffer.from(of as Buffer).toString('hex')}`,
        ),
      }),
  });
  expect((await wac('replay', first)).out).toBe('1 replayed\n');
  await until('it is on its topic again', () => back.length === 1);
  expect(back[0]).toEqual({
    key: '13175550123',
    value: value.toString('hex'),
    headers: ['origin 00ff', `wac-replay-of-dead-letter ${Buffer.from(first).toString('hex')}`],
  });
  await consumer.disconnect();

  expect((await wac('drop', second)).out).toBe('1 dropped\n');
  expect(await listed()).toEqual([]);
  expect((await listed('--all')).map(({ handled }) => (handled as { action: string }).action)).toEqual([
    'REPLAYED',
    'DROPPED',
  ]);
  const database = await system.context.mongo();
  const told = await database.of(collections.audits).find({}).sort({ at: 1 }).toArray();
  expect(told).toMatchObject([
    { action: 'ReplayDeadLetter', entity: { kind: 'deadLetter', id: first }, from: { door: 'CLI' } },
    { action: 'DropDeadLetter', entity: { kind: 'deadLetter', id: second }, who: { kind: 'operator' } },
  ]);
});

it('wants to be told which, and a yes for many', async () => {
  await publish(letterOf({ errorCode: 'MANY' }), letterOf({ errorCode: 'MANY' }));
  expect(await wac('replay')).toMatchObject({ code: 2, out: '' });
  expect(await wac('drop', '0-1', '--code', 'MANY')).toMatchObject({ code: 2 });
  const counted = await wac('drop', '--code', 'MANY');
  expect(counted.code).toBe(2);
  expect(counted.err).toContain('2 dead letters; use --yes to drop them');
  expect(await listed('--code', 'MANY')).toHaveLength(2);
  expect((await wac('drop', '--code', 'MANY', '--yes')).out).toBe('2 dropped\n');
  expect(await listed('--code', 'MANY')).toEqual([]);
  expect(await wac('list', '--since', 'yesterday')).toMatchObject({ code: 2 });
});

it('a replay of what was sent meanwhile sends nobody a second message', async () => {
  const database = await system.context.mongo();
  const campaign = campaignDocument({ _id: randomUUID() });
  const runId = campaign.runId ?? '';
  await database
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: campaign.integrationId, phoneNumberId: '106540352242922' }));
  await database.of(collections.campaigns).insertOne(campaign);
  const statuses = await system.collect(topics.messageStatuses);
  await system.start('sender', startSender);
  const message = (sequence: number, inMs: number): ReleasedMessage => ({
    ...eligibleContact(runId, sequence),
    ...{
      campaignId: campaign._id,
      runId,
      integrationId: campaign.integrationId,
      attempt: 1,
      spacingMicros: 1_000,
    },
    sendAt: (Date.now() + inMs) * 1_000,
  });
  const codec = await system.context.codecs.for(topics.releasedMessages);
  const producer = await system.context.producer();
  const known = (sequence: number): boolean =>
    statuses.some(({ messageId }) => messageId === message(sequence, 0).messageId);
  // dead-lettered by a sender that was too old for it; its slot is far enough ahead to be in time when it is replayed
  const stuck = message(1, 30_000);
  await publish(
    letterOf({ value: codec.encode(stuck), key: Buffer.from(stuck.messageId), errorCode: 'TWICE' }),
  );
  // then given another slot, and sent
  await producer.send(topics.releasedMessages, [message(1, 100)]);
  await until('it is sent', () => known(1));
  expect((await wac('replay', '--code', 'TWICE', '--yes')).out).toBe('1 replayed\n');
  const [again] = await listed('--all', '--code', 'TWICE');
  expect((await wac('replay', String(again?.['id']))).out).toBe('1 replayed\n');
  await producer.send(topics.releasedMessages, [message(2, 100)]);
  await until('one behind it is sent', () => known(2));
  const accepted = (await acceptedBy(simulator.url)).map(({ to }) => to);
  expect(accepted.filter((to) => to === stuck.to)).toHaveLength(1);
  expect(await database.of(collections.messages).countDocuments({ runId })).toBe(2);
});

it('a replay of all that a storm left, time and again, sends what is good in it once, and garbage comes back as dead letters', async () => {
  const database = await system.context.mongo();
  const campaign = campaignDocument({ _id: randomUUID() }); // of the integration above, as is the sender
  const runId = campaign.runId ?? '';
  await database.of(collections.campaigns).insertOne(campaign);
  const codec = await system.context.codecs.for(topics.releasedMessages);
  // what stands there several times, as an old sender and its successor left it, has slots in the near future
  const good = [1, 2, 3].map((sequence): ReleasedMessage => ({
    ...eligibleContact(runId, sequence + 500),
    ...{
      campaignId: campaign._id,
      runId,
      integrationId: campaign.integrationId,
      attempt: 1,
      spacingMicros: 1_000,
    },
    sendAt: (Date.now() + 15_000 + 200 * sequence) * 1_000,
  }));
  const lettersOfStorm = good.flatMap((message) =>
    [0, 1, 2].flatMap((copy) => [
      letterOf({
        value: codec.encode({ ...message, sendAt: message.sendAt + copy * 1_000_000 }),
        key: Buffer.from(message.messageId),
        ...{ errorCode: 'STORM', partition: copy },
      }),
      letterOf({ value: randomBytes(40), key: randomBytes(5), errorCode: 'STORM' }),
    ]),
  );
  const letters = await system.collect(topics.deadLetters);
  await publish(...lettersOfStorm);
  expect((await wac('replay', '--code', 'STORM', '--yes')).out).toBe('18 replayed\n');
  // as somebody does who is not sure whether it worked
  const all = await listed('--all', '--code', 'STORM');
  await Promise.all(all.map(({ id }) => wac('replay', String(id))));
  const garbage = lettersOfStorm.filter(({ partition, key }) => partition === 0 && key?.length === 5);
  const cameBack = (value: Buffer | null): number =>
    letters.filter((one) => one.errorCode !== 'STORM' && value && one.value?.equals(value)).length;
  await until('garbage is told of again, each time', () =>
    garbage.every(({ value }) => cameBack(value) >= 2),
  );
  const accepted = async (): Promise<string[]> =>
    (await acceptedBy(simulator.url)).map(({ to }) => to).filter((to) => good.some((one) => one.to === to));
  await until('the good ones are sent', async () => (await accepted()).length >= good.length, 60_000);
  // behind the last slot of all copies
  const producer = await system.context.producer();
  const last = { ...(good[0] as ReleasedMessage), ...eligibleContact(runId, 600) };
  const slot = (good[2]?.sendAt ?? 0) + 3_000_000;
  await producer.send(topics.releasedMessages, [
    { ...last, sendAt: Math.max(slot, (Date.now() + 200) * 1_000) },
  ]);
  await until('one behind them is sent', async () =>
    (await acceptedBy(simulator.url)).some(({ to }) => to === last.to),
  );
  expect((await accepted()).sort()).toEqual(good.map(({ to }) => to).sort());
  expect(await database.of(collections.messages).countDocuments({ runId })).toBe(4);
});

it('a topic of nothing but garbage is not emptied: its consumer gives up, says so, and the others go on', async () => {
  const garbage = Array.from({ length: 100 }, (_, n) => ({ key: 'k', value: Buffer.from(`garbage ${n}`) }));
  const producer = system.context.kafka.producer();
  await producer.connect();
  const seen: string[] = [];
  const own = await system.start('reader', async (context) => {
    await context.consume({ topic: topics.sendDemand, groupId: 'r', handle: async () => undefined });
    await context.consume({
      topic: topics.contactListEvents,
      groupId: 'r',
      handle: async (records) => void seen.push(...records.map(({ value }) => value.listId)),
    });
  });
  // in small batches, so that it could go on and on
  for (let start = 0; start < garbage.length; start += 10)
    await producer.send({
      topic: `${system.settings.namespace}send-demand`,
      messages: garbage.slice(start, start + 10),
    });
  await producer.disconnect();
  await until('it has given up', () => !own.isConsuming());
  await (
    await system.context.producer()
  ).send(topics.contactListEvents, [
    { eventId: 'e', listId: 'other', occurredAt: 0, body: { type: 'ListDeleted', kind: 'DNC', name: null } },
  ]);
  await until('the other topic goes on', () => seen.length === 1);
  expect(own.watchdog.stalled(Date.now() + 3_600_000)).toBeNull();
  const diverted = await listed('--topic', 'send-demand', '--limit', '1000');
  expect(diverted.length).toBeGreaterThan(20);
  expect(diverted.length).toBeLessThanOrEqual(garbage.length);
});
