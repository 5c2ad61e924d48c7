/** `npm run bench [-- part…]`: measures the system on its own real parts, beside plain baselines. */
import { rm, mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { defaultPorts, startParts, type RunningParts } from '../../deploy/local/parts/parts.ts';
import { projectRoot } from '../../deploy/local/project-root.ts';
import { stopLeftovers } from '../../deploy/local/running-list.ts';
import { closeKeptSystem, type BenchSize, type Measurement } from './bench-system.ts';
import type { Figure } from './figure.ts';
import { measureApi } from './measure-api.ts';
import { measureDnc } from './measure-dnc.ts';
import { measureEndToEnd } from './measure-end-to-end.ts';
import { measureIdle } from './measure-idle.ts';
import { measureImport } from './measure-import.ts';
import { measureKafkaClients } from './measure-kafka-clients.ts';
import { measureMemory } from './measure-memory.ts';
import { measureOverload } from './measure-overload.ts';
import { measurePace } from './measure-pace.ts';
import { measurePlan } from './measure-plan.ts';
import { measureSender } from './measure-sender.ts';
import { measureSimulator } from './measure-simulator.ts';
import { measureTracing } from './measure-tracing.ts';
import { measureWebhook } from './measure-webhook.ts';
import { printFigures } from './print-figures.ts';
import { measureCluster } from './scale/measure-cluster.ts';
import { measureScale } from './scale/measure-scale.ts';

const measurements: Record<string, Measurement> = {
  'end-to-end': measureEndToEnd,
  overload: measureOverload,
  // these want the same system
  pace: measurePace,
  import: measureImport,
  plan: measurePlan,
  dnc: measureDnc,
  clients: measureKafkaClients,
  idle: measureIdle,
  webhook: measureWebhook,
  scale: measureScale,
  memory: measureMemory,
  api: measureApi,
  sender: measureSender,
  simulator: measureSimulator,
  tracing: measureTracing,
  cluster: measureCluster,
};

/** Clear of the launcher's own ports, and all below those that the system gives to outgoing connections. */
const DEFAULT_OFFSET = 4_000;

type Options = {
  quick: boolean;
  smoke: boolean;
  runs?: number;
  portOffset: number;
  data: string;
  profile: boolean;
};

const program = new Command('npm run bench --')
  .description('Measures the system on real parts of its own, each figure beside a plain baseline.')
  .addArgument(
    new Argument('[part...]', 'what to measure; everything unless given').choices(Object.keys(measurements)),
  )
  .option('--quick', 'small sizes and one run: whether it works, and roughly how fast', false)
  .option('--smoke', 'the smallest sizes: only whether every part works (its figures mean nothing)', false)
  .option('--runs <n>', 'runs of each measurement (default: 3; quick and smoke: 1)', wholeNumber)
  .option('--profile', 'keep a CPU profile of every service in bench-results/profiles', false)
  .option('--port-offset <n>', 'shift all ports by n', wholeNumber, DEFAULT_OFFSET)
  .option(
    '--data <folder>',
    'where data and logs are kept meanwhile',
    (folder) => resolve(folder),
    join(projectRoot(), '.data', 'bench'),
  )
  .parse();
const options = program.opts<Options>();
const named = program.args;
const results = join(projectRoot(), 'bench-results');
const say = (line: string): void => void process.stderr.write(`${line}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exitCode = await main().catch((error: unknown) => {
  say((error as Error).message);
  return 1;
});

async function main(): Promise<number> {
  await stopLeftovers(options.data);
  await rm(options.data, { recursive: true, force: true });
  const parts = await startParts({
    dataDir: options.data,
    ports: defaultPorts(options.portOffset),
    // what is compiled well pays only where figures mean something
    quickBoot: options.smoke,
    log: say,
  });
  try {
    return await measureAll(parts);
  } finally {
    await closeKeptSystem().catch((error: unknown) => say(`closing: ${(error as Error).message}`));
    await parts.stop();
    await rm(options.data, { recursive: true, force: true });
  }
}

async function measureAll(parts: RunningParts): Promise<number> {
  const { portOffset, profile } = options;
  const size: BenchSize = options.smoke ? 'smoke' : options.quick ? 'quick' : 'full';
  const bench = {
    pick: <T>(of: Readonly<Record<BenchSize, T>>) => of[size],
    runs: options.runs ?? (size === 'full' ? 3 : 1),
    dataDir: options.data,
    portOffset,
    parts,
    sharesSystems: options.smoke,
    profiles: profile ? join(results, 'profiles') : null,
    say,
  };
  const at = new Date().toISOString();
  const measured: Record<string, Figure[]> = {};
  let failures = 0;
  await mkdir(results, { recursive: true });
  for (const [part, measure] of Object.entries(measurements)) {
    if (named.length > 0 && !named.includes(part)) continue;
    say(`measuring ${part} …`);
    try {
      measured[part] = await measure(bench);
      process.stdout.write(`\n${printFigures(part, measured[part])}\n\n`);
    } catch (error) {
      failures += 1;
      await closeKeptSystem().catch(() => undefined); // it may be in pieces
      say(`${part} could not be measured: ${(error as Error).stack}`);
    }
    const file = join(results, `${at.replaceAll(':', '-')}.json`);
    await writeFile(file, JSON.stringify({ at, size, machine: machine(), measured }, null, 2));
  }
  return failures === 0 ? 0 : 1;
}

function machine(): object {
  const [first] = cpus();
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return { cores: cpus().length, processor: first?.model ?? 'unknown', memoryGiB, node: process.version };
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError('a whole number is expected');
  return value;
}
