/**
 * What a rate needs and what limits an installation, computed from the cost of each stage as measured on one
 * machine. Costs are assumed to grow with the rate and not beyond it; what was not measured is said where it
 * enters. Pure.
 */
import { topics } from '../../schemas/topics.ts';

/** A process of ours, and what its cost is a cost of. */
export type Stage = {
  readonly process: 'eligibility' | 'throttle' | 'sender' | 'webhook' | 'status';
  /** CPU for each message, of one core of the machine of the measurement. */
  readonly microsPerMessage: number;
  /** More instances than partitions have nothing to do; null: behind a load balancer. */
  readonly partitions: number | null;
};

/** Statuses that WhatsApp tells of a message: sent, delivered, read. Each comes in a call of its own. */
export const STATUSES_PER_MESSAGE = 3;

/**
 * Measured on 29 November 2026, two slow cores shared by everything, medians of three (docs/scaling.md).
 * Where a stage was measured in the whole system and alone, the larger figure: the sender alone managed 2,063
 * messages a second, the webhook 2,850 calls.
 */
export const measuredStages: readonly Stage[] = [
  { process: 'eligibility', microsPerMessage: 90, partitions: topics.sendDemand.partitions },
  { process: 'throttle', microsPerMessage: 97, partitions: topics.eligibleContacts.partitions },
  { process: 'sender', microsPerMessage: 485, partitions: topics.releasedMessages.partitions },
  { process: 'webhook', microsPerMessage: STATUSES_PER_MESSAGE * 351, partitions: null },
  { process: 'status', microsPerMessage: 214, partitions: topics.messageStatuses.partitions },
];

/** As measured in the whole system, one broker and one member of the database. */
export const measuredParts = { kafkaMicros: 131, mongoMicros: 346 } as const;

/**
 * What each further copy costs, as a share of the first. Measured on 1 December 2026 with three brokers and three
 * members while everything was warm (docs/performance.md): Kafka 607, 569 and 313 µs a message beside 195 with one,
 * MongoDB 509, 767 and 820 beside 304. (In short runs with their start Kafka had cost 6.8 times one.)
 */
export const measuredCopies = { kafka: 1, mongo: 1 } as const;

/** How much more than with one copy. */
export const copiesFactor = (copies: number, ofEachFurther: number): number =>
  1 + (copies - 1) * ofEachFurther;

/**
 * Measured: a record of a template with two parameters, in Avro, with what Kafka adds in a batch. A test
 * encodes such records.
 */
export const recordsOfMessage: ReadonlyArray<{
  topic: { name: string; retentionMs: number | 'latest'; retentionBytes?: number };
  bytes: number;
  records: number;
}> = [
  { topic: topics.eligibleContacts, bytes: 270, records: 1 },
  { topic: topics.releasedMessages, bytes: 285, records: 1 },
  { topic: topics.messageStatuses, bytes: 175, records: 1 + STATUSES_PER_MESSAGE },
  // bounded by bytes: its share of the disk is not computed from the rate
  { topic: topics.webhookNotifications, bytes: 1_000, records: STATUSES_PER_MESSAGE },
];

/** Measured: a document of the ledger, uncompressed (docs/operations.md). */
const LEDGER_BYTES = 650;

export type Assumptions = {
  readonly messagesPerSecond: number;
  /** What one number may send: 80 by default, 1,000 at the highest level. */
  readonly numberPerSecond: number;
  /** How long WhatsApp takes to answer. */
  readonly answerMs: number;
  /** How busy a core may be for lateness to stay small. */
  readonly utilisation: number;
  /** Of each topic, and members of the database. */
  readonly copies: number;
  /** Cores of one member of the database. */
  readonly mongoCores: number;
  /** How many hours of a day it sends at this rate. */
  readonly hoursPerDay: number;
  /** How many days the ledger keeps a message. */
  readonly keptDays: number;
};

export const usual = {
  numberPerSecond: 1_000,
  answerMs: 300,
  utilisation: 0.6,
  copies: 3,
  mongoCores: 16,
  hoursPerDay: 8,
  keptDays: 180,
} as const satisfies Omit<Assumptions, 'messagesPerSecond'>;

export type Plan = {
  readonly instances: Readonly<Record<Stage['process'], number>>;
  /** Partitions that the topics of a stage need, with room for half as many instances more. */
  readonly partitions: Readonly<Partial<Record<Stage['process'], number>>>;
  readonly numbers: number;
  /** SEND_CONNECTIONS of each sender: requests that are under way at once. */
  readonly connectionsPerSender: number;
  readonly kafka: {
    readonly cores: number;
    readonly megabytesPerSecond: number;
    readonly gigabytesKept: number;
  };
  readonly mongo: { readonly cores: number; readonly shards: number; readonly gigabytesKept: number };
};

const SECOND_MICROS = 1_000_000;
const GB = 1e9;
const DAY_MS = 86_400_000;
const WITH_ROOM = 1.5;
/** One that fails is replaced by another. */
const LEAST_INSTANCES = 2;
const LEAST_PARTITIONS = 6;
const REQUESTS_WITH_ROOM = 1.5;

/** What a rate needs. */
export function planFor(given: Assumptions, stages = measuredStages): Plan {
  const { messagesPerSecond: rate, utilisation, copies } = given;
  const coresOf = (micros: number): number => (rate * micros) / SECOND_MICROS / utilisation;
  const instances = byProcess(stages, ({ microsPerMessage }) =>
    Math.max(LEAST_INSTANCES, Math.ceil(coresOf(microsPerMessage))),
  );
  const partitions = byProcess(
    stages.filter((stage) => stage.partitions !== null),
    ({ process }) => Math.max(LEAST_PARTITIONS, Math.ceil(instances[process] * WITH_ROOM)),
  );
  const perSender = rate / instances.sender;
  const mongoCores = coresOf(measuredParts.mongoMicros);
  return {
    instances,
    partitions,
    numbers: Math.ceil(rate / given.numberPerSecond),
    connectionsPerSender: Math.ceil(perSender * (given.answerMs / 1_000) * REQUESTS_WITH_ROOM),
    kafka: {
      cores: Math.ceil(coresOf(measuredParts.kafkaMicros) * copiesFactor(copies, measuredCopies.kafka)),
      megabytesPerSecond: (rate * bytesWritten()) / 1e6,
      gigabytesKept: (rate * bytesKept(given.hoursPerDay) * copies) / GB,
    },
    mongo: {
      cores: Math.ceil(mongoCores),
      shards: Math.ceil(mongoCores / given.mongoCores),
      gigabytesKept: (rate * given.hoursPerDay * 3_600 * given.keptDays * LEDGER_BYTES) / GB,
    },
  };
}

export type Installation = {
  readonly instances: Readonly<Record<Stage['process'], number>>;
  /** Of the topic that each process reads; absent: as many as schemas/topics.ts says. */
  readonly partitions?: Readonly<Partial<Record<Stage['process'], number>>>;
  readonly numbers: number;
  readonly connectionsPerSender: number;
  readonly mongoCores: number;
  readonly kafkaCores: number;
};

export type Limit = { readonly what: string; readonly messagesPerSecond: number };

/**
 * What an installation can do before it breaks, the first to break first; the same assumptions as for a plan.
 */
export function limitsOf(
  installed: Installation,
  given: Omit<Assumptions, 'messagesPerSecond'>,
  stages = measuredStages,
): Limit[] {
  const { utilisation } = given;
  const rateOf = (cores: number, micros: number): number => (cores * SECOND_MICROS * utilisation) / micros;
  const processes = stages.map(({ process, microsPerMessage, partitions }): Limit => {
    const working = Math.min(
      installed.instances[process],
      partitions === null ? Infinity : (installed.partitions?.[process] ?? partitions),
    );
    return { what: process, messagesPerSecond: rateOf(working, microsPerMessage) };
  });
  const underWay = installed.instances.sender * installed.connectionsPerSender;
  return [
    ...processes,
    { what: 'numbers', messagesPerSecond: installed.numbers * given.numberPerSecond },
    { what: 'connections to WhatsApp', messagesPerSecond: underWay / (given.answerMs / 1_000) },
    { what: 'MongoDB', messagesPerSecond: rateOf(installed.mongoCores, measuredParts.mongoMicros) },
    {
      what: 'Kafka',
      messagesPerSecond: rateOf(
        installed.kafkaCores,
        measuredParts.kafkaMicros * copiesFactor(given.copies, measuredCopies.kafka),
      ),
    },
  ].sort((a, b) => a.messagesPerSecond - b.messagesPerSecond);
}

/** Bytes that a message writes to topics, once. */
const bytesWritten = (): number =>
  recordsOfMessage.reduce((sum, { bytes, records }) => sum + bytes * records, 0);

/**
 * Bytes that lie on one copy of the topics for each message a second; topics that are bounded by bytes do not
 * grow with the rate.
 */
function bytesKept(hoursPerDay: number): number {
  return recordsOfMessage.reduce((sum, { topic, bytes, records }) => {
    if (topic.retentionMs === 'latest' || topic.retentionBytes !== undefined) return sum;
    const secondsKept = (topic.retentionMs / DAY_MS) * hoursPerDay * 3_600;
    return sum + bytes * records * secondsKept;
  }, 0);
}

const byProcess = (
  stages: readonly Stage[],
  valueOf: (stage: Stage) => number,
): Record<Stage['process'], number> =>
  Object.fromEntries(stages.map((stage) => [stage.process, valueOf(stage)])) as Record<
    Stage['process'],
    number
  >;
