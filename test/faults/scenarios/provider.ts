/** The provider fails, and so does the way back from it. */
import { setTimeout as delay } from 'node:timers/promises';
import { collections } from '../../../schemas/collections.ts';
import { until } from '../../support/test-system.ts';
import type { Drill } from '../drill.ts';
import { during, type Scenario } from '../scenario.ts';
import type { World } from '../world.ts';

const PAYMENT = 131_042;

/** The hold that a failed payment puts on a campaign. */
async function holdOf({ system }: World, { integrationId, campaignId }: Drill): Promise<boolean> {
  const pace = await system.database.of(collections.pace).findOne({ _id: integrationId });
  return (pace?.holds ?? []).some(({ code, scopeKey }) => code === PAYMENT && scopeKey === campaignId);
}

/** Messages of the run that wait because the provider gave an attempt of theirs up. */
const givenUp = ({ system }: World, { run }: Drill): Promise<number> =>
  system.database.of(collections.messages).countDocuments({ runId: run.runId, code: PAYMENT });

/** What the operator does once the payment is repaired. */
const lift = ({ system }: World, { integrationId, campaignId }: Drill): Promise<unknown> =>
  system.command(integrationId, {
    ...{ type: 'LiftHold', scope: 'CAMPAIGN', scopeKey: campaignId, codes: [PAYMENT] },
  });

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
  {
    name: 'provider/payment',
    what: 'for 4 s the provider accepts messages and gives them up (131042, payment); while they are queued again status, throttle and sender are killed; the hold is lifted while no throttle runs, and all three are killed again',
    run: (world) =>
      during(world, async (drill) => {
        await world.simulator('faults', { outcome: 'fail-by-webhook', code: PAYMENT, forMs: 4_000 });
        await until('the campaign is held', () => holdOf(world, drill), 120_000);
        await until('a message is queued again', async () => (await givenUp(world, drill)) > 0, 120_000);
        world.fleet.signal('status', 'SIGKILL');
        await until('more are queued again', async () => (await givenUp(world, drill)) > 10, 120_000);
        for (const service of ['status', 'sender']) world.fleet.signal(service, 'SIGKILL');
        await world.fleet.down(['throttle']);
        await delay(5_000);
        await lift(world, drill);
        await delay(2_000);
        await world.fleet.up();
        await until('the hold is lifted', async () => !(await holdOf(world, drill)), 120_000);
        for (const service of ['sender', 'status', 'throttle']) world.fleet.signal(service, 'SIGKILL');
      }),
  },
];
