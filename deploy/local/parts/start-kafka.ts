import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { useFewTimers } from '../../../services/platform/kafka/clients/kafkajs/few-timers.ts';
import { kafkaOptions } from '../../../services/platform/kafka/kafka-options.ts';
import { fetchKafka } from './fetch-kafka.ts';
import { requireFreePort } from '../free-port.ts';
import {
  adminConnection,
  lockFlags,
  lockFormatArguments,
  lockProperties,
  type KafkaLock,
} from './kafka-lock.ts';
import type { Part, PartOptions } from './part.ts';
import { requiredJava } from './required-tool.ts';
import { runCommand } from '../run-command.ts';
import { spawnChild } from '../spawn-child.ts';
import { waitUntilReady } from './wait-until-ready.ts';

const READY_WITHIN_MS = 60_000;
/** Any 16 bytes in base64; one broker alone needs no other. */
const CLUSTER_ID = 'd2hhdHNhcHAtbG9jYWwtMQ';

export interface KafkaOptions extends PartOptions {
  readonly controllerPort: number;
  /**
   * Which node of a cluster it is; alone by default. The nodes of a cluster are started side by side, each
   * with its own `dataDir`.
   */
  readonly node?: KafkaNode;
  /** TLS, logins and rights; without it anybody may do anything. */
  readonly lock?: KafkaLock;
  /** Laid over the properties of the node. */
  readonly properties?: Readonly<Record<string, string>>;
}

export interface KafkaNode {
  /** From 1 on, its place in the list. */
  readonly id: number;
  /** Controller ports of all nodes, which are on one host. */
  readonly controllerPorts: readonly number[];
}

/**
 * Starts one Kafka node, broker and KRaft controller in one process; ready when clients can work with it,
 * which takes the majority of its cluster.
 */
export async function startKafka(options: KafkaOptions): Promise<Part> {
  const { dataDir, port, controllerPort, host = '127.0.0.1', quickBoot = false } = options;
  const node = options.node ?? { id: 1, controllerPorts: [controllerPort] };
  await requireFreePort('Kafka', host, port);
  await requireFreePort('Kafka controller', host, controllerPort);
  const java = await requiredJava('Kafka');
  const jars = await fetchKafka(options);

  const folder = join(dataDir, 'kafka');
  await mkdir(folder, { recursive: true });
  const classPath = ['-cp', join(jars, 'libs', '*')];
  const properties = join(folder, 'server.properties');
  const { lock, properties: further = {} } = options;
  const addresses = { host, port, controllerPort, node, folder, further, ...(lock ? { lock } : {}) };
  if (!existsSync(join(folder, 'log'))) await format(java, classPath, folder, properties, addresses);
  await writeFile(properties, serverProperties({ ...addresses, log: join(folder, 'log') }));

  const child = spawnChild({
    name: 'kafka',
    command: java,
    args: [...jvmFlags(quickBoot), ...(lock ? lockFlags(lock) : []), ...classPath, 'kafka.Kafka', properties],
    logFile: join(dataDir, 'logs', 'kafka.log'),
    dataDir,
  });
  const broker = `${host}:${port}`;
  await waitUntilReady(child, READY_WITHIN_MS, () => servesClients(broker, lock), options.signal);
  return { ...child, port, url: broker };
}

/** Formats aside and renames, so a half-formatted log folder is never taken for a formatted one. */
async function format(
  java: string,
  classPath: string[],
  folder: string,
  properties: string,
  addresses: Omit<Addresses, 'log'>,
): Promise<void> {
  const formatting = join(folder, 'log.formatting');
  await rm(formatting, { recursive: true, force: true });
  await writeFile(properties, serverProperties({ ...addresses, log: formatting }));
  const quick = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', ...quietJars('error')];
  await runCommand(java, [
    ...quick,
    ...classPath,
    'kafka.tools.StorageTool',
    'format',
    '-t',
    CLUSTER_ID,
    '-c',
    properties,
    ...(addresses.lock ? lockFormatArguments(addresses.lock) : []),
  ]);
  await rename(formatting, join(folder, 'log'));
}

function jvmFlags(quickBoot: boolean): string[] {
  const compiler = quickBoot ? ['-XX:TieredStopAtLevel=1'] : [];
  return ['-Xms128m', '-Xmx512m', '-XX:+UseSerialGC', '-XX:-UsePerfData', ...compiler, ...quietJars('info')];
}

function quietJars(level: 'info' | 'error'): string[] {
  const simple = 'org.slf4j.simpleLogger';
  return [
    `-D${simple}.defaultLogLevel=${level}`,
    `-D${simple}.showDateTime=true`,
    `-D${simple}.dateTimeFormat=HH:mm:ss.SSS`,
  ];
}

interface Addresses {
  readonly host: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly node: KafkaNode;
  readonly folder: string;
  readonly lock?: KafkaLock;
  readonly further: Readonly<Record<string, string>>;
  readonly log: string;
}

/** Offsets and transactions on so many brokers. */
const MOST_REPLICAS = 3;

function serverProperties({
  host,
  port,
  controllerPort,
  node,
  log,
  folder,
  lock,
  further,
}: Addresses): string {
  const replicas = Math.min(MOST_REPLICAS, node.controllerPorts.length);
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': node.id,
    // a fixed voter, not `--standalone`: that writes the controller's port into the data, and the port may move
    'controller.quorum.voters': node.controllerPorts
      .map((voterPort, index) => `${index + 1}@${host}:${voterPort}`)
      .join(','),
    'controller.listener.names': 'CONTROLLER',
    listeners: `BROKER://${host}:${port},CONTROLLER://${host}:${controllerPort}`,
    'advertised.listeners': `BROKER://${host}:${port}`,
    'inter.broker.listener.name': 'BROKER',
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': log,
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': replicas,
    'offsets.topic.num.partitions': 8,
    'transaction.state.log.replication.factor': replicas,
    'transaction.state.log.min.isr': Math.max(1, replicas - 1),
    'transaction.state.log.num.partitions': 4,
    'group.initial.rebalance.delay.ms': 0,
    'log.retention.hours': 168,
    'log.segment.bytes': 128 * 1024 * 1024,
    // an idle broker is some forty threads that each wake a few times a second: as few of them as two cores need
    'num.network.threads': 1,
    'num.io.threads': 2,
    'background.threads': 2,
    'group.coordinator.threads': 1,
    // kafkajs speaks no other protocol; the rest would keep coordinators of its own busy
    'group.coordinator.rebalance.protocols': 'classic',
    // a record in the metadata log every half second, for followers: alone it has none
    ...(node.controllerPorts.length === 1 ? { 'metadata.max.idle.interval.ms': 0 } : {}),
    // of the internal topics too: what is acknowledged is on the majority
    'min.insync.replicas': Math.max(1, replicas - 1),
    ...(lock ? lockProperties(lock, host, port, controllerPort, folder) : {}),
    ...further,
  };
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

/**
 * Lists topics, finds a group's coordinator and gets a producer id: on a fresh broker the last two come
 * seconds after the first, and kafkajs consumers that start in between crash once.
 */
async function servesClients(broker: string, lock: KafkaLock | undefined): Promise<void> {
  useFewTimers();
  const kafka = new Kafka({
    ...kafkaOptions(lock ? adminConnection(broker, lock) : { brokers: [broker], tls: null, login: null }),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 1_000,
    requestTimeout: 5_000,
    retry: { retries: 1, initialRetryTime: 50 },
  });
  const admin = kafka.admin();
  const producer = kafka.producer({ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner });
  try {
    await admin.connect();
    await admin.listTopics();
    await admin.fetchOffsets({ groupId: 'launcher' });
    await producer.connect();
  } finally {
    await Promise.allSettled([producer.disconnect(), admin.disconnect()]);
  }
}
