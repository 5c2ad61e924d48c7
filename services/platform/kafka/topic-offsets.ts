/** How far a topic goes at present, asked over a connection of its own. */
import type { Kafka } from 'kafkajs';

/**
 * `low`: the first offset that is kept; `high`: the offset behind the last record. The same when there is
 * none.
 */
export type PartitionOffsets = { partition: number; low: bigint; high: bigint };

export async function topicOffsets(kafka: Kafka, topicName: string): Promise<PartitionOffsets[]> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topicName);
    return offsets.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }));
  } finally {
    await admin.disconnect();
  }
}
