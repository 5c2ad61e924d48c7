/**
 * kafkajs 2.2.4 makes an encoder and several buffers for each record that it writes: 12 to 16 µs a record, of
 * which each message has nine.
 */
// @ts-expect-error kafkajs declares no types for its inner modules; the types below say what is needed of these
import untypedEncoder from 'kafkajs/src/protocol/encoder.js';
// @ts-expect-error the same
import untypedChecksum from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
// @ts-expect-error the same
import untypedProduce from 'kafkajs/src/protocol/requests/produce/index.js';
import type { WrittenRecord } from '../contract.ts';
import { encodeBatch, type Checksum } from '../encode-batch.ts';

// This replaces what it writes into a request by a batch in one buffer, for versions 3 to 7 of the request (Kafka
// 0.11 and newer), whose bytes are the same.

type Encoder = {
  writeInt16(value: number): Encoder;
  writeInt32(value: number): Encoder;
  writeString(value: string | null): Encoder;
  writeBytes(value: Buffer): Encoder;
};
type Parameters = {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null;
  readonly compression?: number;
  readonly producerId: string | number | { toString(): string };
  readonly producerEpoch: number;
  readonly topicData: ReadonlyArray<{
    topic: string;
    partitions: ReadonlyArray<{ partition: number; firstSequence: number; messages: WrittenRecord[] }>;
  }>;
};
type Exchange = { request: { encode(): Promise<Encoder> }; response: unknown };
type Produce = { protocol(of: { version: number }): (parameters: Parameters) => Exchange };

const OLDEST = 3;
const checksum = untypedChecksum as Checksum;

let isReplaced = false;

/** Once, for all producers of the process. */
export function writeBatchesQuickly(): void {
  if (isReplaced) return;
  isReplaced = true;
  const produce = untypedProduce as Produce;
  const its = produce.protocol.bind(produce);
  produce.protocol = ({ version }) => {
    const exchangeOf = its({ version });
    if (version < OLDEST) return exchangeOf;
    return (parameters) => {
      const exchange = exchangeOf(parameters);
      if (isPlain(parameters)) exchange.request.encode = () => Promise.resolve(encode(parameters));
      return exchange;
    };
  };
}

/** As this project writes; what others give kafkajs in the same process (text, times, compression) it writes itself. */
const isPlain = ({ transactionalId, compression, topicData }: Parameters): boolean =>
  !transactionalId &&
  !compression &&
  topicData.every(({ partitions }) => partitions.every(({ messages }) => messages.every(isOfOurs)));

const isOfOurs = (record: WrittenRecord & { timestamp?: string }): boolean =>
  (record.value === null || Buffer.isBuffer(record.value)) &&
  record.timestamp === undefined &&
  (record.headers === undefined || !Object.values(record.headers).some(Array.isArray));

function encode({ acks, timeout, producerId, producerEpoch, topicData }: Parameters): Encoder {
  const id = BigInt(producerId.toString());
  const now = Date.now();
  const encoder = new (untypedEncoder as new () => Encoder)()
    .writeString(null)
    .writeInt16(acks)
    .writeInt32(timeout)
    .writeInt32(topicData.length);
  for (const { topic, partitions } of topicData) {
    encoder.writeString(topic).writeInt32(partitions.length);
    for (const { partition, firstSequence, messages } of partitions) {
      const producing = { producerId: id, epoch: producerEpoch, sequence: firstSequence };
      encoder
        .writeInt32(partition)
        .writeBytes(encodeBatch(messages, messages.map(keyOf), producing, now, checksum));
    }
  }
  return encoder;
}

const keyOf = ({ key }: WrittenRecord): Buffer | null =>
  typeof key === 'string' ? Buffer.from(key) : (key ?? null);
