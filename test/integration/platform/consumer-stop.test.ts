/** A consumer that is told to stop under load, on a real broker: what it handled is committed, and only that; the next one goes on behind it. */
import { topics } from '../../../schemas/topics.ts';
import type { SendDemand } from '../../../schemas/types.ts';
import type { ServiceContext } from '../../../services/platform/process/run-service.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const RECORDS = 400;
const GROUP = 'stopped';

let system: TestSystem;

beforeAll(async () => {
  system = await openTestSystem();
});
afterAll(() => system.close());

const demand = (number: number): SendDemand => ({
  campaignId: `c${number}`,
  runId: 'r',
  fromSequence: number,
  throughSequence: number,
  demandedAt: 0,
});

/** Consumes with a handler that is never quick. @returns what it has handled, in order */
async function consume(): Promise<{
  context: ServiceContext;
  handled: number[];
  offsets: Map<number, bigint>;
}> {
  const handled: number[] = [];
  const offsets = new Map<number, bigint>();
  const context = await system.start('consumer', async (own) => {
    await own.consume({
      topic: topics.sendDemand,
      groupId: GROUP,
      handle: async (records) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        for (const { value, partition, offset } of records) {
          handled.push(value.fromSequence);
          offsets.set(partition, BigInt(offset) + 1n);
        }
      },
    });
  });
  return { context, handled, offsets };
}

async function committed(): Promise<Map<number, bigint>> {
  const { kafka, settings } = system.context;
  const admin = kafka.admin();
  await admin.connect();
  const topic = settings.namespace + topics.sendDemand.name;
  const [found] = await admin.fetchOffsets({
    groupId: `${settings.namespace}${GROUP}.${topics.sendDemand.name}`,
    topics: [topic],
  });
  await admin.disconnect();
  return new Map(
    found?.partitions
      .filter(({ offset }) => offset !== '-1')
      .map(({ partition, offset }) => [partition, BigInt(offset)]),
  );
}

it('commits all that was handled before it leaves its group; nothing is handled twice, and nothing is left out', async () => {
  const producer = await system.context.producer();
  const publishing = (async () => {
    for (let number = 0; number < RECORDS; number += 5)
      await producer.send(
        topics.sendDemand,
        Array.from({ length: 5 }, (_, n) => demand(number + n)),
      );
  })();
  const first = await consume();
  await until('it is at work', () => first.handled.length > 40);
  await system.stop(first.context);
  expect(first.handled.length).toBeLessThan(RECORDS);
  expect(await committed()).toEqual(first.offsets);

  await publishing;
  const next = await consume();
  await until('the rest is handled', () => first.handled.length + next.handled.length >= RECORDS);
  await system.stop(next.context);
  expect([...first.handled, ...next.handled].sort((a, b) => a - b)).toEqual(
    Array.from({ length: RECORDS }, (_, number) => number),
  );
});
