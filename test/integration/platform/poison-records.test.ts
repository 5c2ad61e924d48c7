/** A handler that fails on one record each time: that record is left out with a dead letter, and no other. */
import { topics } from '../../../schemas/topics.ts';
import type { DeadLetter, SendDemand } from '../../../schemas/types.ts';
import { sendTogether } from '../../../services/platform/kafka/send-together.ts';
import type { Received } from '../../../services/platform/kafka/consume.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const RECORDS = 300;
const POISON = [17, 180];

let system: TestSystem;
let letters: DeadLetter[];

beforeAll(async () => {
  system = await openTestSystem({ LOG_LEVEL: 'silent' });
  letters = await system.collect(topics.deadLetters);
});
afterAll(() => system.close());

const demand = (number: number): SendDemand => ({
  campaignId: `c${number}`,
  runId: 'r',
  fromSequence: number,
  throughSequence: number,
  demandedAt: 0,
});

const all = Array.from({ length: RECORDS }, (_, number) => number);
const healthy = all.filter((number) => !POISON.includes(number));

async function publishAll(): Promise<void> {
  await (await system.context.producer()).send(topics.sendDemand, all.map(demand));
}

const ofService = (service: string): DeadLetter[] => letters.filter((letter) => letter.service === service);

async function offsetsBehindAll(group: string): Promise<boolean> {
  const { kafka, settings } = system.context;
  const topic = settings.namespace + topics.sendDemand.name;
  const admin = kafka.admin();
  await admin.connect();
  const [[found], ends] = await Promise.all([
    admin.fetchOffsets({
      groupId: `${settings.namespace}${group}.${topics.sendDemand.name}`,
      topics: [topic],
    }),
    admin.fetchTopicOffsets(topic),
  ]);
  await admin.disconnect();
  return ends.every(({ partition, high }) =>
    found?.partitions.some((one) => one.partition === partition && one.offset === high),
  );
}

it('is dead-lettered as HANDLER_FAILED after some tries, and everything else is handled', async () => {
  const handled = new Set<number>();
  await publishAll();
  await system.start('poisoned', async (context) => {
    await context.consume({
      topic: topics.sendDemand,
      groupId: 'poisoned',
      handle: async (records) => {
        if (records.some(({ value }) => POISON.includes(value.fromSequence))) throw new TypeError('a defect');
        for (const { value } of records) handled.add(value.fromSequence);
      },
    });
  });
  await until('both are dead letters', () => ofService('poisoned').length === POISON.length);
  await until('all others are handled', () => handled.size === healthy.length);
  for (const letter of ofService('poisoned'))
    expect(letter).toMatchObject({
      errorCode: 'HANDLER_FAILED',
      errorMessage: 'TypeError: a defect',
      attempts: 3,
    });
  const keys = ofService('poisoned').map(({ key }) => key?.toString());
  expect(keys.sort()).toEqual(POISON.map((number) => `c${number}`));
  await until('all is committed, the poison too', () => offsetsBehindAll('poisoned'));
});

it('keeps no partition waiting whose records joined the same transaction', async () => {
  const handled = new Set<number>();
  await system.start('joined', async (context) => {
    const together = sendTogether<Received<SendDemand>>(async (records) => {
      await new Promise((resolve) => setTimeout(resolve, 10)); // so that others join the next
      if (records.some(({ value }) => POISON.includes(value.fromSequence))) throw new RangeError('a defect');
      for (const { value } of records) handled.add(value.fromSequence);
    }, 10_000);
    await context.consume({ topic: topics.sendDemand, groupId: 'joined', handle: together });
  });
  await until('both are dead letters', () => ofService('joined').length === POISON.length);
  await until('all others are handled', () => handled.size === healthy.length);
});

it('is nobody’s poison while infrastructure is lost, however often the handler fails', async () => {
  const handled = new Set<number>();
  let failures = 0;
  await system.start('waiting', async (context) => {
    await context.consume({
      topic: topics.sendDemand,
      groupId: 'waiting',
      handle: async (records) => {
        if ((failures += 1) <= 30)
          throw new Error('the database is away', { cause: { code: 'ECONNREFUSED' } });
        for (const { value } of records) handled.add(value.fromSequence);
      },
    });
  });
  await until('all are handled', () => handled.size === RECORDS);
  expect(ofService('waiting')).toEqual([]);
});
