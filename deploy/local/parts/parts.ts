import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { requireFreePorts, type NamedPort } from '../free-port.ts';
import { fetchKafka } from './fetch-kafka.ts';
import { fetchMongod } from './fetch-mongod.ts';
import { fetchRegistry } from './fetch-registry.ts';
import { restartable, type FetchOptions, type Part, type PartOptions, type Restartable } from './part.ts';
import { findOnPath, requiredJava } from './required-tool.ts';
import { stopLeftovers } from '../running-list.ts';
import { startKafka } from './start-kafka.ts';
import { startMongo } from './start-mongo.ts';
import type { Scraping } from './start-prometheus.ts';
import { startPrometheus } from './start-prometheus.ts';
import { startRegistry } from './start-registry.ts';

/** Killed processes have released their ports by then. */
export const LEFTOVER_PORTS_WITHIN_MS = 15_000;

export interface PartPorts {
  readonly kafka: number;
  readonly kafkaController: number;
  readonly registry: number;
  readonly mongo: number;
  readonly prometheus: number;
}

export interface PartsOptions {
  readonly dataDir: string;
  readonly ports: PartPorts;
  readonly log?: (line: string) => void;
  readonly quickBoot?: boolean;
  /** Aborting (Ctrl-C while it boots) ends what was started so far. */
  readonly signal?: AbortSignal;
  /** What Prometheus shall scrape; without it, or where it is not installed, it is not started. */
  readonly prometheus?: Scraping;
}

/** The running parts and where clients find them. */
export interface RunningParts {
  readonly kafkaBrokers: string;
  readonly registryUrl: string;
  readonly mongoUrl: string;
  readonly prometheusUrl: string | undefined;
  readonly parts: readonly Restartable[];
  /** Stops them all at once: they do not depend on each other. Stop the services before. */
  stop(): Promise<void>;
}

/** The documented ports, all shifted by an offset. */
export function defaultPorts(offset = 0): PartPorts {
  return {
    kafka: 9092 + offset,
    kafkaController: 9093 + offset,
    registry: 8081 + offset,
    mongo: 27017 + offset,
    prometheus: 9090 + offset,
  };
}

/** The ports that the parts need. */
export function namedPartPorts(ports: PartPorts): NamedPort[] {
  return [
    { name: 'Kafka', port: ports.kafka },
    { name: 'Kafka controller', port: ports.kafkaController },
    { name: 'schema registry', port: ports.registry },
    { name: 'MongoDB', port: ports.mongo },
    ...(findOnPath('prometheus') === undefined ? [] : [{ name: 'Prometheus', port: ports.prometheus }]),
  ];
}

/**
 * Finds the tools and fetches the files of all parts, so that starting them cannot fail because one is
 * missing.
 */
export async function fetchParts(options: FetchOptions): Promise<void> {
  await requiredJava('Kafka');
  await Promise.all([fetchMongod(options), fetchKafka(options), fetchRegistry(options)]);
}

/**
 * Starts Kafka, the schema registry and MongoDB (and Prometheus) at once; resolves when all answer. When one
 * fails the others are stopped, and its error is thrown.
 */
export async function startParts(options: PartsOptions): Promise<RunningParts> {
  const { ports, log = () => undefined, quickBoot = false } = options;
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const leftovers = await stopLeftovers(dataDir, log);
  if (leftovers.length > 0)
    await requireFreePorts(namedPartPorts(ports), '127.0.0.1', LEFTOVER_PORTS_WITHIN_MS);

  const started: Restartable[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(started.map((part) => part.stop())));
  // the first failure ends the other starts, so its message does not wait for them
  const giveUp = new AbortController();
  const firstStart = AbortSignal.any([giveUp.signal, ...(options.signal ? [options.signal] : [])]);
  const given = { dataDir, log, quickBoot };
  const begin = async <P extends Part>(start: (options: Omit<PartOptions, 'port'>) => Promise<P>) => {
    let signal: AbortSignal | undefined = firstStart;
    try {
      const part = await restartable(() => start({ ...given, ...(signal ? { signal } : {}) }));
      signal = options.signal;
      started.push(part);
      return part;
    } catch (error) {
      giveUp.abort(error);
      throw error;
    }
  };

  const { prometheus } = options;
  const starts = [
    begin((common) => startMongo({ ...common, port: ports.mongo })),
    begin((common) => startKafka({ ...common, port: ports.kafka, controllerPort: ports.kafkaController })),
    begin((common) => startRegistry({ ...common, port: ports.registry })),
    prometheus && findOnPath('prometheus') !== undefined
      ? begin((common) => startPrometheus({ ...common, ...prometheus, port: ports.prometheus }))
      : Promise.resolve(undefined),
  ] as const;
  try {
    const [mongo, kafka, registry, metrics] = await Promise.all(starts);
    return {
      kafkaBrokers: kafka.url,
      registryUrl: registry.url,
      mongoUrl: mongo.url,
      prometheusUrl: metrics?.url,
      parts: started,
      stop,
    };
  } catch (error) {
    await Promise.allSettled(starts);
    await stop();
    throw error;
  }
}
