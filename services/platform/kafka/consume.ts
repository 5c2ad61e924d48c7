/**
 * At-least-once consuming in batches, with a consumer group per topic. Offsets are committed only after the
 * effect of the handler is durable (handle-batch.ts).
 */
import type { Topic } from '../../../schemas/topics.ts';
import { atMost } from '../process/at-most.ts';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import { isMissingRight, Refusal, refusalOf, RIGHTS, rightsAnswer } from '../process/refusal.ts';
import type { Codecs } from './avro/avro-codec.ts';
import type { KafkaClient } from './clients/contract.ts';
import { createBatches, type Handler } from './handling/handle-batch.ts';
import { createCommits } from './handling/offset-commits.ts';
import { createPartitionProgress } from './partition-progress.ts';
import type { Kafka } from './kafka.ts';
import type { Producer } from './produce.ts';
import { offsetsSince, topicOffsets } from './topic-offsets.ts';

export type { Received } from './fetch/decode-records.ts';
export type { Handler } from './handling/handle-batch.ts';

// A consumer that cannot continue reports it, so that its process ends.

/**
 * How long a stop waits for a broker that does not answer: uncommitted records are delivered again, and the
 * group notices a missing member.
 */
const COMMIT_AT_STOP_MS = 5_000;
const LEAVE_AT_STOP_MS = 5_000;

export type ConsumerParts = {
  kafka: Kafka;
  client: KafkaClient;
  codecs: Codecs;
  producer: Producer;
  namespace: string;
  service: string;
  metrics: Metrics;
  log: Logger;
  sessionMs: number;
  /**
   * So many unusable records in a row mean a bad deployment, not bad data: consuming stops until a restart.
   * 0: never.
   */
  deadLettersBeforeStop: number;
  /** Called when the consumer has crashed and will not restart. */
  broke: (error: Error) => void;
};

export type ConsumerOptions<V> = {
  topic: Topic<V>;
  /**
   * Instances of a group share the topic's partitions; a consumer with its own group gets all records. The
   * topic's name is appended.
   */
  groupId: string;
  handle: Handler<V>;
  /**
   * Only records written at this time (ms) or later, or from now on (a listener); otherwise from the first record
   * that is not handled yet.
   */
  since?: number | 'now';
  /**
   * What to do with records that cannot be decoded: dead-letters, unless the consumer only observes a topic.
   */
  unusable?: 'dead-letter' | 'ignore';
  /** The partitions of this consumer after a rebalance. */
  onAssigned?: (partitions: number[]) => void;
  /** All partitions are given back, before a rebalance. */
  onRevoked?: () => void;
};

export type Consumer = {
  /** How long, in ms, records of a partition have waited without any being handled; 0 when caught up. */
  stalledMs: (now: number) => number;
  /** The offset behind the last record of a partition that this consumer handled; 0 before. */
  position(partition: number): bigint;
  /** True after too many unusable records in a row: nothing is consumed until the process restarts. */
  hasGivenUp(): boolean;
  stop(): Promise<void>;
};

/**
 * Full name of a consumer group: one per topic, because kafkajs's leader assigns its own topics to all
 * members of a group.
 */
export const groupOf = (
  namespace: string,
  { groupId, topic }: { groupId: string; topic: { name: string } },
): string => `${namespace}${groupId}.${topic.name}`;

/**
 * Starts consuming; resolves when the group is joined. @throws when the topic is missing or the broker cannot
 * be reached
 */
export async function startConsumer<V>(parts: ConsumerParts, options: ConsumerOptions<V>): Promise<Consumer> {
  const { namespace, log, sessionMs } = parts;
  const { topic, groupId, handle } = options;
  const topicName = namespace + topic.name;
  const codec = await parts.codecs.for(topic);
  const progress = createPartitionProgress();
  const commits = createCommits(topicName, log);
  const unusable = options.unusable ?? 'dead-letter';
  const own = { topic, topicName, groupId, handle, unusable, codec, progress, commits };
  const batches = createBatches({ ...parts, ...own });
  const begin = await beginOf(parts.kafka, topicName, options.since);
  const member = await parts.client.consume({
    ...{ topicName, sessionMs, partitions: topic.partitions },
    group: groupOf(namespace, options),
    begin: options.since === 'now' ? 'latest' : 'earliest',
    onBatch: batches.handle,
    onAssigned(partitions) {
      commits.assigned(partitions);
      progress.assigned(partitions, Date.now());
      options.onAssigned?.(partitions);
      return beginsOf(partitions, begin, batches.position);
    },
    onRevoked() {
      const committed = commits.revoked();
      options.onRevoked?.();
      return committed;
    },
    onEnd: (error) => parts.broke(endOf(topicName, groupId, error)),
  });

  return {
    stalledMs: progress.stalledMs,
    hasGivenUp: batches.hasGivenUp,
    position: batches.position,
    async stop() {
      await batches.stop();
      // first: a member that has left the group may not commit any more
      await atMost(COMMIT_AT_STOP_MS, `committing offsets of ${topicName}`, commits.flush(), log);
      await atMost(LEAVE_AT_STOP_MS, `leaving the group on ${topicName}`, member.leave(), log);
    },
  };
}

/** Partition → its first record for a consumer that begins at a time; empty for any other. */
async function beginOf(
  kafka: Kafka,
  topicName: string,
  since: number | 'now' | undefined,
): Promise<Map<number, bigint>> {
  if (since === undefined) return new Map();
  if (since !== 'now') return offsetsSince(kafka, topicName, since);
  const ends = await topicOffsets(kafka, topicName);
  return new Map(ends.map(({ partition, high }) => [partition, high]));
}

/**
 * Where a consumer that begins at a time continues at each join. Without a committed offset it would begin at what
 * is the end by then.
 */
function beginsOf(
  partitions: readonly number[],
  begin: ReadonlyMap<number, bigint>,
  position: (partition: number) => bigint,
): Map<number, bigint> {
  const begins = new Map<number, bigint>();
  for (const partition of partitions) {
    const first = begin.get(partition);
    if (first === undefined) continue;
    const handled = position(partition);
    begins.set(partition, handled > first ? handled : first);
  }
  return begins;
}

/** Why a consumer ended for good, in a sentence where we are refused. */
function endOf(topicName: string, groupId: string, error: Error): Error {
  const refusal = refusalOf(error, 'KAFKA');
  const consuming = `consuming ${topicName} with group ${groupId} ended`;
  if (refusal !== null) return new Refusal(`${consuming}: Kafka refuses us: ${refusal}`, { cause: error });
  if (isMissingRight(error))
    return new Refusal(`${consuming}: ${rightsAnswer(error)}; ${RIGHTS}`, { cause: error });
  return new Error(`${consuming}: ${error.message}`, { cause: error });
}
