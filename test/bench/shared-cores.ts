/**
 * How fast a system is whose processes and parts share some cores, from what a message costs, what everything costs
 * while nothing is sent, and what a process costs until it is warm. Pure.
 */
import { copiesFactor, measuredCopies } from './capacity-model.ts';

const SECOND_MICROS = 1_000_000;

/** What takes CPU on the cores that all share. */
export type Shared = {
  readonly services: number;
  readonly simulator: number;
  readonly kafka: number;
  readonly mongo: number;
};

export type SharedCosts = {
  /** CPU of each message, microseconds, without what is taken while nothing is sent. */
  readonly micros: Shared;
  /** Cores that are busy while nothing is sent. */
  readonly idle: Shared;
};

/**
 * CPU of one of our processes from its start until it is as fast as it gets, seconds: code is compiled, connections
 * are opened. Measured on 30 November 2026 in runs of 10,000 messages (docs/performance.md): 1,220, 1,817 and 2,366 µs
 * a message with one, two and three of each of seven services, 0.8 s a process.
 */
export const WARM_UP_SECONDS = 0.8;

/**
 * How far cores that all share are used when more is wanted than they can do: the rest is waiting of one part for
 * another. Measured with one, two and three of each service, three brokers and three members on two cores: 1.54, 1.69
 * and 1.71 cores (docs/performance.md).
 */
export const SHARED_USE = 0.8;

export const sumOf = ({ services, simulator, kafka, mongo }: Shared): number =>
  services + simulator + kafka + mongo;

/** Messages a second where everything shares some cores. `costs`: microseconds a message. */
export function sharedRate(cores: number, costs: readonly number[]): number {
  return (cores * SECOND_MICROS) / costs.reduce((sum, cost) => sum + cost, 0);
}

/** Messages a second while all processes are warm. @param cores of which everything can have so many */
export const steadyRate = (cores: number, { micros, idle }: SharedCosts): number =>
  sharedRate(Math.max(0, cores - sumOf(idle)), [sumOf(micros)]);

/** Messages a second of a run in which processes that have just started become warm. */
export function shortRate(
  cores: number,
  costs: SharedCosts,
  { messages, coldProcesses }: { messages: number; coldProcesses: number },
): number {
  const warmUpMicros = (coldProcesses * WARM_UP_SECONDS * SECOND_MICROS) / messages;
  return steadyRate(cores, {
    ...costs,
    micros: { ...costs.micros, services: costs.micros.services + warmUpMicros },
  });
}

/**
 * By how much each further instance makes a message dearer where all share the same cores: the same messages come in
 * smaller batches, to processes that are less warm. Measured twice on two cores: 576, 896 and 922 µs with one, two and
 * three of each service, and 517, 773 and 1,092 (docs/performance.md).
 */
export const DEARER_BY_INSTANCE = 0.4;

/**
 * The costs with several copies of topics and database and several instances of each service, from those with one of
 * each. Instances share the work of messages; each has its own idle cost. Each broker and each member has one too.
 */
export const clusterCosts = (
  { micros, idle }: SharedCosts,
  { copies, instances }: { copies: number; instances: number },
): SharedCosts => ({
  micros: {
    ...micros,
    services: micros.services * (1 + (instances - 1) * DEARER_BY_INSTANCE),
    kafka: micros.kafka * copiesFactor(copies, measuredCopies.kafka),
    mongo: micros.mongo * copiesFactor(copies, measuredCopies.mongo),
  },
  idle: {
    ...idle,
    services: idle.services * instances,
    kafka: idle.kafka * copies,
    mongo: idle.mongo * copies,
  },
});
