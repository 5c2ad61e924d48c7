/**
 * Holds a rate for a while, with faults during it or without, judges what came of it, and draws rate, lag and memory over time:
 * `npm run faults:load -- --rate 1000 --minutes 10 --name held`. Charts and figures go to `.cache/load/<name>-….svg` and `.json`.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { System } from '../../../deploy/local/start-system.ts';
import { startOwnParts } from '../own-parts.ts';
import { openWorld, type World } from '../world.ts';
import { drawChart, type Mark } from './draw-chart.ts';
import { sampleSystem, type Sample } from './sample-system.ts';
import { quantileOf, readFigures, rates } from './read-figures.ts';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '1000' },
    minutes: { type: 'string', default: '10' },
    name: { type: 'string', default: 'held' },
    calm: { type: 'boolean', default: false },
  },
});
const [rate, minutes] = [Number(values.rate), Number(values.minutes)];
if (!(rate >= 1 && rate <= 1_000) || !(minutes > 0 && rate * 60 * minutes <= 1_000_000)) {
  console.error(
    '--rate is 1 to 1000 messages a second, --minutes above 0, and both together at most 1,000,000 contacts',
  );
  process.exit(64);
}
const say = (line: string): void => console.log(line);
// parts and services end with this process when it exits, which a signal alone would not let it do
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

/** Known to the provider as one of high throughput. */
const NUMBER = '106540352242922';
/** Three updates for every message. */
const THREE_STATUSES = {
  name: 'load',
  seed: 1,
  numbers: [{ id: NUMBER, throughput: { level: 'HIGH' } }],
  reply: { delayMs: { min: 10, max: 60 } },
  statuses: {
    sent: { delayMs: { min: 50, max: 200 } },
    delivered: { delayMs: { min: 100, max: 600 } },
    read: { delayMs: { min: 200, max: 1_500 }, probability: 1 },
  },
};
/** As in production, but for a consumer's session and the lease (run-system.ts). */
const PRODUCTION = {
  SEND_LATENESS_MS: '500',
  PACE_MARGIN: '0.01',
  LOG_LEVEL: 'warn',
  IMPORT_BATCH_ROWS: '1000',
};
const SAMPLE_EVERY_MS = 2_000;

const dataDir = resolve('.data', 'faults-load');
await rm(dataDir, { recursive: true, force: true });
const parts = await startOwnParts({ dataDir, quickBoot: false });
const world = await openWorld(
  parts,
  { env: PRODUCTION, scenario: THREE_STATUSES, patienceMs: (minutes + 15) * 60_000 },
  say,
);
let failed: unknown;
try {
  await hold(world);
} catch (error) {
  failed = error;
  console.error(error);
}
await world.close();
await parts.stop();
process.exit(failed === undefined ? 0 : 1);

async function hold({ prepare, fleet, system, judge }: World): Promise<void> {
  const contacts = Math.round(rate * 60 * minutes);
  say(`importing ${contacts} contacts …`);
  const drill = await prepare({
    contacts,
    messagesPerMinute: rate * 60,
    messagesPerSecond: 1_000,
    phoneNumberId: NUMBER,
  });
  const stop = sampleSystem(system.system, SAMPLE_EVERY_MS);
  const startedAt = Date.now();
  await drill.start();
  say(`sending ${rate} messages a second …`);
  const marks: Mark[] = [];
  const at = async (share: number, text: string, work: () => Promise<void>): Promise<void> => {
    await delay(Math.max(0, startedAt + share * minutes * 60_000 - Date.now()));
    say(`  ${text}`);
    marks.push({ seconds: (Date.now() - startedAt) / 1_000, text });
    await work();
  };
  if (!values.calm) {
    const killed = async (name: string): Promise<void> => fleet.signal(name, 'SIGKILL');
    await at(0.2, 'sender killed', () => killed('sender'));
    await at(0.35, 'status killed', () => killed('status'));
    await at(0.5, 'broker killed', async () => {
      await parts.kafka.kill();
      await parts.kafka.start();
    });
    await at(0.65, 'throttle killed', () => killed('throttle'));
    await at(0.8, 'database killed', async () => {
      await parts.mongo.kill();
      await parts.mongo.start();
    });
  }
  await drill.untilStatus('complete');
  await delay(5_000); // the last deliveries
  const samples = await stop();
  say('judging …');
  const violations = await judge(`load-${values.name}`, 120_000, true);
  await keep(samples, marks);
  const figures = { ...readFigures(samples, rate), webhookMs: await webhookTimes(system.system) };
  say(JSON.stringify(figures, null, 2));
  await writeFile(
    join('.cache', 'load', `${values.name}.json`),
    JSON.stringify({ rate, minutes, marks, figures, violations }, null, 2),
  );
  for (const { rule, what } of violations.slice(0, 20)) say(`VIOLATED ${rule}: ${what}`);
  if (violations.length > 0) throw new Error(`${violations.length} violations`);
  say('nothing is violated');
}

/** How long the webhook took to answer the provider, from its own histogram. */
async function webhookTimes(running: System): Promise<{ p50: number | null; p99: number | null }> {
  const [webhook] = running.of('webhook');
  const text = await (await fetch(`${webhook?.url}/metrics`)).text();
  const ms = (quantile: number): number | null => {
    const seconds = quantileOf(text, 'wac_webhook_seconds', quantile);
    return seconds === null ? null : Math.round(seconds * 10_000) / 10;
  };
  return { p50: ms(0.5), p99: ms(0.99) };
}

async function keep(samples: readonly Sample[], marks: readonly Mark[]): Promise<void> {
  const folder = join('.cache', 'load');
  await mkdir(folder, { recursive: true });
  const of = (kind: 'lag' | 'memory') =>
    [...new Set(samples.flatMap((sample) => Object.keys(sample[kind])))].map((name) => ({
      name,
      points: samples.flatMap((sample): Array<[number, number]> => {
        const value = sample[kind][name];
        return value === undefined ? [] : [[sample.seconds, value]];
      }),
    }));
  const draw = (what: string, svg: string): Promise<void> =>
    writeFile(join(folder, `${values.name}-${what}.svg`), svg);
  await draw(
    'rate',
    drawChart('Messages accepted and webhook updates taken', 'per second', rates(samples), marks),
  );
  await draw('lag', drawChart('Records waiting, by consuming process', 'records', of('lag'), marks));
  await draw('memory', drawChart('Resident memory', 'MiB', of('memory'), marks));
}
