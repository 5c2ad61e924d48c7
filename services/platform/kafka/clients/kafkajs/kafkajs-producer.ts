/** Writes records with kafkajs, and sends again what it left out. */
import type { ICustomPartitioner, Kafka, Message, Producer, RecordMetadata } from 'kafkajs';
import type { Logger } from '../../../process/logger.ts';
import { LostInfrastructure } from '../../handling/lost-infrastructure.ts';
import { partitionOf } from '../../partition-of-key.ts';
import type { RecordProducer, WrittenRecord } from '../contract.ts';
import { LOST_COUNT } from '../lost-count.ts';

const MOST_ATTEMPTS = 5;

export async function produceByKafkajs(kafka: Kafka, log: Logger): Promise<RecordProducer> {
  let producer = await connect(kafka);
  let renewing: Promise<void> | null = null;

  /** After a fatal error (fenced, sequence lost) a producer is unusable: make a new one. */
  const renew = (): Promise<void> =>
    (renewing ??= (async () => {
      log.warn('making a new producer');
      await producer.disconnect().catch(() => undefined);
      producer = await connect(kafka);
    })().finally(() => (renewing = null)));

  async function sendOnce(topic: string, messages: WrittenRecord[]): Promise<RecordMetadata[]> {
    if (renewing) await renewing;
    try {
      return await producer.send({ topic, messages: groupingInPlace(messages), acks: -1 });
    } catch (error) {
      if (isFatal(error)) await renew();
      throw error;
    }
  }

  return {
    async send(topic, records) {
      let left = records;
      for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
        left = unacknowledged(left, await sendOnce(topic, left));
        if (left.length === 0) return;
        log.warn({ topic, records: left.length, attempt }, 'not all records were acknowledged; sent again');
      }
      throw new LostInfrastructure(
        `${left.length} records for ${topic} were not acknowledged after ${MOST_ATTEMPTS} attempts`,
      );
    },
    disconnect: () => producer.disconnect(),
  };
}

/**
 * kafkajs 2.2.4 copies a partition's list for each record that it adds to it (producer/groupMessagesPerPartition.js, a
 * `reduce` over the records): of 1,000 records with one key half a million places. These records add to the lists.
 */
export function groupingInPlace<R>(records: readonly R[]): R[] {
  type Groups = Record<string, R[]>;
  const reduce = (add: (groups: Groups, record: R) => Groups, groups: Groups): Groups => {
    for (const record of records) {
      const alone = add({}, record);
      for (const partition in alone) (groups[partition] ??= []).push(...(alone[partition] ?? []));
    }
    return groups;
  };
  return Object.defineProperty([...records], 'reduce', { value: reduce });
}

/** The partition of each record, as the partitioner chose it. */
const chosenPartition = new WeakMap<object, number>();

const notePartitions: ICustomPartitioner = () => {
  return ({ partitionMetadata, message }) => {
    const { key } = message;
    // bytes without a key come with their partition
    const partition =
      key === null || key === undefined
        ? (message.partition ?? 0)
        : partitionOf(key, partitionMetadata.length);
    chosenPartition.set(message, partition);
    return partition;
  };
};

/**
 * Records whose partition was not acknowledged. kafkajs 2.2.4 resolves without having sent them when a
 * partition's leader moves, between two attempts, to a broker that has already answered for other partitions
 * (`responsePerBroker` in its producer/sendMessages.js; tulios/kafkajs#1303). Found by the fault suite's
 * `cluster/brokers-in-turn`.
 */
function unacknowledged<R extends Message>(records: R[], acknowledged: readonly RecordMetadata[]): R[] {
  const partitions = new Set(acknowledged.map(({ partition }) => partition));
  return records.filter((record) => {
    const partition = chosenPartition.get(record);
    return partition === undefined || !partitions.has(partition);
  });
}

async function connect(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: notePartitions,
    allowAutoTopicCreation: false,
  });
  await producer.connect();
  return producer;
}

function isFatal(error: unknown): boolean {
  for (
    let current = error as { type?: string; cause?: unknown } | undefined;
    current;
    current = current.cause as typeof current
  ) {
    if (current.type && LOST_COUNT.has(current.type)) return true;
  }
  return false;
}
