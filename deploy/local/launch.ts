/** `npm start`: the real parts, all services, the simulator and a sample campaign, on this machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { setTimeout as delay } from 'node:timers/promises';
import { toSettings } from '../../config/settings.ts';
import { openContext } from '../../services/platform/process/run-service.ts';
import { readProgress } from '../../services/queries/campaigns/read-progress.ts';
import { ourServices, SIMULATOR_PORT } from './our-services.ts';
import { defaultPorts, startParts, type RunningParts } from './parts.ts';
import { projectRoot } from './project-root.ts';
import { sample, startSampleCampaign } from './sample-campaign.ts';
import { reportOf } from './sample-report.ts';
import { startSystem, type System } from './start-system.ts';
import { supervise } from './supervise.ts';

const STATUSES_WITHIN_MS = 15_000;
const STATUSES_QUIET_MS = 2_000;

type Options = { exit?: true; fresh?: true; sample: boolean; portOffset: number; data: string };

const options = new Command('npm start --')
  .description(
    'Starts Kafka, schema registry, MongoDB, all services and the WhatsApp simulator on this machine, and runs a sample campaign.',
  )
  .option('--exit', 'leave after the sample’s report; exit code 0 only if its numbers balance')
  .option('--fresh', 'wipe the data of earlier starts first')
  .option('--no-sample', 'run no sample campaign')
  .option('--port-offset <n>', 'shift all ports by n', wholeNumber, 0)
  .option('--data <folder>', 'where data and logs are kept', join(projectRoot(), '.data', 'local'))
  .parse()
  .opts<Options>();

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const giveUp = new AbortController();
let parts: RunningParts | undefined;
let system: System | undefined;
let endSupervision: (() => void) | undefined;
let stopping: Promise<never> | undefined;

process.on('SIGINT', () => void stop(130, 'stopping (again to insist)'));
process.on('SIGTERM', () => void stop(143, 'stopping'));

try {
  await main();
} catch (error) {
  if (!stopping) {
    say(`\n${(error as Error).message}`);
    await stop(1);
  }
}

async function main(): Promise<void> {
  if (options.fresh) await rm(options.data, { recursive: true, force: true });
  const startedAt = Date.now();
  say(
    existsSync(options.data)
      ? 'starting …'
      : 'starting for the first time: parts that are missing are fetched …',
  );
  const ports = defaultPorts(options.portOffset);
  const targets: Array<{ job: string; address: string }> = ourServices.map(({ name, healthPort }) => ({
    job: name,
    address: `127.0.0.1:${healthPort + options.portOffset}`,
  }));
  targets.push({ job: 'simulator', address: `127.0.0.1:${SIMULATOR_PORT + options.portOffset}` });
  parts = await startParts({
    dataDir: options.data,
    ports,
    log: say,
    signal: giveUp.signal,
    prometheus: {
      targets,
      ruleFiles: [join(projectRoot(), 'deploy', 'prometheus', 'alerts.yml')].filter(existsSync),
    },
  });
  say(`parts are up after ${seconds(startedAt)} s`);
  system = await startSystem({
    dataDir: options.data,
    portOffset: options.portOffset,
    parts,
    scenario: join(projectRoot(), 'deploy', 'local', 'sample', 'scenario.json'),
  });
  endSupervision = supervise(system.services, say);
  say(`everything is up after ${seconds(startedAt)} s\n`);
  const balances = options.sample ? await runSample(system) : true;
  if (options.exit) await stop(balances ? 0 : 1);
  showAddresses(system, parts);
}

async function runSample(running: System): Promise<boolean> {
  const context = openContext('sample', {
    ...toSettings(),
    ...running.settings,
    log: { level: 'error', pretty: false },
  });
  try {
    const database = await context.mongo();
    await startSampleCampaign(context, say);
    await watchCampaign(running, sample.campaignId);
    await statusesSettled(async () =>
      JSON.stringify((await readProgress(database, sample.campaignId, new Date()))?.counts),
    );
    const report = await reportOf(database, sample.campaignId, running.simulatorUrl);
    process.stdout.write(`\n${report.lines.join('\n')}\n\n`);
    return report.balances;
  } finally {
    await context.close();
  }
}

/** Shows how far a campaign is until it is at rest, as `wac campaigns watch` does; on standard error, which is for people. */
async function watchCampaign({ settings }: System, campaignId: string): Promise<void> {
  const entry = join(projectRoot(), 'dist', 'services', 'cli', 'main.js');
  const child = spawn(process.execPath, [entry, 'campaigns', 'watch', campaignId], {
    stdio: ['ignore', process.stderr, process.stderr],
    env: {
      ...process.env,
      KAFKA_BROKERS: settings.kafka.brokers.join(','),
      SCHEMA_REGISTRY_URL: settings.registryUrl,
      MONGODB_URL: settings.mongo.url,
      MONGODB_DATABASE: settings.mongo.database,
    },
    signal: giveUp.signal,
  });
  await once(child, 'exit');
}

/** Delivery statuses trail behind the messages: waits until they have not moved for a moment. */
async function statusesSettled(look: () => Promise<string>): Promise<void> {
  let last = await look();
  let sinceMs = Date.now();
  for (
    const end = Date.now() + STATUSES_WITHIN_MS;
    Date.now() < end && Date.now() - sinceMs < STATUSES_QUIET_MS;
    await delay(100)
  ) {
    const now = await look();
    if (now !== last) [last, sinceMs] = [now, Date.now()];
  }
}

function showAddresses(
  running: System,
  { kafkaBrokers, registryUrl, mongoUrl, prometheusUrl }: RunningParts,
): void {
  const rows = [
    ['Kafka', kafkaBrokers],
    ['schema registry', registryUrl],
    ['MongoDB', mongoUrl],
    ['Prometheus', prometheusUrl ?? 'not installed (optional)'],
    ['HTTP API', running.apiUrl],
    ['webhook', running.webhookUrl],
    ['simulator', running.simulatorUrl],
    ...running.services.map((service) => [`${service.name} metrics`, `${service.url}/metrics`]),
    ['data and logs', options.data],
  ];
  say(rows.map(([name, address]) => `  ${(name ?? '').padEnd(20)}${address}`).join('\n'));
  say(
    `\nTry: npx wac campaigns list${options.portOffset ? ' (with KAFKA_BROKERS, SCHEMA_REGISTRY_URL and MONGODB_URL set to the addresses above)' : ''} · Ctrl-C stops everything`,
  );
}

function stop(code: number, why?: string): Promise<never> {
  if (stopping) process.exit(code);
  if (why) say(`\n${why}`);
  giveUp.abort(new Error('interrupted'));
  stopping = (async () => {
    endSupervision?.();
    await system?.stop();
    await parts?.stop();
    process.exit(code);
  })();
  return stopping;
}

function seconds(since: number): string {
  return ((Date.now() - since) / 1_000).toFixed(1);
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0 || value > 50_000)
    throw new InvalidArgumentError('a whole number from 0 to 50000 is expected');
  return value;
}
