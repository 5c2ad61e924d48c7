import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Part } from './part.ts';
import { stopLeftovers } from './running-list.ts';
import { startKafka } from './start-kafka.ts';
import { startMongo } from './start-mongo.ts';
import type { Scraping } from './start-prometheus.ts';
import { startPrometheus } from './start-prometheus.ts';
import { startRegistry } from './start-registry.ts';

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
  readonly parts: readonly Part[];
  /** Stops them all at once: they do not lean on each other. Stop the services before. */
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

/**
 * Starts Kafka, the schema registry and MongoDB (and Prometheus) at once; resolves when all answer. When one fails the others are
 * stopped, and its error is thrown.
 */
export async function startParts(options: PartsOptions): Promise<RunningParts> {
  const { ports, log = () => undefined, quickBoot = false } = options;
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const leftovers = await stopLeftovers(dataDir);
  if (leftovers.length > 0) log(`stopped what a killed start had left running: ${leftovers.join(', ')}`);

  const started: Part[] = [];
  const stop = async (): Promise<void> => void (await Promise.all(started.map((part) => part.stop())));
  // the first failure ends the other starts, so its message does not wait for them
  const giveUp = new AbortController();
  const signal = AbortSignal.any([giveUp.signal, ...(options.signal ? [options.signal] : [])]);
  const begin = async <P extends Part | undefined>(start: Promise<P>): Promise<P> => {
    try {
      const part = await start;
      if (part !== undefined) started.push(part);
      return part;
    } catch (error) {
      giveUp.abort(error);
      throw error;
    }
  };

  const given = { dataDir, log, quickBoot, signal };
  const { prometheus } = options;
  const starts = [
    begin(startMongo({ ...given, port: ports.mongo })),
    begin(startKafka({ ...given, port: ports.kafka, controllerPort: ports.kafkaController })),
    begin(startRegistry({ ...given, port: ports.registry })),
    begin(
      prometheus
        ? startPrometheus({ ...given, ...prometheus, port: ports.prometheus })
        : Promise.resolve(undefined),
    ),
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
