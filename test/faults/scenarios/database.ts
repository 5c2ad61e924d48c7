/** The database fails. */
import { setTimeout as delay } from 'node:timers/promises';
import { MongoClient, type Document } from 'mongodb';
import { during, type Scenario } from '../scenario.ts';
import type { World } from '../world.ts';
import { until } from '../../support/test-system.ts';

const AWAY_MS = 8_000;
/** "No space left": no error that a driver tries again by itself. */
const OUT_OF_DISK_SPACE = 14_031;
const NOT_WRITABLE_PRIMARY = 10_107;

/** An administrator's command, on a connection of its own. */
async function administer({ parts }: World, command: Document): Promise<Document> {
  const client = new MongoClient(parts.urls.mongoUrl, { directConnection: true });
  try {
    return await client.db('admin').command(command);
  } finally {
    await client.close();
  }
}

const failing = (errorCode: number, commands: string[], mode: Document | string): Document => ({
  configureFailPoint: 'failCommand',
  mode,
  data: { failCommands: commands, errorCode, failInternalCommands: false },
});

export const databaseScenarios: Scenario[] = [
  {
    name: 'database/killed',
    what: 'kill -9 of the database while a campaign runs; back after 8 s on its data',
    run: (world) =>
      during(world, async () => {
        await world.parts.mongo.kill();
        await delay(AWAY_MS);
        await world.parts.mongo.start();
      }),
  },
  {
    name: 'database/stepped-down',
    what: 'the primary steps down by force, three times, and is elected again after 3 s',
    run: (world) =>
      during(world, async () => {
        for (let time = 0; time < 3; time += 1) {
          await administer(world, { replSetStepDown: 3, secondaryCatchUpPeriodSecs: 0, force: true });
          await until('there is a primary again', async () =>
            administer(world, { hello: 1 }).then(({ isWritablePrimary }) => isWritablePrimary === true),
          );
          await delay(1_000);
        }
      }),
  },
  {
    name: 'database/slow',
    what: 'the database answers in bursts: stopped for 400 ms, running for 150 ms, for 20 s',
    run: (world) => during(world, () => world.parts.mongo.stutter(20_000, 400, 150)),
  },
  {
    name: 'database/frozen',
    what: 'the database stops for 20 s, longer than the lease of an intent, and goes on',
    run: (world) => during(world, () => world.parts.mongo.stutter(20_000, 20_000, 0)),
  },
  {
    name: 'database/refuses-writes',
    what: 'for 10 s every write is refused with "no space left", then every third transaction fails to commit',
    run: (world) =>
      during(world, async () => {
        const writes = ['insert', 'update', 'findAndModify', 'delete'];
        await administer(world, failing(OUT_OF_DISK_SPACE, writes, 'alwaysOn'));
        await delay(10_000);
        await administer(
          world,
          failing(NOT_WRITABLE_PRIMARY, ['commitTransaction'], { activationProbability: 0.3 }),
        );
        await delay(10_000);
        await administer(world, { configureFailPoint: 'failCommand', mode: 'off' });
      }),
  },
  {
    name: 'database/locked',
    what: 'writes hang for 15 s (fsyncLock), longer than the lease of an intent',
    run: (world) =>
      during(world, async () => {
        await administer(world, { fsync: 1, lock: true });
        await delay(15_000);
        await administer(world, { fsyncUnlock: 1 });
      }),
  },
];
