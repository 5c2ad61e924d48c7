/** `npm start`: the real parts, all services, the simulator and a sample campaign, on this machine. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { toSettings } from '../../config/settings.ts';
import { openContext } from '../../services/platform/process/run-service.ts';
import { withoutPasswords } from '../../services/platform/process/without-passwords.ts';
import { readProgress } from '../../services/queries/campaigns/read-progress.ts';
import { ourServices, SIMULATOR_PORT } from './our-services.ts';
import { requireFreePorts } from './free-port.ts';
import { howToSignIn } from './how-to-sign-in.ts';
import { HOW_TO_MONITOR, installMonitoring } from './install-monitoring.ts';
import {
  defaultPorts,
  fetchParts,
  LEFTOVER_PORTS_WITHIN_MS,
  namedPartPorts,
  startParts,
  type RunningParts,
} from './parts/parts.ts';
import { projectRoot } from './project-root.ts';
import { stopLeftovers } from './running-list.ts';
import { startSampleCampaign } from './sample/sample-campaign.ts';
import { sample } from './sample/sample-definition.ts';
import { reportOf } from './sample/sample-report.ts';
import { startSystem, systemPorts, type System } from './start-system.ts';
import { supervise } from './supervise.ts';
import { wipeData } from './wipe-data.ts';

/** Recording rules first: alerts read them. */
const RULE_FILES = ['recording.yml', 'alerts.yml'];
const STATUSES_WITHIN_MS = 15_000;
const STATUSES_QUIET_MS = 2_000;

/** As start-options.mjs reads them. */
export type LaunchOptions = {
  readonly exit: boolean;
  readonly fresh: boolean;
  readonly sample: boolean;
  /** Prometheus is installed where it is missing. */
  readonly monitoring: boolean;
  readonly portOffset: number;
  /** Where data and logs are kept; `.data/local` in the checkout unless given. */
  readonly data?: string;
};

const say = (line: string): void => void process.stderr.write(`${withoutPasswords(line)}\n`);
const giveUp = new AbortController();
let parts: RunningParts | undefined;
let system: System | undefined;
let endSupervision: (() => void) | undefined;
let stopping: Promise<never> | undefined;

/** Starts everything and runs until a signal; the process ends in here. */
export async function launch(options: LaunchOptions): Promise<void> {
  process.on('SIGINT', () => void stop(130, 'stopping (again to insist)'));
  process.on('SIGTERM', () => void stop(143, 'stopping'));
  try {
    await start(options);
  } catch (error) {
    if (!stopping) {
      say(`\n${(error as Error).message}`);
      await stop(1);
    }
  }
}

async function start(options: LaunchOptions): Promise<void> {
  const dataDir = resolve(options.data ?? join(projectRoot(), '.data', 'local'));
  const startedAt = Date.now();
  say(
    existsSync(dataDir) ? 'starting …' : 'starting for the first time: parts that are missing are fetched …',
  );
  if (options.monitoring) installMonitoring();
  const ports = defaultPorts(options.portOffset);
  const leftovers = await stopLeftovers(dataDir, say);
  await requireFreePorts(
    [...namedPartPorts(ports), ...systemPorts(options.portOffset)],
    '127.0.0.1',
    leftovers.length > 0 ? LEFTOVER_PORTS_WITHIN_MS : 0,
  );
  await fetchParts({ log: say, signal: giveUp.signal });
  // only now: every check has passed
  if (options.fresh) await wipeData(dataDir);
  const targets: Array<{ job: string; address: string }> = ourServices.map(({ name, healthPort }) => ({
    job: name,
    address: `127.0.0.1:${healthPort + options.portOffset}`,
  }));
  targets.push({ job: 'simulator', address: `127.0.0.1:${SIMULATOR_PORT + options.portOffset}` });
  parts = await startParts({
    dataDir,
    ports,
    log: say,
    signal: giveUp.signal,
    prometheus: {
      targets,
      ruleFiles: RULE_FILES.map((name) => join(projectRoot(), 'deploy', 'prometheus', name)).filter(
        existsSync,
      ),
    },
  });
  say(`parts are up after ${seconds(startedAt)} s`);
  const endOfParts = supervise(parts.parts, say);
  endSupervision = endOfParts;
  system = await startSystem({
    dataDir,
    portOffset: options.portOffset,
    parts,
    scenario: join(projectRoot(), 'deploy', 'local', 'sample', 'scenario.json'),
  });
  const endOfServices = supervise(system.services, say);
  endSupervision = () => {
    endOfServices();
    endOfParts();
  };
  say(`everything is up after ${seconds(startedAt)} s\n`);
  const balances = options.sample ? await runSample(system) : true;
  if (options.exit) await stop(balances ? 0 : 1);
  showAddresses(system, parts, dataDir, options.portOffset, await howToSignIn(dataDir));
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

/**
 * Shows the progress of a campaign until it stops or completes, as `wac campaigns watch` does; on standard
 * error.
 */
async function watchCampaign({ settings }: System, campaignId: string): Promise<void> {
  const entry = join(projectRoot(), 'dist', 'services', 'cli', 'main.js');
  const child = spawn(process.execPath, [entry, 'campaigns', 'watch', campaignId], {
    stdio: ['ignore', process.stderr, process.stderr],
    env: {
      ...process.env,
      KAFKA_BROKERS: settings.kafka.brokers.join(','),
      SCHEMA_REGISTRY_URL: settings.registry.url,
      MONGODB_URL: settings.mongo.url,
      MONGODB_DATABASE: settings.mongo.database,
    },
    signal: giveUp.signal,
  });
  await once(child, 'exit');
}

/** Delivery statuses arrive after the messages: waits until they have not changed for a moment. */
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
  dataDir: string,
  portOffset: number,
  signIn: string,
): void {
  const rows = [
    ['Kafka', kafkaBrokers],
    ['schema registry', registryUrl],
    ['MongoDB', mongoUrl],
    ['Prometheus', prometheusUrl ?? `not installed: ${HOW_TO_MONITOR}`],
    ...(prometheusUrl === undefined ? [] : [['alerts', `${prometheusUrl}/alerts`]]),
    ['boards (Grafana)', 'deploy/grafana/dashboards/; docker compose runs Grafana with them'],
    ['console', `${running.apiUrl}/`],
    ['', signIn],
    ['HTTP API', `${running.apiUrl}/docs/ (who may come in: wac clients, wac users)`],
    ['webhook', running.webhookUrl],
    ['simulator', running.simulatorUrl],
    ...running.services.map((service) => [`${service.name} metrics`, `${service.url}/metrics`]),
    ['data and logs', dataDir],
  ];
  say(rows.map(([name, address]) => `  ${(name ?? '').padEnd(20)}${address}`).join('\n'));
  if (portOffset > 0)
    say(`
The command line finds this system by:
export KAFKA_BROKERS='${kafkaBrokers}'
export SCHEMA_REGISTRY_URL='${registryUrl}'
export MONGODB_URL='${mongoUrl}'`);
  say(`\nTry: ${join(projectRoot(), 'wac')} campaigns list · Ctrl-C stops everything`);
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
