/** Runs of the simulation: random steps with their faults, then calm until all is done. fast-check makes and shrinks them. */
import fc from 'fast-check';
import { Violation } from './judge.ts';
import type { ResendKind } from '../../schemas/types.ts';
import type { Rules } from './rules.ts';
import { World, type Fate } from './world.ts';

/** One thing that happens: what, to whom, how much; and how long after the one before, ms. */
export type Step = { what: keyof typeof happens; who: 0 | 1; part: 0 | 1; much: number; afterMs: number };

const FATES: readonly Fate[] = [
  ...(['accepted', 'accepted', 'accepted', 'accepted, no answer'] as const),
  ...(['refused', 'try again', 'too fast', 'not written'] as const),
];
const CALM_STEP_MS = 400;
const CALM_FOR_MS = 15 * 60_000;

const happens = {
  round: (world: World, { who, part, much }: Step) =>
    world.round(who, part === 0 ? 'accepted' : (FATES[much % FATES.length] ?? 'accepted'), {
      ...{ answers: (much & 1) > 0, news: (much & 2) > 0, webhooks: (much & 4) > 0, sweeps: (much & 8) > 0 },
    }),
  start: (world: World, { who }: Step) => world.start(`campaign-${who}`),
  stop: (world: World, { who }: Step) => world.stop(`campaign-${who}`),
  resend: (world: World, { who, much }: Step) => world.resend(`campaign-${who}`, kindsOf(much)),
  hear: (world: World, { who, part }: Step) => world.hear(who * 2 + part, 1),
  claim: (world: World, { who }: Step) => world.claim(who),
  tick: (world: World, { who }: Step) => world.tick(who),
  freeze: (world: World, { who }: Step) => world.tick(who, true),
  thaw: (world: World) => world.thaw(),
  feed: (world: World, { who, part, much }: Step) => world.feedThrottle(who, part, much),
  serve: (world: World, { part, much }: Step) => world.serveDemands(part, much),
  serveTwice: (world: World, { part, much }: Step) => world.serveDemands(part, much, true),
  release: (world: World, { who, part, much }: Step) => world.claimReleased(who, part, much, null),
  dieBeforeIntent: (world: World, { who, part, much }: Step) =>
    world.claimReleased(who, part, much, 'before'),
  dieAfterIntent: (world: World, { who, part, much }: Step) => world.claimReleased(who, part, much, 'after'),
  pump: (world: World, { who, much }: Step) => world.pump(who, FATES[much % FATES.length] ?? 'accepted'),
  answer: (world: World, { much }: Step) => world.answer(much, much / 20),
  webhook: (world: World, { much }: Step) => world.webhook(much, false),
  webhookAgain: (world: World, { much }: Step) => world.webhook(much, true),
  apply: (world: World, { part, much }: Step) => world.applyUpdates(part, much, true),
  applyAndDie: (world: World, { part, much }: Step) => world.applyUpdates(part, much, false),
  exclude: (world: World, { part, much }: Step) => world.recordExclusions(part, much, true),
  excludeAndDie: (world: World, { part, much }: Step) => world.recordExclusions(part, much, false),
  crashSender: (world: World, { who }: Step) => world.crashSender(who),
  crashThrottle: (world: World, { who }: Step) => world.crashThrottle(who),
  redeliver: (world: World) => world.redeliver(),
  reap: (world: World) => world.reap(),
  sweep: (world: World) => world.sweep(),
  block: (world: World, { much }: Step) => void world.dnc.add(phoneOf(much)),
  sleep: (world: World) => void (world.nowMs += 7_000),
} satisfies Record<string, (world: World, step: Step) => void | Promise<void>>;

/** What goes well happens more often than what goes wrong. */
const WEIGHTS: Partial<Record<keyof typeof happens, number>> = {
  ...{ round: 40, tick: 6, feed: 4, serve: 4, release: 6, pump: 8, answer: 6, apply: 6, webhook: 4, hear: 4 },
  ...{
    exclude: 2,
    sweep: 4,
    claim: 2,
    start: 3,
    stop: 2,
    resend: 3,
    reap: 5,
    sleep: 3,
    crashSender: 3,
    dieBeforeIntent: 4,
    dieAfterIntent: 3,
  },
};

const KINDS = ['FAILED', 'UNKNOWN', 'NEVER_REACHED'] as const;
/** Each set of kinds that is not empty. */
const kindsOf = (much: number): ResendKind[] =>
  KINDS.filter((_, place) => ((((much % 7) + 1) >> place) & 1) === 1);

const phoneOf = (n: number): string => `1317555${String(n).padStart(4, '0')}`;

const step: fc.Arbitrary<Step> = fc.record({
  what: fc.oneof(
    ...(Object.keys(happens) as Array<keyof typeof happens>).map((what) => ({
      arbitrary: fc.constant(what),
      weight: WEIGHTS[what] ?? 1,
    })),
  ),
  who: fc.constantFrom(0, 1),
  part: fc.constantFrom(0, 1),
  much: fc.integer({ min: 1, max: 20 }),
  afterMs: fc.oneof({ arbitrary: fc.nat(150), weight: 3 }, { arbitrary: fc.nat(1_500), weight: 1 }),
});

/** Contacts of both campaigns: most have a number of their own, some share one, some have none. */
const contacts = fc
  .array(fc.oneof({ arbitrary: fc.nat(15), weight: 6 }, { arbitrary: fc.constant(null), weight: 1 }), {
    ...{ minLength: 1, maxLength: 10 },
  })
  .map((numbers) =>
    numbers.map((number, place) => ({ id: `c${place}`, phoneId: number === null ? null : phoneOf(number) })),
  );

export type Run = { contacts: Array<{ id: string; phoneId: string | null }>; steps: Step[] };

export const runs: fc.Arbitrary<Run> = fc.record({
  contacts,
  steps: fc.array(step, { minLength: 0, maxLength: 250, size: 'max' }),
});

/** Plays one run to its end. @throws Violation */
export async function play(run: Run, rules: Rules): Promise<{ requests: number }> {
  const world = new World(rules, run.contacts);
  for (const campaignId of world.campaigns.keys()) world.start(campaignId);
  world.claim(0);
  const resend = run.steps.find(({ what }) => what === 'resend');
  // what nobody has heard of is unknown when it is sent again, and is heard of while that is under way
  world.areWebhooksHeld = resend?.part === 0;
  for (const one of run.steps) {
    world.nowMs += one.afterMs;
    world.hear(-1, 0);
    await happens[one.what](world, one);
  }
  world.redeliver();
  if (resend) {
    await calmUntilDone(world);
    for (const campaignId of world.campaigns.keys()) world.resend(campaignId, kindsOf(resend.much));
    for (let step = 0; step < resend.much % 6; step += 1) {
      world.nowMs += CALM_STEP_MS;
      await world.calm();
    }
  }
  world.areWebhooksHeld = false;
  await calmUntilDone(world);
  return { requests: world.judge.requests };
}

/** @throws Violation when it does not come to its end */
async function calmUntilDone(world: World): Promise<void> {
  const isDone = (): boolean => [...world.campaigns.values()].every(({ status }) => status === 'complete');
  for (let ms = 0; ms < CALM_FOR_MS && !isDone(); ms += CALM_STEP_MS) {
    world.nowMs += CALM_STEP_MS;
    for (const { _id, status } of world.campaigns.values()) if (status === 'off') world.start(_id);
    await world.calm();
  }
  if (isDone()) return;
  const left = [...world.campaigns.values()].map(({ _id, status }) => `${_id} ${status}`);
  throw new Violation(`somebody is lost: after ${CALM_FOR_MS} ms of calm ${left.join(', ')}`);
}

export type Found = { counterexample: Run | null; message: string; seed: number; path: string; runs: number };

/** Plays many runs. `path`: one of them again; `shrinks`: looks for the shortest run that breaks the promise. */
export async function simulate(
  rules: Rules,
  options: { seed: number; numRuns: number; path?: string; shrinks?: boolean },
): Promise<Found> {
  const property = fc.asyncProperty(runs, async (run) => void (await play(run, rules)));
  const { path, shrinks = true, ...given } = options;
  const details = await fc.check(property, { ...given, ...(path ? { path } : {}), endOnFailure: !shrinks });
  const [counterexample = null] = details.counterexample ?? [];
  const message = details.errorInstance instanceof Error ? details.errorInstance.message : '';
  return {
    ...{
      counterexample,
      message,
      seed: details.seed,
      path: details.counterexamplePath ?? '',
      runs: details.numRuns,
    },
  };
}
