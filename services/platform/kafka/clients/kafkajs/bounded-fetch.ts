/**
 * kafkajs 2.2.4 unpacks a whole fetch response at once, however large it becomes, reads only gzip, and stops
 * permanently at a batch that it cannot unpack.
 */
// @ts-expect-error kafkajs declares no types for its inner modules; the two below say what is needed of these
import untypedDecoder from 'kafkajs/src/protocol/decoder.js';
// @ts-expect-error the same
import untypedResponse from 'kafkajs/src/protocol/requests/fetch/v11/response.js';
import { readBatches, RESPONSE_BYTES, type Budget, type FetchedRecord } from '../../fetch/read-batches.ts';

// This replaces its reader with a bounded one, for version 11 of the request (Kafka 2.3 and newer).

type Decoder = {
  readInt16(): number;
  readInt32(): number;
  readInt64(): bigint;
  readString(): string;
  readBytes(): Buffer | null;
  readArray<T>(read: (decoder: Decoder) => T): T[];
  readArrayAsync<T>(read: (decoder: Decoder) => Promise<T>): Promise<T[]>;
};
type Response = { decode(bytes: Buffer): Promise<unknown> };

/** Once, for all consumers of the process. */
export function boundFetches(): void {
  (untypedResponse as Response).decode = decode;
}

async function decode(bytes: Buffer): Promise<unknown> {
  const decoder = new (untypedDecoder as new (bytes: Buffer) => Decoder)(bytes);
  const budget: Budget = { bytes: RESPONSE_BYTES };
  return {
    // the broker has not delayed this answer: it expects the client to wait this long before the next request
    throttleTime: 0,
    clientSideThrottleTime: decoder.readInt32(),
    errorCode: decoder.readInt16(),
    sessionId: decoder.readInt32(),
    responses: await decoder.readArrayAsync(async (topic) => ({
      topicName: topic.readString(),
      partitions: await topic.readArrayAsync((partition) => decodePartition(partition, budget)),
    })),
  };
}

async function decodePartition(decoder: Decoder, budget: Budget) {
  return {
    partition: decoder.readInt32(),
    errorCode: decoder.readInt16(),
    highWatermark: decoder.readInt64().toString(),
    lastStableOffset: decoder.readInt64().toString(),
    lastStartOffset: decoder.readInt64().toString(),
    abortedTransactions: decoder.readArray((transaction) => ({
      producerId: transaction.readInt64().toString(),
      firstOffset: transaction.readInt64().toString(),
    })),
    preferredReadReplica: decoder.readInt32(),
    messages: await decodeMessages(decoder, budget),
  };
}

const decodeMessages = (decoder: Decoder, budget: Budget): Promise<FetchedRecord[]> | FetchedRecord[] => {
  const bytes = decoder.readBytes();
  return bytes ? readBatches(bytes, budget) : [];
};
