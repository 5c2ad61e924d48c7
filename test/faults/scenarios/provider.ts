/** The provider fails, and so does the way back from it. */
import { setTimeout as delay } from 'node:timers/promises';
import { during, type Scenario } from '../scenario.ts';

export const providerScenarios: Scenario[] = [
  {
    name: 'provider/gone',
    what: 'nobody listens at the provider’s door for 15 s; connections under way are cut',
    run: (world) =>
      during(world, async () => {
        await world.simulator('outage', { forMs: 15_000 });
        await delay(16_000);
      }),
  },
  {
    name: 'provider/stalls',
    what: 'for 8 s the provider takes requests and does not answer, longer than the sender waits',
    run: (world) =>
      during(world, async () => {
        await world.simulator('faults', { outcome: 'stall', forMs: 8_000 });
        await delay(9_000);
      }),
  },
  {
    name: 'webhook/gone',
    what: 'our webhook is away for 20 s, in which the provider’s clock makes 10 minutes of retries',
    run: (world) =>
      during(world, async () => {
        await world.fleet.down(['webhook']);
        await world.simulator('clock', { scale: 30 });
        await delay(20_000);
        await world.simulator('clock', { scale: 1 });
        await world.fleet.up();
      }),
  },
];
