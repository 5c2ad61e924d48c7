import type { Kafka, Message, PartitionMetadata, ProducerConfig } from 'kafkajs';
import type { Topic } from '../../../../schemas/topics.ts';
import type { Codecs } from '../../../../services/platform/kafka/avro/avro-codec.ts';
import { kafkajsClient } from '../../../../services/platform/kafka/clients/kafkajs/kafkajs-client.ts';
import { partitionOf } from '../../../../services/platform/kafka/partition-of-key.ts';
import type { Logger } from '../../../../services/platform/process/logger.ts';
import type { Metrics } from '../../../../services/platform/process/metrics.ts';
import { createProducer, type Producer } from '../../../../services/platform/kafka/produce.ts';

const PARTITIONS = 6;
const partitionMetadata = Array.from(
  { length: PARTITIONS },
  (_, partitionId) => ({ partitionId, leader: 0 }) as PartitionMetadata,
);

/**
 * kafkajs when leaders move between two attempts: it resolves, and says nothing of the partitions that it left out (tulios/kafkajs#1303).
 * @param leavesOut partitions, by call
 */
function forgetful(leavesOut: ReadonlyArray<readonly number[]>): { kafka: Kafka; sent: string[][] } {
  const sent: string[][] = [];
  const producer = ({ createPartitioner }: ProducerConfig) => {
    const choose = createPartitioner?.();
    return {
      connect: () => Promise.resolve(),
      send: ({ topic, messages }: { topic: string; messages: Message[] }) => {
        const left = leavesOut[sent.length] ?? [];
        const kept = messages
          .map((message) => ({ message, partition: choose?.({ topic, partitionMetadata, message }) ?? -1 }))
          .filter(({ partition }) => !left.includes(partition));
        sent.push(kept.map(({ message }) => String(message.value)));
        const partitions = [...new Set(kept.map(({ partition }) => partition))];
        return Promise.resolve(
          partitions.map((partition) => ({ topicName: topic, partition, errorCode: 0 })),
        );
      },
    };
  };
  return { kafka: { producer } as unknown as Kafka, sent };
}

const codecs = {
  for: () => Promise.resolve({ encode: (value: string) => Buffer.from(value) }),
} as unknown as Codecs;
const topic = { name: 't', keyOf: (value: string) => value } as unknown as Topic<string>;
const open = (kafka: Kafka): Promise<Producer> =>
  createProducer(kafkajsClient(kafka, { warn: () => undefined } as unknown as Logger), codecs, '', {
    count: () => undefined,
  } as unknown as Metrics);

const values = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
const lost = partitionOf('c', PARTITIONS);
const ofLost = values.filter((value) => partitionOf(value, PARTITIONS) === lost);

it('sends again what the client left out, that and nothing else, until it is acknowledged', async () => {
  const { kafka, sent } = forgetful([[lost], [lost]]);
  await (await open(kafka)).send(topic, values);
  expect(sent).toEqual([values.filter((value) => !ofLost.includes(value)), [], ofLost]);
});

it('does not say that a record is acknowledged when it never was', async () => {
  const { kafka } = forgetful(Array.from({ length: 9 }, () => [lost]));
  await expect((await open(kafka)).send(topic, values)).rejects.toThrow(
    `${ofLost.length} records for t were not acknowledged after 5 attempts`,
  );
});

it('sends all but a record that the broker would never take, and says which that is', async () => {
  const { kafka, sent } = forgetful([]);
  const huge = 'x'.repeat(1_000_000);
  await expect((await open(kafka)).send(topic, ['a', huge, 'b'])).rejects.toThrow(
    /^a record for t with key x{100}… has 2000000 bytes; at most 999800 can be published$/,
  );
  expect(sent.flat()).toEqual(['a', 'b']);
});
