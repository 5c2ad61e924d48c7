/**
 * The model of test/bench/capacity-model.ts against real runs: costs are measured with one broker, one member of the database and one
 * instance of each service; from them the model tells what three brokers, three members and one, two and three instances will do on the
 * same cores; then these are measured.
 */
import { mkdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { freePorts } from '../../../deploy/local/free-port.ts';
import type { Part } from '../../../deploy/local/parts/part.ts';
import { startKafka } from '../../../deploy/local/parts/start-kafka.ts';
import { startMongo } from '../../../deploy/local/parts/start-mongo.ts';
import type { RunningParts } from '../../../deploy/local/parts/parts.ts';
import { clusterCosts, sharedRate, type SharedCosts } from '../capacity-model.ts';
import { filesOf, openBenchSystem, type Bench } from '../bench-system.ts';
import { gatherRuns, type Figure } from '../figure.ts';
import { asFastAsItGoes, UNTHROTTLED } from '../measure-end-to-end.ts';
import { threeStatusesFile } from '../simulator-log.ts';
import { writeContacts } from '../write-contacts.ts';

const COPIES = 3;

type Measured = { readonly perSecond: number; readonly costs: SharedCosts };
type Sizes = { readonly contacts: number; readonly file: string; readonly scenario: string };

export async function measureCluster(bench: Bench): Promise<Figure[]> {
  const contacts = bench.pick({ full: 40_000, quick: 10_000, smoke: 100 });
  const tried = bench.pick({ full: [1, 2, 3], quick: [1, 2, 3], smoke: [1] });
  const sizes = {
    contacts,
    file: join(filesOf(bench), 'cluster.csv'),
    scenario: await threeStatusesFile(bench.dataDir),
  };
  await mkdir(filesOf(bench), { recursive: true });
  await writeContacts(sizes.file, contacts);
  const gathered = gatherRuns();
  for (let run = 0; run < bench.runs; run += 1) {
    const alone = await measure(bench, 1, 1, sizes);
    gathered.add('one of each, one copy', 'messages/s', alone.perSecond, {});
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

function addRun(
  gathered: ReturnType<typeof gatherRuns>,
  instances: number,
  alone: Measured,
  cluster: Measured,
): void {
  const what = `${instances} of each service, ${COPIES} brokers, ${COPIES} members`;
  const told = clusterCosts(alone.costs, COPIES);
  const baseline = (value: number) => ({ name: 'told by the model', value });
  // what else uses the cores, and how far they are used at all, is as in the run that the costs come from
  const used = alone.perSecond / sharedRate(cpus().length, Object.values(alone.costs));
  gathered.add(what, 'messages/s', cluster.perSecond, {
    baseline: baseline(used * sharedRate(cpus().length, Object.values(told))),
    aim: '0.8 to 1.2 × the model',
  });
  for (const part of ['services', 'kafka', 'mongo'] as const)
    gathered.add(`${what}: CPU ${part}`, 'µs a message', cluster.costs[part], {
      baseline: baseline(told[part]),
    });
}

async function measure(bench: Bench, instances: number, copies: number, sizes: Sizes): Promise<Measured> {
  const { contacts, file, scenario } = sizes;
  const env = { ...UNTHROTTLED, KAFKA_REPLICATION: String(copies) };
  const system = await openBenchSystem(bench, { env, scenario, instances });
  try {
    const { sendSeconds, importSeconds, cpuSeconds } = await asFastAsItGoes(system, file, contacts);
    const microsOf = (belongs: (name: string) => boolean): number =>
      [...cpuSeconds].reduce((sum, [name, seconds]) => sum + (belongs(name) ? seconds : 0), 0) *
      (1e6 / contacts);
    const isPart = (name: string): boolean => /^(kafka|mongo|registry)/.test(name);
    bench.say(`  ${instances} of each: ${Math.round(contacts / sendSeconds)} messages/s`);
    return {
      // the costs are those of the import, too
      perSecond: contacts / (sendSeconds + importSeconds),
      costs: {
        services: microsOf((name) => !isPart(name) && name !== 'simulator'),
        simulator: microsOf((name) => name === 'simulator'),
        kafka: microsOf((name) => name.startsWith('kafka')),
        mongo: microsOf((name) => name.startsWith('mongo')),
      },
    };
  } finally {
    await system.close();
  }
}

/** Three brokers and three members of the database; the registry is the bench's. */
async function startCluster(bench: Bench): Promise<RunningParts> {
  const ports = await freePorts(3 * COPIES);
  const take = (): number[] => ports.splice(0, COPIES);
  const [brokers, controllers, members] = [take(), take(), take()];
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
          ...{ dataDir: await folderOf(`kafka-${place + 1}`), port },
          controllerPort: controllers[place] ?? 0,
          node: { id: place + 1, controllerPorts: controllers },
        }),
      ),
    ),
    ...members.map(async (port, place) =>
      named(
        `mongo ${place + 1}`,
        await startMongo({ dataDir: await folderOf(`mongo-${place + 1}`), port, memberPorts: members }),
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
