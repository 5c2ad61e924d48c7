/** Many WhatsApp numbers in one throttle: whether each keeps its pace, what it costs, and how long each is silent when the throttle dies. */
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { filesOf, type BenchSystem } from '../bench-system.ts';
import { command, createCampaign, importContacts, registerNumber, waitFor } from '../drive-campaign.ts';
import { median, type Gathered } from '../figure.ts';
import { between } from '../pace-windows.ts';
import { countCpu } from '../process-usage.ts';
import { resetSimulator, timesByNumber } from '../simulator-log.ts';
import { writeContacts } from '../write-contacts.ts';

const PER_NUMBER = 5;
const BEGUN_WITHIN_MS = 120_000;

type Sizes = { readonly seconds: number; readonly afterDeathSeconds: number };
type Paced = {
  readonly perSecond: number;
  readonly slowestPerSecond: number;
  readonly throttleMicros: number;
  readonly silences: number[];
};

export async function measureNumbers(system: BenchSystem, gathered: Gathered): Promise<void> {
  const { pick } = system.bench;
  const numbers = pick({ full: 200, quick: 40, smoke: 2 });
  const sizes = {
    seconds: pick({ full: 40, quick: 20, smoke: 1 }),
    afterDeathSeconds: pick({ full: 40, quick: 30, smoke: 1 }),
  };
  const many = await pace(system, numbers, PER_NUMBER, sizes);
  const one = await pace(system, 1, numbers * PER_NUMBER, sizes);
  addRun(gathered, numbers, many, one);
}

/** Every number sends the same list. */
async function pace(
  system: BenchSystem,
  numbers: number,
  perSecond: number,
  { seconds, afterDeathSeconds }: Sizes,
): Promise<Paced> {
  const { simulatorUrl } = system.system;
  await resetSimulator(simulatorUrl);
  const file = join(filesOf(system.bench), `numbers-${numbers}.csv`);
  // the first begins before the last is started
  await writeContacts(file, perSecond * (2 * seconds + 2 * afterDeathSeconds + 60));
  const { listId } = await importContacts(system, file);
  const phones: string[] = [];
  const campaigns: string[] = [];
  for (let place = 0; place < numbers; place += 1) {
    const { integrationId, phoneNumberId } = await registerNumber(system, perSecond);
    phones.push(phoneNumberId);
    const wish = { contactListId: listId, integrationId, messagesPerMinute: perSecond * 60 };
    campaigns.push(await createCampaign(system, wish));
  }
  await Promise.all(
    campaigns.map((id) => command(system, id, { type: 'StartCampaign', notBefore: null, notAfter: null })),
  );
  await waitFor('a message of every number', BEGUN_WITHIN_MS, async () => {
    const times = await timesByNumber(simulatorUrl);
    return phones.every((phone) => times.has(phone)) ? true : null;
  });
  const [fromMs, used] = [Date.now(), countCpu(system.processes)];
  await delay(seconds * 1_000);
  const [toMs, cpu] = [Date.now(), used()];
  const [throttle] = system.system.of('throttle');
  throttle?.kill('SIGKILL');
  await throttle?.ended;
  await Promise.all([throttle?.restart(), delay(afterDeathSeconds * 1_000)]);
  const times = await timesByNumber(simulatorUrl);
  await Promise.all(campaigns.map((id) => command(system, id, { type: 'StopCampaign' })));
  const sent = phones.map((phone) => between(times.get(phone) ?? [], fromMs, toMs).length);
  const all = sent.reduce((sum, one) => sum + one, 0);
  const rateOf = (count: number): number => (count * 1_000) / (toMs - fromMs);
  return {
    perSecond: rateOf(all),
    slowestPerSecond: rateOf(Math.min(...sent)),
    throttleMicros: ((cpu.get('throttle') ?? Number.NaN) * 1e6) / all,
    silences: phones.map((phone) => longestSilence(times.get(phone) ?? [], toMs, Date.now())),
  };
}

/** The longest time without a message, seconds. @param times ascending, ms */
function longestSilence(times: readonly number[], fromMs: number, toMs: number): number {
  const marks = [fromMs, ...between(times, fromMs, toMs), toMs];
  return Math.max(...marks.slice(1).map((mark, place) => mark - (marks[place] ?? mark))) / 1_000;
}

function addRun(gathered: Gathered, numbers: number, many: Paced, one: Paced): void {
  const name = 'one number at the rate of all';
  const beside = (value: number) => ({ name, value });
  const wanted = numbers * PER_NUMBER;
  gathered.add(`${numbers} numbers: held together`, 'messages/s', many.perSecond, {
    baseline: beside(one.perSecond),
    aim: `${(wanted * 0.99).toFixed(0)}`,
  });
  gathered.add(`${numbers} numbers: the slowest`, 'messages/s', many.slowestPerSecond, {
    aim: `${PER_NUMBER * 0.95}`,
  });
  gathered.add(`${numbers} numbers: CPU throttle`, 'µs a message', many.throttleMicros, {
    baseline: beside(one.throttleMicros),
  });
  gathered.add('silence after kill -9 of the throttle, median number', 's', median(many.silences), {
    baseline: beside(median(one.silences)),
  });
  gathered.add('the same, the number it hits most', 's', Math.max(...many.silences), {
    baseline: beside(Math.max(...one.silences)),
    aim: '≤ 1.5 × one number',
  });
}
