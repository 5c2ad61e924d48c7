/** Two numbers of a portfolio that may message 50 people within a moving window of 40 s, while their throttles and senders die. */
import { collections } from '../../../schemas/collections.ts';
import { until } from '../../support/test-system.ts';
import type { Drill } from '../drill.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../world.ts';

const PEOPLE = 50;
const WINDOW_MS = 40_000;
const NUMBERS = ['106540352242921', '106540352242922'];

/** Bad as it always is, but it keeps no limit of people itself: it would refuse what the throttle let go too many. */
const PROVIDER = {
  name: 'limit of people',
  seed: 1,
  account: { id: '102290129340398', name: 'Test', businessId: '506914307656634' },
  numbers: NUMBERS.map((id, place) => ({
    ...{ id, display_phone_number: `+1 555 010 000${place}`, verified_name: 'Test', quality_rating: 'GREEN' },
    throughput: { level: 'STANDARD' },
    whatsapp_business_manager_messaging_limit: `TIER_${PEOPLE}`,
  })),
  limits: { portfolioUsers: 1_000_000 },
  reply: { delayMs: { min: 5, max: 60 } },
  statuses: { sent: { delayMs: { min: 10, max: 100 } }, delivered: { delayMs: { min: 40, max: 400 } } },
  outcomes: [
    { probability: 0.05, outcome: 'drop-after-accept' },
    { probability: 0.05, outcome: 'fail-by-webhook', code: 131_026 },
    { probability: 0.1, outcome: 'fail-in-reply', code: 131_026 },
  ],
  webhook: { duplicates: 0.1, reordered: 0.1, early: 0.1, retry: { firstMs: 500, maxMs: 4_000 } },
};

/** Each instance dies when it has recorded people and not reserved their slots, or when requests have left. */
const DYING = { throttle: 'throttle.reserve.before=kill@4', sender: 'sender.request.after=kill@5' };

/** Killed once so many messages have left: which instance of which service. */
const KILLED: ReadonlyArray<readonly [number, string, 0 | 1]> = [
  [25, 'throttle', 0],
  [35, 'throttle', 1],
  [55, 'sender', 0],
  [60, 'throttle', 0],
  [70, 'sender', 1],
  [75, 'throttle', 1],
];

export const limitScenarios: Scenario[] = [
  {
    name: 'limits/people',
    what: 'two numbers may message 50 people within a moving window of 40 s, and have twice as many; throttles and senders are killed, again and again',
    system: { instances: 2, scenario: PROVIDER, env: { PEOPLE_WINDOW_MS: String(WINDOW_MS) } },
    run: async (world) => {
      const drills: Drill[] = [];
      for (const phoneNumberId of NUMBERS)
        drills.push(await world.prepare({ contacts: 60, messagesPerMinute: 600, phoneNumberId }));
      for (const drill of drills) await untilLevelKnown(world, drill);
      world.noteLimit({ phoneNumberIds: NUMBERS, people: PEOPLE, windowMs: WINDOW_MS });
      await world.fleet.arm(DYING);
      for (const drill of drills) await drill.start();
      for (const [sent, name, instance] of KILLED) {
        await until(`${sent} messages are sent`, async () => (await sentBy(drills)) >= sent, 300_000);
        world.fleet.named(name)[instance]?.kill('SIGKILL');
      }
      for (const drill of drills) await drill.untilStatus('complete');
      for (const point of ['throttle.reserve.before', 'sender.request.after'])
        if (world.fleet.met(point) === 0) throw new Error(`nobody was killed at ${point}`);
    },
  },
];

const untilLevelKnown = ({ system }: World, { integrationId }: Drill): Promise<unknown> =>
  until('the level of the number is known', async () => {
    const integration = await system.database.of(collections.integrations).findOne({ _id: integrationId });
    return integration?.number?.limitTier === `TIER_${PEOPLE}`;
  });

async function sentBy(drills: readonly Drill[]): Promise<number> {
  const counts = await Promise.all(drills.map((drill) => drill.sent()));
  return counts.reduce((sum, count) => sum + count, 0);
}
