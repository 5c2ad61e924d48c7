/** Every fault point, in rounds: in each one, every service has one of its points armed while a campaign is made and run. */
import type { ServiceName } from '../../../deploy/local/our-services.ts';
import { faultPoints, type Fault, type FaultPointName } from '../../../schemas/fault-points.ts';
import { callablePoints } from './callable.ts';
import type { Scenario } from '../scenario.ts';
import type { World } from '../world.ts';
import { until } from '../../support/test-system.ts';

type Kind = Fault['kind'];

/** Twice the lease of an intent, and more than the session of a consumer. */
const FREEZE_MS = 16_000;
const DELAY_MS = 150;
const MET_WITHIN_MS = 120_000;

/** At which pass it happens: somewhere in the middle of a run of 300 contacts. */
const PASS: Partial<Record<FaultPointName, number>> = {
  'importer.batch.before': 2,
  'importer.batch.after': 2,
  'eligibility.decision.before': 2,
  'eligibility.decision.after': 2,
  'throttle.demand.before': 2,
  'throttle.demand.after': 2,
  'throttle.reserve.before': 5,
  'throttle.reserve.after': 5,
  'throttle.release.after': 5,
  'sender.intent.before': 5,
  'sender.intent.after': 5,
  'sender.request.before': 40,
  'sender.request.after': 40,
  'sender.outcome.before': 10,
  'sender.outcome.after': 10,
  'webhook.store.before': 5,
  'webhook.store.after': 5,
  'status.ledger.before': 5,
  'status.ledger.after': 5,
  'status.counter.after': 5,
  'status.applied.after': 5,
  'consumer.commit.before': 3,
  'consumer.commit.after': 3,
};
/** One piece of code commits for all consumers: those take their turn that have the fewest other points. */
const CONSUMERS: readonly ServiceName[] = ['status', 'eligibility', 'campaigns'];

type Armed = { service: ServiceName; point: FaultPointName };

/** Rounds in which no service has two points; the points of all consumers come for each of them. Those of callable times have scenarios of their own. */
export function rounds(): Armed[][] {
  const points = (Object.keys(faultPoints) as FaultPointName[]).filter(
    (point) => !callablePoints.includes(point),
  );
  const all = points.flatMap((point): Armed[] => {
    const [service = ''] = point.split('.');
    return service === 'consumer'
      ? CONSUMERS.map((consumer) => ({ service: consumer, point }))
      : [{ service: service as ServiceName, point }];
  });
  const made: Armed[][] = [];
  for (const one of all) {
    const round = made.find((others) => !others.some(({ service }) => service === one.service));
    if (round) round.push(one);
    else made.push([one]);
  }
  return made;
}

const text = (kind: Kind, point: FaultPointName): string => {
  const ms = kind === 'kill' ? '' : `:${kind === 'freeze' ? FREEZE_MS : DELAY_MS}`;
  // a delay is for every pass
  return `${point}=${kind}${ms}${kind === 'delay' ? '' : `@${PASS[point] ?? 1}`}`;
};

async function play({ fleet, prepare }: World, kind: Kind, armed: readonly Armed[]): Promise<void> {
  const texts: Record<string, string> = {};
  for (const { service, point } of armed)
    texts[service] = [...(texts[service]?.split(';') ?? []), text(kind, point)].join(';');
  await fleet.arm(texts);
  const drill = await prepare();
  await drill.start();
  await drill.untilStatus('complete');
  for (const { point } of armed)
    await until(`the fault point ${point} is met`, () => fleet.met(point) > 0, MET_WITHIN_MS);
}

const scenarioOf = (kind: 'kill' | 'freeze', armed: readonly Armed[], index: number): Scenario => ({
  name: `points/${kind}-${index + 1}`,
  what: `${kind} at ${armed.map(({ service, point }) => (point.startsWith('consumer.') ? `${point} (${service})` : point)).join(', ')}`,
  quick: kind === 'kill' && index === 0,
  // who froze comes back beside the one that took over
  ...(kind === 'freeze' ? { system: { instances: 2 } } : {}),
  run: (world) => play(world, kind, armed),
});

export const faultPointScenarios: Scenario[] = [
  ...rounds().map((armed, index) => scenarioOf('kill', armed, index)),
  ...rounds().map((armed, index) => scenarioOf('freeze', armed, index)),
  {
    name: 'points/delay-all',
    what: `${DELAY_MS} ms at every pass of every fault point`,
    run: (world) => play(world, 'delay', rounds().flat()),
  },
];
