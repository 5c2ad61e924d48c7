/** Messages of a batch → values for the handler, and unusable messages, each with the reason. */
import type { Topic } from '../../../../schemas/topics.ts';
import { UndecodableRecord, type Codec } from '../avro/avro-codec.ts';
import type { ReadRecord } from '../clients/contract.ts';
import type { Unusable } from '../handling/dead-letter.ts';
import { carryHeaders } from '../../tracing/batch-spans.ts';
import { isTracing } from '../../tracing/tracing.ts';
import { unreadableBatch } from './read-batches.ts';

export type Received<V> = {
  readonly value: V;
  readonly partition: number;
  readonly offset: string;
  readonly timestampMs: number;
};

export type Decoded<V> = {
  readonly records: ReadonlyArray<{ received: Received<V>; message: ReadRecord }>;
  readonly bad: readonly Unusable[];
};

/** @throws when the registry cannot be reached */
export async function decodeRecords<V>(
  codec: Codec<V>,
  topic: Topic<V>,
  partition: number,
  messages: readonly ReadRecord[],
): Promise<Decoded<V>> {
  await codec.learn(messages);
  const traces = isTracing();
  const records: Array<{ received: Received<V>; message: ReadRecord }> = [];
  const bad: Unusable[] = [];
  for (const message of messages) {
    const value = decodeOne(codec, topic, message);
    if ('unusable' in value) bad.push(value.unusable);
    else {
      const { offset, timestamp } = message;
      if (traces) carryHeaders(value.of, message.headers);
      records.push({
        received: { value: value.of, partition, offset, timestampMs: Number(timestamp) },
        message,
      });
    }
  }
  return { records, bad };
}

function decodeOne<V>(
  codec: Codec<V>,
  topic: Topic<V>,
  message: ReadRecord,
): { of: V } | { unusable: Unusable } {
  const batch = unreadableBatch(message);
  if (batch) {
    const reason = `a batch of ${batch.records} records up to this offset could not be unpacked: ${batch.reason}`;
    return { unusable: { message, code: 'UNREADABLE_BATCH', reason, bytes: batch.packed } };
  }
  try {
    const value = codec.decode(message);
    const reason = topic.faultOf?.(value) ?? null;
    return reason === null ? { of: value } : { unusable: { message, code: 'INVALID_VALUE', reason } };
  } catch (error) {
    if (!(error instanceof UndecodableRecord)) throw error;
    return { unusable: { message, code: error.code, reason: error.message } };
  }
}
