/** Real parts of the suite's own, each of which can be killed, frozen and started again on the same data. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePorts } from '../../deploy/local/free-port.ts';
import type { Part } from '../../deploy/local/parts/part.ts';
import { startKafka } from '../../deploy/local/parts/start-kafka.ts';
import { startMongo } from '../../deploy/local/parts/start-mongo.ts';
import { startRegistry } from '../../deploy/local/parts/start-registry.ts';

export type OwnPart = {
  readonly name: string;
  readonly url: string;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** Resolves when it serves clients again. Does nothing while it runs. */
  start(): Promise<void>;
  /** SIGSTOP and SIGCONT by turns. */
  stutter(forMs: number, stoppedMs: number, runningMs: number): Promise<void>;
  stop(): Promise<void>;
};

/** What happens to it happens to all its nodes. */
export type OwnCluster = OwnPart & {
  /** One, unless the scenario asks for more. */
  readonly nodes: readonly OwnPart[];
};

export type OwnParts = {
  readonly kafka: OwnCluster;
  readonly registry: OwnPart;
  readonly mongo: OwnCluster;
  /** Where clients find them. */
  readonly urls: { kafkaBrokers: string; registryUrl: string; mongoUrl: string };
  stop(): Promise<void>;
};

/** How many nodes the broker and the database have; one each unless given. */
export type ClusterSizes = { readonly kafka?: number; readonly mongo?: number };

export type PartFolders = {
  readonly dataDir: string;
  /** Boots sooner and works slower. */
  readonly quickBoot?: boolean;
  readonly nodes?: ClusterSizes;
};

/** The data folder of a node, counted from 0, in which it keeps what is its own under the part's name. */
export const nodeFolder = (dataDir: string, part: 'kafka' | 'mongo', node: number, of = 1): string =>
  of === 1 ? dataDir : join(dataDir, `${part}-${node + 1}`);

const MAX_LONG = '9223372036854775807';

export async function startOwnParts({
  dataDir,
  quickBoot = true,
  nodes: { kafka: brokers = 1, mongo: databases = 1 } = {},
}: PartFolders): Promise<OwnParts> {
  await mkdir(dataDir, { recursive: true });
  const ports = await freePorts(2 * brokers + databases + 1);
  const take = (count: number): number[] => ports.splice(0, count);
  const [kafkaPorts, controllerPorts, memberPorts] = [take(brokers), take(brokers), take(databases)];
  const [registryPort = 0] = ports;
  const [kafka, registry, mongo] = await Promise.all([
    cluster('kafka', kafkaPorts, (port, place) =>
      startKafka({
        ...{ dataDir: nodeFolder(dataDir, 'kafka', place, brokers), quickBoot, port },
        controllerPort: controllerPorts[place] ?? 0,
        node: { id: place + 1, controllerPorts },
        // the clocks of what writes to it may be months ahead
        properties: { 'log.message.timestamp.after.max.ms': MAX_LONG },
      }),
    ),
    own('registry', () => startRegistry({ dataDir, quickBoot, port: registryPort })),
    cluster('mongo', memberPorts, (port, place) =>
      startMongo({
        ...{ dataDir: nodeFolder(dataDir, 'mongo', place, databases), quickBoot, port, memberPorts },
        // lets a scenario make commands fail
        parameters: { enableTestCommands: '1' },
      }),
    ),
  ]);
  const all = [kafka, registry, mongo];
  return {
    kafka,
    registry,
    mongo,
    urls: {
      kafkaBrokers: kafka.nodes.map(({ url }) => url).join(','),
      registryUrl: registry.url,
      mongoUrl: mongo.url,
    },
    stop: async () => void (await Promise.all(all.map((part) => part.stop()))),
  };
}

/** Nodes that need each other to be ready: they are started side by side. */
async function cluster(
  name: string,
  ports: readonly number[],
  begin: (port: number, place: number) => Promise<Part>,
): Promise<OwnCluster> {
  const nodes = await Promise.all(
    ports.map((port, place) =>
      own(ports.length === 1 ? name : `${name} ${place + 1}`, () => begin(port, place)),
    ),
  );
  const each = async (work: (node: OwnPart) => Promise<void>): Promise<void> =>
    void (await Promise.all(nodes.map(work)));
  return {
    name,
    url: nodes[0]?.url ?? '',
    nodes,
    kill: () => each((node) => node.kill()),
    start: () => each((node) => node.start()),
    stutter: (forMs, stoppedMs, runningMs) => each((node) => node.stutter(forMs, stoppedMs, runningMs)),
    stop: () => each((node) => node.stop()),
  };
}

async function own(name: string, begin: () => Promise<Part>): Promise<OwnPart> {
  let part = await begin();
  let isUp = true;
  const watch = (): void => {
    const watched = part;
    void watched.ended.then(() => {
      if (part === watched) isUp = false;
    });
  };
  watch();
  return {
    name,
    url: part.url,
    async kill() {
      part.kill('SIGKILL');
      await part.ended;
    },
    async start() {
      if (isUp) return;
      part = await begin();
      isUp = true;
      watch();
    },
    async stutter(forMs, stoppedMs, runningMs) {
      for (const end = Date.now() + forMs; Date.now() < end;) {
        part.kill('SIGSTOP');
        await delay(stoppedMs);
        part.kill('SIGCONT');
        await delay(runningMs);
      }
    },
    async stop() {
      part.kill('SIGCONT');
      await part.stop();
    },
  };
}
