/** How far a topic goes at present, asked over a connection of its own. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Admin, Kafka } from 'kafkajs';

/**
 * `low`: the first offset that is kept; `high`: the offset behind the last record. The same when there is
 * none.
 */
export type PartitionOffsets = { partition: number; low: bigint; high: bigint };

/** A topic that was just made, or whose leader moves, has no leader for a moment. */
const RETRY_AFTER_MS = [100, 200, 400, 800, 1_600, 3_200];

/** @throws what the broker answers, when it stays so for some seconds */
export async function topicOffsets(kafka: Kafka, topicName: string): Promise<PartitionOffsets[]> {
  const offsets = await ask(kafka, (admin) => admin.fetchTopicOffsets(topicName));
  return offsets.map(({ partition, low, high }) => ({ partition, low: BigInt(low), high: BigInt(high) }));
}

/**
 * Partition → its first record that was written at this time or later, or the offset behind its last one. @throws
 * as topicOffsets
 */
export async function offsetsSince(
  kafka: Kafka,
  topicName: string,
  sinceMs: number,
): Promise<Map<number, bigint>> {
  const offsets = await ask(kafka, (admin) => admin.fetchTopicOffsetsByTimestamp(topicName, sinceMs));
  return new Map(offsets.map(({ partition, offset }) => [partition, BigInt(offset)]));
}

async function ask<T>(kafka: Kafka, question: (admin: Admin) => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await askOnce(kafka, question);
    } catch (error) {
      const waitMs = RETRY_AFTER_MS[tries];
      if (waitMs === undefined || !passes(error)) throw error;
      await delay(waitMs);
    }
  }
}

/** A connection knows the leaders from its start: each try makes its own. */
async function askOnce<T>(kafka: Kafka, question: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    return await question(admin);
  } finally {
    await admin.disconnect();
  }
}

/** The broker's own answers that pass; of these kafkajs tries only an unknown topic again by itself. */
const passes = (error: unknown): boolean =>
  error instanceof Error &&
  error.name === 'KafkaJSProtocolError' &&
  (error as Error & { retriable?: boolean }).retriable === true;
