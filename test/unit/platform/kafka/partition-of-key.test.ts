import fc from 'fast-check';
import kafkajs from 'kafkajs';
import { murmur2, partitionOf } from '../../../../services/platform/kafka/partition-of-key.ts';

/** As kafkajs chooses it, whose partitioner is the Java client's. */
function chosenByKafkaJs(key: string | Buffer, partitions: number): number {
  const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
    ...{ partitionId, partitionErrorCode: 0, leader: 0, replicas: [], isr: [] },
  }));
  const choose = kafkajs.Partitioners.DefaultPartitioner();
  return choose({ topic: 't', partitionMetadata, message: { key, value: null } });
}

test('every key goes where the other producers put it', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.uuid()),
      fc.integer({ min: 1, max: 1_000 }),
      (key, partitions) => expect(partitionOf(key, partitions)).toBe(chosenByKafkaJs(key, partitions)),
    ),
    { numRuns: 1_000 },
  );
});

test('every key of bytes, too', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.integer({ min: 1, max: 100 }), (bytes, partitions) => {
      const key = Buffer.from(bytes);
      expect(partitionOf(key, partitions)).toBe(chosenByKafkaJs(key, partitions));
    }),
    { numRuns: 500 },
  );
});

// org.apache.kafka.common.utils.UtilsTest.testMurmur2
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
])('Kafka’s own example %s', (key, hash) => {
  expect(murmur2(Buffer.from(key))).toBe(hash);
});
