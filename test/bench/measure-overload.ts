/**
 * What is held, and how evenly, when half, all, one and a half times and three times as much is wanted as the system can do. What it can
 * do is measured by the same kind of run, without any limit, before and after the others. Judged is the steady part of each run; how
 * long it took to get there is a figure of its own.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { filesOf, openBenchSystem, type Bench, type BenchSystem } from './bench-system.ts';
import {
  command,
  createCampaign,
  importContacts,
  progressWhen,
  registerNumber,
  stopCampaign,
  waitFor,
} from './drive-campaign.ts';
import { gatherRuns, type Figure } from './figure.ts';
import { between, evennessOf, reachedAfterMs, type Evenness } from './pace-windows.ts';
import { acceptedOf, resetSimulator } from './simulator-log.ts';
import { writeContacts } from './write-contacts.ts';

const OFFERED = [0.5, 1, 1.5, 3];
/** No message is ever too late and nothing is learned from the senders: what leaves is what the slowest stage lets through. */
const UNTHROTTLED = {
  MAX_MESSAGES_PER_SECOND: '30000',
  PACE_UNCHECKED: 'true',
  SEND_LATENESS_MS: '900000',
};
/** Far more than it can do, for a first look at what it can do. */
const UNTHROTTLED_RATE = 20_000;
/** A little more than that: the stages before the sender do not run ahead while its rate is judged. */
const OFFERED_FOR_CAPACITY = 1.2;
/** The campaign's pace is measured, not the number's: at that one nothing that a stall costs could be made up for. */
const NUMBER_ALLOWS = 1.1;
const FIRST_MESSAGE_WITHIN_MS = 60_000;
/** The rate counts as reached when it was held for so long. */
const REACHED_MS = 2_000;
const REACHED_SHARE = 0.95;

type Sizes = {
  readonly warmUpContacts: number;
  readonly rampSeconds: number;
  readonly seconds: number;
  /** Contacts are there for so much longer. */
  readonly spareSeconds: number;
  /** After a measurement everything under way comes to rest. */
  readonly restMs: number;
};
type Held = {
  /** In the steady part. */
  readonly steady: Evenness;
  /** From the first message, seconds; null when it was never reached. */
  readonly reachedAfter: number | null;
};

export async function measureOverload(bench: Bench): Promise<Figure[]> {
  const sizes = bench.pick<Sizes>({
    full: { warmUpContacts: 30_000, rampSeconds: 20, seconds: 60, spareSeconds: 10, restMs: 3_000 },
    quick: { warmUpContacts: 10_000, rampSeconds: 10, seconds: 20, spareSeconds: 10, restMs: 3_000 },
    smoke: { warmUpContacts: 300, rampSeconds: 1, seconds: 1, spareSeconds: 3, restMs: 0 },
  });
  const gathered = gatherRuns();
  const file = join(filesOf(bench), 'overload.csv');
  for (let run = 0; run < bench.runs; run += 1) {
    const before = await capacityOf(bench, file, sizes);
    bench.say(`  capacity: ${Math.round(before)} messages/s`);
    const runs = await heldAtEach(bench, file, before, sizes);
    // the same again: where figures mean nothing, once is enough
    const after = bench.sharesSystems ? before : await capacityOf(bench, file, sizes);
    bench.say(`  capacity afterwards: ${Math.round(after)} messages/s`);
    const capacity = (before + after) / 2;
    gathered.add('capacity, before the runs', 'messages/s', before, {});
    gathered.add('capacity, after them', 'messages/s', after, {});
    for (const { share, held } of runs) addRun(gathered, share, capacity, (share * before) / capacity, held);
  }
  return gathered.figures();
}

async function heldAtEach(
  bench: Bench,
  file: string,
  capacity: number,
  sizes: Sizes,
): Promise<{ share: number; held: Held }[]> {
  await writeContacts(file, contactsFor(Math.max(...OFFERED) * capacity, sizes));
  const system = await openBenchSystem(bench, { env: { MAX_MESSAGES_PER_SECOND: '30000' } });
  try {
    const { listId } = await importContacts(system, file);
    await heldOf(system, listId, Math.round(capacity / 2), capacity / 2, { ...sizes, seconds: 1 });
    const runs = [];
    for (const share of OFFERED) {
      const rate = Math.round(share * capacity);
      const held = await heldOf(system, listId, rate, Math.min(1, share) * capacity, sizes);
      bench.say(`  ${share} × capacity = ${rate}/s offered: ${sayHeld(held)}`);
      runs.push({ share, held });
    }
    return runs;
  } finally {
    await system.close();
  }
}

const contactsFor = (rate: number, { rampSeconds, seconds, spareSeconds }: Sizes): number =>
  Math.ceil(rate * (rampSeconds + seconds + spareSeconds));

const sayHeld = ({ steady, reachedAfter }: Held): string =>
  `${Math.round(steady.perSecond)}/s held, ${steady.worstSecond} in the fullest second, ` +
  (reachedAfter === null
    ? `never ${REACHED_SHARE} of it`
    : `${REACHED_SHARE} of it after ${reachedAfter.toFixed(1)} s`);

/** Messages a second in the steady part of a run like the others, when nothing limits it. */
async function capacityOf(bench: Bench, file: string, sizes: Sizes): Promise<number> {
  const system = await openBenchSystem(bench, { env: UNTHROTTLED });
  try {
    const rough = await asFastAsItGoes(system, file, sizes);
    const rate = Math.round(rough * OFFERED_FOR_CAPACITY);
    await writeContacts(file, contactsFor(rate, sizes));
    const { listId } = await importContacts(system, file);
    return (await heldOf(system, listId, rate, rate, sizes)).steady.perSecond;
  } finally {
    await system.close();
  }
}

/** Messages a second of a small campaign without its first third; the processes are warm then. */
async function asFastAsItGoes(system: BenchSystem, file: string, { warmUpContacts }: Sizes): Promise<number> {
  await writeContacts(file, warmUpContacts);
  const { listId } = await importContacts(system, file);
  const { campaignId, acceptedTimes } = await startAt(system, listId, UNTHROTTLED_RATE);
  const isComplete = ({ status }: { status: string }): boolean => status === 'complete';
  await progressWhen(system, campaignId, 'the end of the run', 600_000, isComplete);
  const times = await acceptedTimes();
  return evennessOf(times.slice(Math.floor(times.length / 3))).perSecond;
}

async function heldOf(
  system: BenchSystem,
  contactListId: string,
  rate: number,
  most: number,
  { rampSeconds, seconds, restMs }: Sizes,
): Promise<Held> {
  const { campaignId, acceptedTimes } = await startAt(system, contactListId, rate);
  const firstAt = await waitFor('the first message', FIRST_MESSAGE_WITHIN_MS, async () => {
    const [first] = await acceptedTimes();
    return first ?? null;
  });
  await delay(firstAt + (rampSeconds + seconds) * 1_000 - Date.now());
  const times = await acceptedTimes();
  await stopCampaign(system, campaignId);
  await delay(restMs);
  const fromMs = firstAt + rampSeconds * 1_000;
  const reachedMs = reachedAfterMs(times, REACHED_SHARE * most, REACHED_MS);
  return {
    steady: evennessOf(between(times, fromMs, fromMs + seconds * 1_000)),
    reachedAfter: reachedMs === null ? null : reachedMs / 1_000,
  };
}

/** Starts a campaign of its own at that many messages a second, on a number of its own that may go a little faster. */
async function startAt(
  system: BenchSystem,
  contactListId: string,
  rate: number,
): Promise<{ campaignId: string; acceptedTimes: () => Promise<number[]> }> {
  const { simulatorUrl } = system.system;
  await resetSimulator(simulatorUrl);
  const { integrationId, phoneNumberId } = await registerNumber(system, Math.ceil(rate * NUMBER_ALLOWS));
  const campaignId = await createCampaign(system, {
    contactListId,
    integrationId,
    messagesPerMinute: rate * 60,
  });
  await command(system, campaignId, { type: 'StartCampaign', notBefore: null, notAfter: null });
  const acceptedTimes = async (): Promise<number[]> =>
    (await acceptedOf(simulatorUrl, phoneNumberId)).map(({ at }) => at);
  return { campaignId, acceptedTimes };
}

function addRun(
  gathered: ReturnType<typeof gatherRuns>,
  share: number,
  capacity: number,
  /** Share of `capacity` that was offered. */
  offered: number,
  { steady, reachedAfter }: Held,
): void {
  const name = `${share} × the capacity offered`;
  const most = Math.min(1, offered) * capacity;
  gathered.add(`${name}: share of what can be done that is held`, 'share', steady.perSecond / most, {
    aim: '≥ 0.95',
  });
  gathered.add(`${name}: rate held`, 'messages/s', steady.perSecond, { aim: `${Math.round(most * 0.95)}` });
  gathered.add(`${name}: ${REACHED_SHARE} of it held first after`, 's', reachedAfter ?? Number.NaN, {});
  gathered.add(`${name}: gap, p99`, 'ms', steady.gapP99Ms, { aim: 'as at half' });
  gathered.add(`${name}: fullest sliding second`, 'messages', steady.worstSecond, {
    aim: `≤ ${Math.round(offered * capacity) + 1}`,
  });
}
