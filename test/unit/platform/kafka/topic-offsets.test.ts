import type { Kafka } from 'kafkajs';
import { topicOffsets } from '../../../../services/platform/kafka/topic-offsets.ts';

/** What an admin client throws, in the order of the tries; then it answers. */
function kafkaThatThrows(...errors: Error[]): { kafka: Kafka; open: () => number; asked: () => number } {
  let asked = 0;
  let open = 0;
  const admin = () => ({
    connect: async () => void (open += 1),
    disconnect: async () => void (open -= 1),
    fetchTopicOffsets: async () => {
      const error = errors[asked++];
      if (error) throw error;
      return [{ partition: 0, low: '3', high: '9007199254740993', offset: '9007199254740993' }];
    },
  });
  return { kafka: { admin } as unknown as Kafka, open: () => open, asked: () => asked };
}

const answered = (type: string, retriable: boolean): Error =>
  Object.assign(new Error(type), { name: 'KafkaJSProtocolError', type, retriable });

test('a leader that is not known yet is asked for again', async () => {
  const given = kafkaThatThrows(
    answered('NOT_LEADER_FOR_PARTITION', true),
    answered('NOT_LEADER_FOR_PARTITION', true),
  );
  expect(await topicOffsets(given.kafka, 'commands')).toEqual([
    { partition: 0, low: 3n, high: 9007199254740993n },
  ]);
  expect(given.asked()).toBe(3);
  expect(given.open()).toBe(0);
});

test.each([
  ['a right that is missing', answered('TOPIC_AUTHORIZATION_FAILED', false)],
  // kafkajs has tried these for long
  [
    'a broker that is away',
    Object.assign(new Error('away'), { name: 'KafkaJSConnectionError', retriable: true }),
  ],
])('%s is told at once', async (_, error) => {
  const given = kafkaThatThrows(error);
  await expect(topicOffsets(given.kafka, 'commands')).rejects.toBe(error);
  expect(given.asked()).toBe(1);
  expect(given.open()).toBe(0);
});
