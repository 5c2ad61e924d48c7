/**
 * The model of test/bench/shared-cores.ts against real runs: costs are measured with one broker, one member of the database and one
 * instance of each service; from them the model tells what three brokers, three members and one, two and three instances will do on the
 * same cores; then these are measured. What is measured is steady: before each run everything has sent a list and has rested, and what
 * it takes while nothing is sent is measured by itself.
 */
import { mkdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../../../deploy/local/free-port.ts';
import type { Part } from '../../../deploy/local/parts/part.ts';
import { startKafka } from '../../../deploy/local/parts/start-kafka.ts';
import { startMongo } from '../../../deploy/local/parts/start-mongo.ts';
import type { RunningParts } from '../../../deploy/local/parts/parts.ts';
import {
  clusterCosts,
  SHARED_USE,
  steadyRate,
  sumOf,
  type Shared,
  type SharedCosts,
} from '../shared-cores.ts';
import { filesOf, openBenchSystem, type Bench } from '../bench-system.ts';
import { gatherRuns, type Figure } from '../figure.ts';
import { asFastAsItGoes, UNTHROTTLED } from '../measure-end-to-end.ts';
import { countCpu } from '../process-usage.ts';
import { threeStatusesFile } from '../simulator-log.ts';
import { writeContacts } from '../write-contacts.ts';

const COPIES = 3;

type Measured = {
  readonly perSecond: number;
  readonly costs: SharedCosts;
  /** Cores that were busy while it was measured. */
  readonly busyCores: number;
};
type Sizes = {
  readonly contacts: number;
  readonly file: string;
  /** Sent before anything is measured. */
  readonly warmUp: { readonly contacts: number; readonly file: string };
  readonly restMs: number;
  readonly scenario: string;
};

export async function measureCluster(bench: Bench): Promise<Figure[]> {
  const tried = bench.pick({ full: [1, 2, 3], quick: [1, 2, 3], smoke: [1] });
  const sizes = await writeLists(bench);
  const gathered = gatherRuns();
  for (let run = 0; run < bench.runs; run += 1) {
    const alone = await measure(bench, 1, 1, sizes);
    gathered.add('one of each, one copy', 'messages/s', alone.perSecond, {});
    addCosts(gathered, 'one of each, one copy', alone.costs, null);
    const parts = await startCluster(bench);
    try {
      for (const instances of tried)
        addRun(
          gathered,
          instances,
          alone,
          await measure({ ...bench, parts, sharesSystems: false }, instances, COPIES, sizes),
        );
    } finally {
      await parts.stop();
    }
  }
  return gathered.figures();
}

async function writeLists(bench: Bench): Promise<Sizes> {
  const contacts = bench.pick({ full: 40_000, quick: 10_000, smoke: 100 });
  const warmUp = bench.pick({ full: 20_000, quick: 4_000, smoke: 20 });
  const folder = filesOf(bench);
  await mkdir(folder, { recursive: true });
  const sizes = {
    contacts,
    file: join(folder, 'cluster.csv'),
    warmUp: { contacts: warmUp, file: join(folder, 'cluster-warm-up.csv') },
    restMs: bench.pick({ full: 10_000, quick: 5_000, smoke: 200 }),
    scenario: await threeStatusesFile(bench.dataDir),
  };
  await writeContacts(sizes.file, contacts);
  await writeContacts(sizes.warmUp.file, warmUp);
  return sizes;
}

type Gathered = ReturnType<typeof gatherRuns>;

function addRun(gathered: Gathered, instances: number, alone: Measured, cluster: Measured): void {
  const what = `${instances} of each service, ${COPIES} brokers, ${COPIES} members`;
  const told = clusterCosts(alone.costs, { copies: COPIES, instances });
  const usedCores = cpus().length * SHARED_USE;
  gathered.add(what, 'messages/s', cluster.perSecond, {
    baseline: { name: MODEL, value: steadyRate(usedCores, told) },
    aim: '0.8 to 1.2 × the model',
  });
  gathered.add(`${what}: busy cores`, 'cores', cluster.busyCores, {
    baseline: { name: MODEL, value: usedCores },
  });
  addCosts(gathered, what, cluster.costs, told);
}

const MODEL = 'told by the model';

function addCosts(gathered: Gathered, what: string, costs: SharedCosts, told: SharedCosts | null): void {
  for (const part of ['services', 'kafka', 'mongo'] as const) {
    const beside = (value: number | undefined) =>
      value === undefined ? {} : { baseline: { name: MODEL, value } };
    gathered.add(`${what}: CPU ${part}`, 'µs a message', costs.micros[part], beside(told?.micros[part]));
    gathered.add(`${what}: idle ${part}`, 'cores', costs.idle[part], beside(told?.idle[part]));
  }
}

async function measure(bench: Bench, instances: number, copies: number, sizes: Sizes): Promise<Measured> {
  const { contacts, file, warmUp, restMs, scenario } = sizes;
  const env = { ...UNTHROTTLED, KAFKA_REPLICATION: String(copies) };
  const system = await openBenchSystem(bench, { env, scenario, instances });
  try {
    await asFastAsItGoes(system, warmUp.file, warmUp.contacts);
    const used = countCpu(system.processes);
    await delay(restMs);
    const idle = byPart(used(), restMs / 1_000);
    const { sendSeconds, importSeconds, cpuSeconds } = await asFastAsItGoes(system, file, contacts);
    bench.say(`  ${instances} of each: ${Math.round(contacts / sendSeconds)} messages/s`);
    // the costs are those of the import, too
    const seconds = sendSeconds + importSeconds;
    const busy = byPart(cpuSeconds, seconds);
    const microsOf = (part: keyof Shared): number =>
      Math.max(0, busy[part] - idle[part]) * seconds * (1e6 / contacts);
    return {
      perSecond: contacts / seconds,
      busyCores: sumOf(busy),
      costs: {
        idle,
        micros: {
          ...{ services: microsOf('services'), simulator: microsOf('simulator') },
          ...{ kafka: microsOf('kafka'), mongo: microsOf('mongo') },
        },
      },
    };
  } finally {
    await system.close();
  }
}

/** Cores that each part kept busy. @param cpuSeconds by process */
function byPart(cpuSeconds: ReadonlyMap<string, number>, seconds: number): Shared {
  const coresOf = (belongs: (name: string) => boolean): number =>
    [...cpuSeconds].reduce((sum, [name, used]) => sum + (belongs(name) ? used : 0), 0) / seconds;
  const isPart = (name: string): boolean => /^(kafka|mongo|registry)/.test(name);
  return {
    services: coresOf((name) => !isPart(name) && name !== 'simulator'),
    simulator: coresOf((name) => name === 'simulator'),
    kafka: coresOf((name) => name.startsWith('kafka')),
    mongo: coresOf((name) => name.startsWith('mongo')),
  };
}

/** Three brokers and three members of the database; the registry is the bench's. */
async function startCluster(bench: Bench): Promise<RunningParts> {
  const ports = await freePorts(3 * COPIES);
  const take = (): number[] => ports.splice(0, COPIES);
  const [brokers, controllers, members] = [take(), take(), take()];
  const quickBoot = bench.pick({ full: false, quick: false, smoke: true });
  const folderOf = async (name: string): Promise<string> => {
    const folder = join(bench.dataDir, name);
    await mkdir(folder, { recursive: true });
    return folder;
  };
  const parts = await Promise.all([
    ...brokers.map(async (port, place) =>
      named(
        `kafka ${place + 1}`,
        await startKafka({
          ...{ dataDir: await folderOf(`kafka-${place + 1}`), port, quickBoot },
          controllerPort: controllers[place] ?? 0,
          node: { id: place + 1, controllerPorts: controllers },
        }),
      ),
    ),
    ...members.map(async (port, place) =>
      named(
        `mongo ${place + 1}`,
        await startMongo({
          ...{ dataDir: await folderOf(`mongo-${place + 1}`), port, quickBoot, memberPorts: members },
        }),
      ),
    ),
  ]);
  return {
    kafkaBrokers: parts
      .filter(({ name }) => name.startsWith('kafka'))
      .map(({ url }) => url)
      .join(','),
    registryUrl: bench.parts.registryUrl,
    mongoUrl: parts.find(({ name }) => name.startsWith('mongo'))?.url ?? '',
    prometheusUrl: undefined,
    // none of them is started anew here
    parts: parts.map((part) => ({ ...part, restart: () => Promise.reject(new Error('not in a bench')) })),
    stop: async () => void (await Promise.all(parts.map((part) => part.stop()))),
  };
}

const named = (name: string, part: Part): Part => ({ ...part, name });
