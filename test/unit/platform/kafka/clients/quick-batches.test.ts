/** The request that kafkajs writes, byte by byte, with its own encoder and with ours. */
// @ts-expect-error kafkajs declares no types for its inner modules
import untypedV3 from 'kafkajs/src/protocol/requests/produce/v3/request.js';
// @ts-expect-error the same
import untypedProduce from 'kafkajs/src/protocol/requests/produce/index.js';
import fc from 'fast-check';
import { writeBatchesQuickly } from '../../../../../services/platform/kafka/clients/kafkajs/quick-batches.ts';

type Request = { encode(): Promise<{ buffer: Buffer }> };
type Parameters = Record<string, unknown>;
const itsOwn = untypedV3 as (parameters: Parameters) => Request;
const produce = untypedProduce as {
  protocol(of: { version: number }): (parameters: Parameters) => { request: Request };
};

beforeAll(() => {
  jest.useFakeTimers({ now: 1_790_000_000_000 });
  writeBatchesQuickly();
});
afterAll(() => void jest.useRealTimers());

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array));
const message = fc.record({
  key: fc.oneof(fc.constant(null), bytes, fc.string()),
  value: fc.option(bytes),
  headers: fc.option(
    fc.dictionary(
      fc.string({ minLength: 1, maxLength: 20 }).filter((name) => name !== '__proto__'),
      fc.oneof(bytes, fc.string()),
    ),
    { nil: undefined },
  ),
});
const partitions = fc.array(
  fc.record({
    partition: fc.nat(50),
    firstSequence: fc.nat(2 ** 31 - 1),
    messages: fc.array(message, { minLength: 1, maxLength: 60 }),
  }),
  { minLength: 1, maxLength: 4 },
);
const parametersOf = (topicData: unknown): Parameters => ({
  ...{ acks: -1, timeout: 30_000, producerId: '1099511627777', producerEpoch: 3, topicData },
});

/**
 * The leader epoch of a batch is the broker's to write: kafkajs says 0 there, Kafka's own producer and ours say -1
 * (none).
 */
function withoutLeaderEpochs(request: Buffer): Buffer {
  const bytes = Buffer.from(request);
  let at = 2 + 2 + 4 + 4; // no transaction, acknowledgements, timeout, one topic
  at += 2 + bytes.readInt16BE(at);
  let left = bytes.readInt32BE(at);
  for (at += 4; left > 0; left -= 1) {
    const size = bytes.readInt32BE(at + 4);
    bytes.writeInt32BE(-1, at + 8 + 12);
    at += 8 + size;
  }
  return bytes;
}

test('ours are the bytes of kafkajs', async () => {
  await fc.assert(
    fc.asyncProperty(partitions, fc.constantFrom(3, 7), async (of, version) => {
      const parameters = parametersOf([{ topic: 'message-statuses', partitions: of }]);
      const { request } = produce.protocol({ version })(parameters);
      const [ours, its] = await Promise.all([request.encode(), itsOwn(parameters).encode()]);
      expect(ours.buffer.equals(its.buffer)).toBe(false); // they are ours
      expect(withoutLeaderEpochs(ours.buffer).equals(withoutLeaderEpochs(its.buffer))).toBe(true);
    }),
  );
});

test.each([
  ['text', { key: 'a', value: 'text' }],
  ['a time of its own', { key: 'a', value: Buffer.from('v'), timestamp: '1790000000001' }],
  ['several headers of one name', { key: 'a', value: null, headers: { a: ['1', '2'] } }],
])('%s is left to kafkajs', async (_, message) => {
  const parameters = parametersOf([
    { topic: 't', partitions: [{ partition: 0, firstSequence: 0, messages: [message] }] },
  ]);
  const { request } = produce.protocol({ version: 7 })(parameters);
  expect((await request.encode()).buffer.equals((await itsOwn(parameters).encode()).buffer)).toBe(true);
});
