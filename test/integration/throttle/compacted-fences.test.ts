/** Months of fences: the broker keeps the latest of each number, and a throttle that starts then still knows an old copy. */
import { ConfigResourceTypes } from 'kafkajs';
import { topics } from '../../../schemas/topics.ts';
import { collections } from '../../../schemas/collections.ts';
import { readFromStart } from '../../../services/platform/kafka/read-from-start.ts';
import { claimPace } from '../../../services/throttle/store.ts';
import { openFences, type Fences } from '../../../services/throttle/restore/fences.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

/** The last one was told of once, long before the others' latest. */
const numbers = ['busy-1', 'busy-2', 'busy-3', 'quiet'];
const FENCES = 500;
const LATEST_MICROS = FENCES * 100_000;

let system: TestSystem;

beforeAll(async () => {
  system = await openTestSystem();
});
afterAll(() => system.close());

async function compactAtOnce(): Promise<void> {
  const admin = system.context.kafka.admin();
  await admin.connect();
  const settings = { 'cleanup.policy': 'compact', 'segment.ms': '500', 'min.cleanable.dirty.ratio': '0.001' };
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  const name = system.settings.namespace + topics.paceFences.name;
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name, configEntries }],
  });
  await admin.disconnect();
}

const recordsLeft = async (): Promise<number> => {
  let count = 0;
  await readFromStart(system.context, topics.paceFences, async (records) => void (count += records.length));
  return count;
};

/** As the one who claims a number in a database that knows so much of it. */
async function mismatchAt(fences: Fences, integrationId: string, nextMicros: number): Promise<string | null> {
  const mongo = await system.context.mongo();
  await mongo
    .of(collections.pace)
    .updateOne({ _id: integrationId }, { $set: { epoch: 1, nextMicros, runs: {} } }, { upsert: true });
  const pace = await claimPace(mongo, integrationId, 'tester');
  return fences.mismatchOf(pace)?.found.split(' ')[0] ?? null;
}

test('a compacted topic tells of every number how far it has come, also of one that has rested', async () => {
  const fences = await openFences(system.context);
  await fences.tell('quiet', 1, LATEST_MICROS);
  await compactAtOnce();
  for (let told = 1; told <= FENCES; told += 1)
    await Promise.all(numbers.slice(0, 3).map((number) => fences.tell(number, 1, told * 100_000)));
  const left = await until('the broker has cleaned the topic', async () => {
    // a segment is closed by what comes after it
    await Promise.all(numbers.slice(0, 3).map((number) => fences.tell(number, 1, LATEST_MICROS)));
    const count = await recordsLeft();
    return count < FENCES ? count : null;
  });
  expect(left).toBeGreaterThanOrEqual(numbers.length);

  const later = await openFences(system.context);
  for (const number of numbers) {
    expect([number, await mismatchAt(later, number, LATEST_MICROS - 1)]).toEqual([number, 'older']);
    expect([number, await mismatchAt(later, number, LATEST_MICROS)]).toEqual([number, null]);
  }
});
