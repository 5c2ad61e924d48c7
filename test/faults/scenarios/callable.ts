/**
 * Contacts that wait for their callable time, while the throttle dies and freezes as it writes them to the ledger. Its points there are
 * met by no other campaign.
 */
import type { FaultPointName } from '../../../schemas/fault-points.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../world.ts';
import { until } from '../../support/test-system.ts';

/** More than the session of a consumer: the other throttle takes over meanwhile. */
const FREEZE_MS = 16_000;
const MET_WITHIN_MS = 60_000;
/** When some have been sent, and some wait already. */
const PASS = 3;
const SENT_AGAIN = 20;
export const callablePoints: readonly FaultPointName[] = ['throttle.defer.before', 'throttle.defer.after'];

/** One point after the other. */
async function play({ fleet, prepare, say }: World, fault: string): Promise<void> {
  const [first, ...others] = callablePoints;
  await fleet.arm({ throttle: `${first ?? ''}=${fault}@${PASS}` });
  // lasts until the minute at which one zone closes and the other opens, and some minutes more
  const drill = await prepare({ contacts: 600, messagesPerMinute: 160, hasCallableTimes: true });
  await drill.start();
  const untilMet = async (point: string): Promise<void> => {
    await until(`the fault point ${point} is met`, () => fleet.met(point) > 0, MET_WITHIN_MS);
    say(`    ${point} is met after ${await drill.sent()} messages`);
  };
  await untilMet(first ?? '');
  for (const point of others) {
    await drill.untilSent((await drill.sent()) + SENT_AGAIN); // the next owner is at work, and who was frozen wakes up beside it
    await fleet.arm({ throttle: `${point}=${fault}@${PASS}` });
    await untilMet(point);
  }
  await drill.untilStatus('complete');
}

export const callableScenarios: Scenario[] = [
  {
    name: 'callable/kill',
    what: `kill at ${callablePoints.join(' and ')}, while contacts of two zones wait for their callable time by turns`,
    run: (world) => play(world, 'kill'),
  },
  {
    name: 'callable/freeze',
    what: `freeze for ${FREEZE_MS / 1_000} s at the same points, with a second throttle that takes over`,
    system: { instances: 2 },
    run: (world) => play(world, `freeze:${FREEZE_MS}`),
  },
];
