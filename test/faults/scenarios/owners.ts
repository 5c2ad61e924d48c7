/** Owners of a number change, die slowly, and come back. */
import { setTimeout as delay } from 'node:timers/promises';
import { ourServices } from '../../../deploy/local/our-services.ts';
import type { Service } from '../../../deploy/local/spawn-service.ts';
import { collections } from '../../../schemas/collections.ts';
import { during, type Scenario } from '../scenario.ts';
import type { World } from '../world.ts';
import { until } from '../../support/test-system.ts';

/** Longer than a consumer's session (6 s) and the rebalance that follows. */
const ZOMBIE_MS = 15_000;

/** Messages that a sender has claimed, as the ledger knows it (`<instance>/<number of the claim>`). */
const claimsOf = ({ system }: World, { name }: Service): Promise<number> =>
  system.database
    .of(collections.messages)
    .countDocuments({ state: 'INTENT', owner: { $regex: `^${name}-[0-9]+/` } });

async function senderWithClaims(world: World): Promise<Service | undefined> {
  for (const sender of world.fleet.named('sender')) if ((await claimsOf(world, sender)) > 1) return sender;
  return undefined;
}

export const ownerScenarios: Scenario[] = [
  {
    name: 'owners/zombie-throttle',
    what: 'each throttle in turn is frozen past its session, while the other takes over, and goes on',
    system: { instances: 2 },
    run: (world) =>
      during(
        world,
        async () => {
          for (const throttle of world.fleet.named('throttle')) {
            throttle.kill('SIGSTOP');
            await delay(ZOMBIE_MS);
            throttle.kill('SIGCONT');
            await delay(3_000);
          }
        },
        { contacts: 900, messagesPerMinute: 1_200 },
      ),
  },
  {
    name: 'owners/zombie-senders',
    what: 'a sender that has claimed messages is frozen until others have given them up, and goes on; twice',
    system: { instances: 2 },
    run: (world) =>
      during(
        world,
        async () => {
          for (let time = 0; time < 2; time += 1) {
            const sender = await until('a sender has claimed messages', () => senderWithClaims(world));
            sender.kill('SIGSTOP');
            await delay(ZOMBIE_MS);
            await until('its claims are given up', async () => (await claimsOf(world, sender)) === 0, 60_000);
            sender.kill('SIGCONT');
            await delay(3_000);
          }
        },
        { contacts: 900, messagesPerMinute: 1_200 },
      ),
  },
  {
    name: 'owners/frozen-before-intent',
    what: 'one of two senders is frozen for 25 s right before it writes intents; the other sends those messages meanwhile',
    system: { instances: 2 },
    run: async (world) => {
      await world.fleet.arm({ 'sender-2': 'sender.intent.before=freeze:25000@5' });
      const drill = await world.prepare({ contacts: 500, messagesPerMinute: 1_200 });
      await drill.start();
      await until('the sender is frozen', () => world.fleet.met('sender.intent.before') > 0);
      await drill.untilStatus('complete');
      await delay(25_000); // should it have been quicker than the frozen one
    },
  },
  {
    name: 'owners/slow-takeovers',
    what: 'a new throttle after each message of a campaign that sends one in fifteen seconds',
    run: async (world) => {
      const drill = await world.prepare({ contacts: 8, messagesPerMinute: 4 });
      await drill.start();
      for (let sent = 1; sent <= 5; sent += 1) {
        await drill.untilSent(sent);
        // SIGTERM, not SIGKILL: the next one takes over within seconds, not after the session of the one before
        for (const throttle of world.fleet.named('throttle')) await world.fleet.restart(throttle);
      }
      await drill.untilStatus('complete');
    },
  },
  {
    name: 'owners/rolling-restart',
    what: 'SIGTERM and a new process for every instance of every service in turn, under load',
    system: { instances: 2 },
    run: async (world) =>
      during(
        world,
        async () => {
          for (const { name } of ourServices)
            for (const service of world.fleet.named(name)) await world.fleet.restart(service);
        },
        { contacts: 1_500, messagesPerMinute: 1_200 },
      ),
  },
  {
    name: 'owners/power-cut',
    what: 'kill -9 of every process, the broker, the registry and the database at once; then everything starts on the same data',
    quick: true,
    run: (world) =>
      during(
        world,
        async () => {
          const { fleet, parts } = world;
          await Promise.all([
            fleet.down(ourServices.map(({ name }) => name)),
            parts.kafka.kill(),
            parts.mongo.kill(),
            parts.registry.kill(),
          ]);
          await Promise.all([parts.kafka.start(), parts.mongo.start(), parts.registry.start()]);
          await fleet.up();
        },
        { contacts: 600, messagesPerMinute: 1_800 },
      ),
  },
];
