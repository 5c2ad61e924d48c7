import { createRequire } from 'node:module';
import fc from 'fast-check';
import { groupingInPlace } from '../../../../../services/platform/kafka/clients/kafkajs/kafkajs-producer.ts';

type Message = { readonly key: number };
type Group = (of: {
  topic: string;
  partitionMetadata: readonly unknown[];
  messages: readonly Message[];
  partitioner: (of: { message: Message }) => number;
}) => Record<string, Message[]>;

const group = createRequire(process.cwd() + '/package.json')(
  'kafkajs/src/producer/groupMessagesPerPartition.js',
) as Group;

const groupsOf = (messages: readonly Message[], partitions: number): Record<string, Message[]> =>
  group({
    topic: 't',
    partitionMetadata: Array.from({ length: partitions }),
    messages,
    partitioner: ({ message }) => message.key % partitions,
  });

test('records that group themselves come into the same lists, in the same order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100)), fc.integer({ min: 1, max: 7 }), (keys, partitions) => {
      const messages = keys.map((key) => ({ key }));
      expect(groupsOf(groupingInPlace(messages), partitions)).toEqual(groupsOf(messages, partitions));
    }),
  );
});

test('a list is added to, not copied for each record', () => {
  const messages = groupingInPlace(Array.from({ length: 3 }, () => ({ key: 0 })));
  const seen = new Set<unknown>();
  messages.reduce<Record<string, Message[]>>((groups, message) => {
    seen.add(groups['0']);
    return { ...groups, 0: [...(groups['0'] ?? []), message] };
  }, {});
  expect([...seen]).toEqual([undefined]);
});

test('they are an array of the same records for everything else', () => {
  const messages = [{ key: 1 }, { key: 2 }];
  const grouping = groupingInPlace(messages);
  expect(grouping).toEqual(messages);
  expect(grouping.map(({ key }) => key)).toEqual([1, 2]);
  expect([...grouping]).toEqual(messages);
});
