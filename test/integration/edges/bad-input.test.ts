/** Garbage on every topic, between good records, for every process that reads it: nobody ends, nothing good is lost, everything bad can be looked at. */
import { randomBytes, randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { topics, type Topic } from '../../../schemas/topics.ts';
import type { DeadLetter } from '../../../schemas/types.ts';
import { startCampaigns } from '../../../services/campaigns/handler.ts';
import { startEligibility } from '../../../services/eligibility/handler.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import type { ServiceContext } from '../../../services/platform/process/run-service.ts';
import { startSender } from '../../../services/sender/handler.ts';
import { startStatus } from '../../../services/status/handler.ts';
import { startThrottle } from '../../../services/throttle/handler.ts';
import {
  campaignChanged,
  campaignDocument,
  eligibleContact,
  integrationDocument,
} from '../../support/campaign-documents.ts';
import { jsonOf, runWac } from '../../support/run-wac.ts';
import { sampleRecords } from '../../support/sample-records.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import { addList } from '../eligibility/eligibility-seed.ts';

const services: ReadonlyArray<[string, Parameters<TestSystem['start']>[1]]> = [
  ['campaigns', startCampaigns],
  ['importer', startImporter],
  ['eligibility', startEligibility],
  ['throttle', startThrottle],
  ['sender', startSender],
  ['status', startStatus],
];
/** Webhook and simulator read no topic, and the API none yet. A table (pace-fences) is only looked at: what cannot be read there is left out, and nobody dead-letters it. */
const read = Object.values(topics).filter(
  ({ readers, retentionMs }) =>
    retentionMs !== 'latest' && readers.some((reader) => services.some(([service]) => service === reader)),
) as unknown as ReadonlyArray<Topic<unknown>>;

let system: TestSystem;
let running: ServiceContext[];
let letters: DeadLetter[];

beforeAll(async () => {
  system = await openTestSystem({
    WHATSAPP_ACCESS_TOKENS: 'default=test-token',
    WHATSAPP_BASE_URL: 'http://127.0.0.1:9',
    DEAD_LETTERS_BEFORE_STOP: '0',
  });
  letters = await system.collect(topics.deadLetters);
  running = [];
  for (const [name, start] of services) running.push(await system.start(name, start));
});
afterAll(() => system.close());

const publishBytes = async (topic: Topic<unknown>, values: ReadonlyArray<Buffer | null>): Promise<void> => {
  const producer = system.context.kafka.producer();
  await producer.connect();
  for (const [place, value] of values.entries())
    await producer.send({
      topic: system.settings.namespace + topic.name,
      messages: [
        {
          key: place % 3 === 0 ? null : place % 3 === 1 ? randomBytes(20) : 'k'.repeat(3_000),
          value,
          headers: { origin: Buffer.from([0, 255, 128]), many: ['a', 'b'] },
        },
      ],
    });
  await producer.disconnect();
};

/** Bytes that are no record of the topic, each in its own way. */
async function garbageFor(topic: Topic<unknown>): Promise<Array<Buffer | null>> {
  const codec = await system.context.codecs.for(topic);
  const stranger = (topic.name === 'send-demand'
    ? topics.releasedMessages
    : topics.sendDemand) as unknown as Topic<unknown>;
  const other = await system.context.codecs.for(stranger);
  const good = codec.encode(sampleRecords(topic.schema)[1]);
  const unknown = Buffer.from(good);
  unknown.writeInt32BE(2_000_000_001, 1);
  const negative = Buffer.from(good);
  negative.writeInt32BE(-7, 1);
  const bomb = Buffer.concat([good.subarray(0, 5), Buffer.from('8080d6e2fb0f8080d6e2fb0f', 'hex')]);
  const nearLimit = Buffer.concat([good.subarray(0, 5), randomBytes(1_030_000)]);
  return [
    null,
    Buffer.alloc(0),
    Buffer.from('{"json": true}'),
    randomBytes(300),
    unknown,
    negative,
    good.subarray(0, good.length - 1),
    good.subarray(0, 5),
    bomb,
    nearLimit,
    other.encode(sampleRecords(stranger.schema)[1]),
  ];
}

const hexOf = (bytes: Buffer | null): string | null => bytes?.toString('hex') ?? null;

it.each(read.map((topic) => [topic.name, topic] as const))(
  'garbage on %s goes to dead-letters with its bytes, key and headers, once for each reader',
  async (_name, topic) => {
    const garbage = await garbageFor(topic);
    await publishBytes(topic, garbage);
    const name = system.settings.namespace + topic.name;
    const readers = topic.readers.filter((reader) => services.some(([service]) => service === reader));
    for (const reader of readers) {
      const mine = (): DeadLetter[] => letters.filter((one) => one.topic === name && one.service === reader);
      // a service may read a topic twice, for two purposes, and tell of each record twice
      const told = (): Set<string | null> => new Set(mine().map(({ value }) => hexOf(value)));
      await until(
        `${reader} has told of all, with their bytes`,
        () => garbage.every((bytes) => told().has(hexOf(bytes))),
        40_000,
      );
      for (const { headers, key, errorMessage } of mine()) {
        expect(headers['origin']).toEqual(Buffer.from([0, 255, 128]));
        expect([null, 20, 3_000]).toContain(key?.length ?? null);
        expect(errorMessage).not.toBe('');
      }
    }
  },
  240_000,
);

it('records that nobody can mean are told of by field, and keep no number from sending', async () => {
  const database = await system.context.mongo();
  // it runs on with nobody in its list, and what comes too late or too early gets another slot
  const campaign = campaignDocument({
    _id: randomUUID(),
    contactListId: (await addList(database, []))._id,
    whatsappColumn: 'Cell',
    alwaysRunning: true,
    integrationId: 'number-1',
    messagesPerMinute: 3_000,
  });
  await database.of(collections.integrations).insertOne(integrationDocument({ _id: 'number-1' }));
  await database.of(collections.campaigns).insertOne(campaign);
  const producer = await system.context.producer();
  await producer.send(topics.campaignEvents, [campaignChanged(campaign, 'STARTED')]);
  const runId = campaign.runId ?? '';
  const message = {
    ...eligibleContact(runId, 1),
    ...{ campaignId: campaign._id, runId, integrationId: 'number-1', attempt: 1, spacingMicros: 1_000 },
    sendAt: (Date.now() + 200) * 1_000,
  };
  await producer.send(topics.releasedMessages, [
    { ...message, spacingMicros: 9e15 },
    { ...message, sendAt: 9e15 },
    { ...message, attempt: -3 },
    // as late as the schema and the calendar allow: neither waited for nor sent
    { ...message, ...eligibleContact(runId, 2), sendAt: Date.UTC(2199, 0) * 1_000 },
    { ...message, sendAt: (Date.now() + 300) * 1_000 },
  ]);
  await producer.send(topics.providerSignals, [
    {
      integrationId: 'number-1',
      at: 0,
      body: { type: 'Hold', scope: 'NUMBER', scopeKey: 'n', until: 9e15, code: 1, reason: 'for ever' },
    },
  ]);
  await producer.send(topics.eligibleContacts, [
    {
      ...{ campaignId: campaign._id, runId, integrationId: 'number-1' },
      body: {
        type: 'EligibilityProgress',
        fromSequence: 0,
        decidedThrough: 8e15,
        eligible: null,
        planned: 9e15,
        planComplete: true,
      },
    },
  ]);
  const fields = (): Array<string | undefined> =>
    letters
      .filter(({ errorCode }) => errorCode === 'INVALID_VALUE')
      .map(({ errorMessage }) => errorMessage.split(' is ')[0]);
  const expected = ['spacingMicros', 'sendAt', 'attempt', 'body.until', 'body.planned'];
  await until('all are told of, by field', () => expected.every((field) => fields().includes(field)));
  // the one of the year 2199 is put off, not held until then; both get their turn
  const putOff = async (): Promise<number> => {
    const sender = running.find(({ name }) => name === 'sender');
    const counter = await sender?.metrics.registry.getSingleMetric('wac_put_off_total')?.get();
    return counter?.values.find(({ labels }) => labels['why'] === 'early')?.value ?? 0;
  };
  await until('the one of the year 2199 is put off', async () => (await putOff()) === 1);
  const tried = (): Promise<number> =>
    database.of(collections.messages).countDocuments({ runId, attempt: { $gte: 1 } });
  await until('both are tried', async () => (await tried()) === 2);
});

it('afterwards every process works: a command has its outcome, and none has given up', async () => {
  const done = await runWac(system.settings, [
    ...['integrations', 'register', '--name', 'After', '--phone-number-id', '123456789'],
    ...['--phone-number', '+1 555 010 0000', '--json'],
  ]);
  expect([done.code, done.err]).toEqual([0, '']);
  expect(jsonOf(done)).toMatchObject({ name: 'After' });
  for (const context of running) {
    expect(context.isConsuming()).toBe(true);
    expect(context.watchdog.stalled(Date.now())).toBeNull();
  }
});
