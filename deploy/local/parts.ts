import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Part } from './part.ts';
import { stopLeftovers } from './running-list.ts';
import { startKafka } from './start-kafka.ts';
import { startMongo } from './start-mongo.ts';
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
}

/** The running parts and where clients find them. */
export interface RunningParts {
  readonly kafkaBrokers: string;
  readonly registryUrl: string;
  readonly mongoUrl: string;
  readonly parts: readonly Part[];
  /** Stops them one after the other, the last started first. */
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
 * Starts Kafka, the schema registry and MongoDB at once; resolves when all three answer. When one fails the others are
 * stopped, and its error is thrown.
 */
export async function startParts(options: PartsOptions): Promise<RunningParts> {
  const { ports, log = () => undefined, quickBoot = false } = options;
  const dataDir = resolve(options.dataDir);
  await mkdir(dataDir, { recursive: true });
  const leftovers = await stopLeftovers(dataDir);
  if (leftovers.length > 0) log(`stopped what a killed start had left running: ${leftovers.join(', ')}`);

  const given = { dataDir, log, quickBoot };
  const starts = await Promise.allSettled([
    startMongo({ ...given, port: ports.mongo }),
    startKafka({ ...given, port: ports.kafka, controllerPort: ports.kafkaController }),
    startRegistry({ ...given, port: ports.registry }),
  ]);
  const parts = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = (): Promise<void> => stopInReverse(parts);
  const [mongo, kafka, registry] = starts;
  if (mongo.status === 'rejected' || kafka.status === 'rejected' || registry.status === 'rejected') {
    await stop();
    throw firstReason(starts);
  }
  return {
    kafkaBrokers: kafka.value.url,
    registryUrl: registry.value.url,
    mongoUrl: mongo.value.url,
    parts,
    stop,
  };
}

/** Stops parts one after the other, the last started first. */
export async function stopInReverse(parts: readonly Pick<Part, 'stop'>[]): Promise<void> {
  for (const part of parts.toReversed()) await part.stop();
}

function firstReason(starts: readonly PromiseSettledResult<Part>[]): Error {
  const reasons = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason as Error] : []));
  const [only] = reasons;
  if (only !== undefined && reasons.length === 1) return only;
  return new Error(reasons.map((reason) => reason.message).join('\n\n'), { cause: reasons });
}
