/** The broker and the schema registry fail. */
import { setTimeout as delay } from 'node:timers/promises';
import { ourServices } from '../../../deploy/local/our-services.ts';
import { during, type Scenario } from '../scenario.ts';

const AWAY_MS = 8_000;

export const brokerScenarios: Scenario[] = [
  {
    name: 'broker/killed',
    what: 'kill -9 of the broker while a campaign runs; back after 8 s on its data',
    run: (world) =>
      during(world, async () => {
        await world.parts.kafka.kill();
        await delay(AWAY_MS);
        await world.parts.kafka.start();
      }),
  },
  {
    name: 'broker/slow',
    what: 'the broker answers in bursts: stopped for 400 ms, running for 150 ms, for 20 s',
    run: (world) => during(world, () => world.parts.kafka.stutter(20_000, 400, 150)),
  },
  {
    name: 'broker/frozen',
    what: 'the broker stops for 15 s, longer than every consumer’s session, and goes on',
    run: (world) => during(world, () => world.parts.kafka.stutter(15_000, 15_000, 0)),
  },
  {
    name: 'registry/down-at-start',
    what: 'all services start while the schema registry is away for 15 s, during a campaign',
    run: (world) =>
      during(world, async () => {
        const { fleet, parts } = world;
        await parts.registry.kill();
        await fleet.down(ourServices.map(({ name }) => name));
        const starting = fleet.up();
        await delay(15_000);
        await parts.registry.start();
        await starting;
      }),
  },
  {
    name: 'registry/down-later',
    what: 'the schema registry is away while a campaign is made and run',
    run: async (world) => {
      await world.parts.registry.kill();
      await during(world, () => Promise.resolve());
      await world.parts.registry.start();
    },
  },
];
