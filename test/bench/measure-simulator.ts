/**
 * The simulator alone, on one core: every limit on, every parameter checked against a stored template, three signed statuses a message to
 * a bare webhook; beside a bare node:http door that does none of it.
 */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SIMULATOR_PORT } from '../../deploy/local/our-services.ts';
import { projectRoot } from '../../deploy/local/project-root.ts';
import { spawnService } from '../../deploy/local/spawn-service.ts';
import { startBaseline } from './baseline-process.ts';
import { closeKeptSystem, type Bench } from './bench-system.ts';
import { waitFor } from './drive-campaign.ts';
import { gatherRuns, type Figure } from './figure.ts';
import { cpuSeconds } from './process-usage.ts';
import { sendLoad } from './send-load.ts';

const NUMBER = '106540352242922';
const TOP_RATE = 1_000;
const DOOR_PORT = 8_086;
const RECEIVER_PORT = 8_087;
const DRAINED_WITHIN_MS = 120_000;

/** The limits are far away, so that all are counted and none is hit. */
const SCENARIO = {
  name: 'bench',
  limits: {
    messagesPerSecond: 1_000_000,
    pairLimit: true,
    portfolioUsers: 10_000_000,
    appCallsPerHour: 1_000_000_000,
    accountMessagesPerHour: 1_000_000_000,
  },
  statuses: { read: { delayMs: { min: 200, max: 1_500 }, probability: 1 } },
  outcomes: [{ probability: 0.000001, outcome: 'held' }],
  numbers: [{ id: NUMBER, throughput: { level: 'HIGH' } }],
  templates: [
    {
      name: 'spring_offer',
      language: 'en_US',
      components: [
        { type: 'BODY', text: 'Hello {{1}}, {{2}} off.' },
        { type: 'FOOTER', text: 'Reply STOP to opt out' },
      ],
    },
  ],
};
const SINGLE_CALLS = { ...SCENARIO, webhook: { batchSize: 1, concurrency: 128 } };

export async function measureSimulator(bench: Bench): Promise<Figure[]> {
  const seconds = bench.pick({ full: 20, quick: 4, smoke: 1 });
  const gathered = gatherRuns();
  const receiver = await bareReceiver(RECEIVER_PORT + bench.portOffset);
  const port = SIMULATOR_PORT + bench.portOffset;
  await closeKeptSystem();
  const origin = `http://127.0.0.1:${port}`;
  const scenario = join(bench.dataDir, 'files', 'simulator.json');
  await mkdir(join(bench.dataDir, 'files'), { recursive: true });
  await writeFile(scenario, JSON.stringify(SCENARIO));
  const simulator = await spawnService({
    name: 'simulator-alone',
    entry: join(projectRoot(), 'dist', 'services', 'simulator', 'main.js'),
    args: ['--port', String(port), '--webhook-url', receiver.url, '--scenario', scenario],
    env: { LOG_LEVEL: 'warn' },
    readyUrl: `${origin}/ready`,
    dataDir: bench.dataDir,
  });
  const doorPort = DOOR_PORT + bench.portOffset;
  const door = await startBaseline('bare-door', 'door', { port: doorPort });
  try {
    const pinned = (await pinToOneCore(simulator.pid)) && (await pinToOneCore(door.pid));
    const where = pinned ? 'on one core' : 'not pinned to a core (taskset is missing)';
    for (let run = 0; run < bench.runs; run += 1) {
      const fast = await measured(origin, SCENARIO, simulator.pid, 0, seconds);
      const bare = await sendLoad(`http://127.0.0.1:${doorPort}`, NUMBER, 0, seconds);
      gathered.add(`as fast as it goes, ${where}: messages`, '/s', fast.perSecond, {
        baseline: { name: 'bare node:http', value: bare.perSecond },
      });
      gathered.add('… statuses told meanwhile', '/s', fast.statusesPerSecond);
      gathered.add('… CPU with three statuses', 'µs a message', fast.cpuMicros, { aim: '≤ 150' });
      const held = await measured(origin, SCENARIO, simulator.pid, TOP_RATE, seconds);
      gathered.add(`at ${TOP_RATE}/s: messages`, '/s', held.perSecond, { aim: '1,000' });
      gathered.add('… statuses', '/s', held.statusesPerSecond, { aim: '3,000' });
      gathered.add('… replies, p99', 'ms', held.p99Ms);
      gathered.add('… of its core', 'share', held.coreShare, { aim: '< 1' });
      const single = await measured(origin, SINGLE_CALLS, simulator.pid, TOP_RATE, seconds);
      gathered.add(
        `at ${TOP_RATE}/s, every status a call of its own: calls`,
        '/s',
        single.statusesPerSecond,
        {
          aim: '3,000',
        },
      );
      gathered.add('… its share of the core', 'share', single.coreShare, { aim: '< 1' });
    }
  } finally {
    await door.stop();
    await simulator.stop();
    await receiver.close();
  }
  return gathered.figures();
}

type Measured = {
  perSecond: number;
  p99Ms: number;
  statusesPerSecond: number;
  coreShare: number;
  /** Until the last status was told. */
  cpuMicros: number;
};
type Stats = {
  pending: number;
  webhook: { waiting: number; inFlight: number; updatesDelivered: number };
};

async function measured(
  origin: string,
  scenario: object,
  pid: number,
  perSecond: number,
  seconds: number,
): Promise<Measured> {
  await call(origin, 'PUT', '/simulator/scenario', scenario);
  await call(origin, 'POST', '/simulator/reset');
  // the first statuses come after a second or two: the rate is taken when they flow
  const before = cpuSeconds(pid);
  const loading = sendLoad(origin, NUMBER, perSecond, seconds + 3);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const from = {
    told: (await stats(origin)).webhook.updatesDelivered,
    cpu: cpuSeconds(pid),
    at: performance.now(),
  };
  const load = await loading;
  const spentSeconds = (performance.now() - from.at) / 1_000;
  const told = (await stats(origin)).webhook.updatesDelivered - from.told;
  const coreShare = (cpuSeconds(pid) - from.cpu) / spentSeconds;
  await waitFor('every status to be told', DRAINED_WITHIN_MS, async () => {
    const { pending, webhook } = await stats(origin);
    return pending + webhook.waiting + webhook.inFlight === 0 ? true : null;
  });
  return {
    perSecond: load.perSecond,
    p99Ms: load.p99Ms,
    statusesPerSecond: told / spentSeconds,
    coreShare,
    cpuMicros: ((cpuSeconds(pid) - before) * 1e6) / load.messages,
  };
}

const stats = async (origin: string): Promise<Stats> =>
  (await (await fetch(`${origin}/simulator/stats`)).json()) as Stats;

async function call(origin: string, method: string, path: string, body?: object): Promise<void> {
  const reply = await fetch(origin + path, { method, ...(body && { body: JSON.stringify(body) }) });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
}

/** Reads and answers; what it was told is the simulator's to count. */
async function bareReceiver(port: number): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => void request.resume().on('end', () => response.end()));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}/`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The last core: the load and the webhook have the others. False where the system has no taskset. */
async function pinToOneCore(pid: number): Promise<boolean> {
  try {
    await promisify(execFile)('taskset', ['-a', '-c', '-p', String(cpus().length - 1), String(pid)]);
    return true;
  } catch {
    return false;
  }
}
