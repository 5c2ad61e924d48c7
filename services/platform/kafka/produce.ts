/**
 * Idempotent producing in batches: acknowledged by all replicas, at most 1,000 records and 500 KB a request.
 * A record that the broker never accepts does not keep the others from being sent.
 */
import type { Topic } from '../../../schemas/topics.ts';
import type { Codecs } from './avro/avro-codec.ts';
import type { KafkaClient, WrittenRecord } from './clients/contract.ts';
import { USUAL_RECORD_BYTES } from './topic-faults.ts';
import type { Metrics } from '../process/metrics.ts';
import { sendInSpan } from '../tracing/batch-spans.ts';
import { isTracing } from '../tracing/tracing.ts';
import { isMissingRight, Refusal, RIGHTS, rightsAnswer } from '../process/refusal.ts';

const MAX_RECORDS = 1_000;
/** One send() makes one record batch per partition, and the broker always refuses a batch above 1 MB. */
const MAX_BYTES = 500_000;
/** What the broker counts besides key and value: the header of the batch and the numbers of the record. */
const OVERHEAD_BYTES = 200;
const SHOWN_KEY = 100;

/** A record is larger than its topic allows. All others of the same send were sent. */
export class RecordTooLarge extends Error {}

export type Producer = {
  /**
   * Resolves when the broker has acknowledged all values, in order per key. @throws when it did not; sending
   * again is harmless
   * @throws RecordTooLarge when all were acknowledged except those that are too large
   */
  send<V>(topic: Topic<V>, values: readonly V[]): Promise<void>;
  /**
   * The same for records as raw bytes, e.g. of another version. @param topicName full name, with the
   * namespace
   */
  sendBytes(topicName: string, records: readonly BytesRecord[]): Promise<void>;
  disconnect(): Promise<void>;
};

/** `partition`: the partition for a record without a key. */
export type BytesRecord = {
  key: Buffer | null;
  value: Buffer | null;
  headers: Record<string, Buffer>;
  partition: number;
};

/** @param namespace prefix of topic names */
export async function createProducer(
  client: KafkaClient,
  codecs: Codecs,
  namespace: string,
  metrics: Metrics,
): Promise<Producer> {
  const producer = await client.produce().catch((error: unknown) => {
    throw lackOfRights(error, 'any topic') ?? error;
  });

  async function sendAll(topicName: string, records: WrittenRecord[]): Promise<void> {
    try {
      await producer.send(topicName, records);
    } catch (error) {
      throw lackOfRights(error, topicName) ?? error;
    }
  }

  async function sendValues<V>(
    topic: Topic<V>,
    values: readonly V[],
    headersOf?: (value: V) => Record<string, string> | undefined,
  ): Promise<void> {
    const codec = await codecs.for(topic);
    const tooLarge: Encoded[] = [];
    const limit = (topic.maxRecordBytes ?? USUAL_RECORD_BYTES) - OVERHEAD_BYTES;
    const encode = (value: V): Encoded => {
      const headers = headersOf?.(value);
      return { key: topic.keyOf(value), value: codec.encode(value), ...(headers ? { headers } : {}) };
    };
    for (const messages of chunks(values, encode, limit, tooLarge)) {
      await sendAll(namespace + topic.name, messages);
      metrics.count('wac_records_produced_total', { topic: topic.name }, messages.length);
    }
    const [first] = tooLarge;
    if (!first) return;
    const shown = first.key.length > SHOWN_KEY ? `${first.key.slice(0, SHOWN_KEY)}…` : first.key;
    throw new RecordTooLarge(
      `a record for ${topic.name} with key ${shown} has ${sizeOf(first)} bytes; at most ${limit} can be published`,
    );
  }

  return {
    async send<V>(topic: Topic<V>, values: readonly V[]) {
      if (values.length === 0) return;
      if (isTracing()) return sendInSpan(topic, values, (headersOf) => sendValues(topic, values, headersOf));
      return sendValues(topic, values);
    },
    async sendBytes(topicName, records) {
      // one by one: they may be as large as the broker accepts, and raw bytes are not urgent
      for (const { key, value, headers, partition } of records)
        await sendAll(topicName, [{ key, value, headers, ...(key === null ? { partition } : {}) }]);
    },
    disconnect: () => producer.disconnect(),
  };
}

const lackOfRights = (error: unknown, what: string): Refusal | null =>
  isMissingRight(error)
    ? new Refusal(`Kafka does not let this process write ${what} (${rightsAnswer(error)}); ${RIGHTS}`, {
        cause: error,
      })
    : null;

type Encoded = { key: string; value: Buffer; headers?: Record<string, string> };

const sizeOf = ({ key, value, headers }: Encoded): number =>
  Buffer.byteLength(key) + value.length + (headers ? bytesOf(headers) : 0);

const bytesOf = (headers: Record<string, string>): number =>
  Object.entries(headers).reduce((bytes, [name, text]) => bytes + name.length + text.length + 2, 0);

/** @param tooLarge collects records that are larger than `limit` bytes; they are in no chunk */
function* chunks<V>(
  values: readonly V[],
  encode: (value: V) => Encoded,
  limit: number,
  tooLarge: Encoded[],
): Generator<Encoded[]> {
  let chunk: Encoded[] = [];
  let bytes = 0;
  for (const value of values) {
    const message = encode(value);
    const size = sizeOf(message);
    if (size > limit) {
      tooLarge.push(message);
      continue;
    }
    if (chunk.length === MAX_RECORDS || (chunk.length > 0 && bytes + size > MAX_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(message);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}
