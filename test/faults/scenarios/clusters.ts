/** Three brokers and a database of three members: one of them fails, or the majority. What was acknowledged is on the majority. */
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { until } from '../../support/test-system.ts';
import type { OwnPart } from '../own-parts.ts';
import { during, type Scenario } from '../scenario.ts';
import type { World } from '../world.ts';
import { fullVolume } from './volumes.ts';

const AWAY_MS = 8_000;
/** Longer than an election takes (10 s without a word of the primary). */
const FROZEN_MS = 25_000;
const ELECTED_WITHIN_MS = 60_000;
const BROKERS = { kafka: 3 };
const DATABASES = { mongo: 3 };
const REPLICATED = { env: { KAFKA_REPLICATION: '3' } };

/** Which member is the primary, asked of the members themselves. */
async function primaryOf({ parts }: World): Promise<OwnPart> {
  const client = new MongoClient(parts.urls.mongoUrl, { serverSelectionTimeoutMS: ELECTED_WITHIN_MS });
  try {
    const { me } = await client.db('admin').command({ hello: 1 });
    const place = parts.urls.mongoUrl.replace('mongodb://', '').split('/')[0]?.split(',').indexOf(String(me));
    const node = parts.mongo.nodes[place ?? -1];
    if (!node) throw new Error(`the primary ${me} is none of the members`);
    return node;
  } finally {
    await client.close();
  }
}

export const clusterScenarios: Scenario[] = [
  {
    name: 'cluster/broker-full',
    what: 'of three brokers one’s volume is full for 12 s; it may die of it, and comes back on its data',
    nodes: BROKERS,
    system: REPLICATED,
    smallVolume: { of: 'kafka', mebibytes: 300 },
    run: (world) => during(world, () => fullVolume(world, 'kafka')),
  },
  {
    name: 'cluster/brokers-in-turn',
    what: 'kill -9 of each of three brokers in turn; each is back after 8 s on its data',
    nodes: BROKERS,
    system: REPLICATED,
    run: (world) =>
      during(
        world,
        async () => {
          for (const broker of world.parts.kafka.nodes) {
            await broker.kill();
            await delay(AWAY_MS);
            await broker.start();
          }
        },
        { contacts: 1_000 },
      ),
  },
  {
    name: 'cluster/two-brokers',
    what: 'kill -9 of two of three brokers: nothing is acknowledged any more; both are back after 8 s',
    nodes: BROKERS,
    system: REPLICATED,
    run: (world) =>
      during(world, async () => {
        const two = world.parts.kafka.nodes.slice(1);
        await Promise.all(two.map((broker) => broker.kill()));
        await delay(AWAY_MS);
        await Promise.all(two.map((broker) => broker.start()));
      }),
  },
  {
    name: 'cluster/primaries-killed',
    what: 'kill -9 of the primary of three members, three times; the others elect one, and it comes back to them',
    nodes: DATABASES,
    run: (world) =>
      during(
        world,
        async () => {
          for (let time = 0; time < 3; time += 1) {
            const primary = await primaryOf(world);
            await primary.kill();
            await until(
              'another is elected',
              async () => (await primaryOf(world)) !== primary,
              ELECTED_WITHIN_MS,
            );
            await delay(2_000);
            await primary.start();
          }
        },
        { contacts: 1_000 },
      ),
  },
  {
    name: 'cluster/primary-frozen',
    what: 'the primary stops for 25 s, the others elect another, and it goes on without knowing that it is none any more',
    nodes: DATABASES,
    run: (world) =>
      during(
        world,
        async () => {
          const primary = await primaryOf(world);
          await primary.stutter(FROZEN_MS, FROZEN_MS, 0);
        },
        { contacts: 800 },
      ),
  },
];
