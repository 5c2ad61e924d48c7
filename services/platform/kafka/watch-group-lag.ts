/**
 * What the broker says about our consumer groups: how far each has committed, and how many records follow. It
 * does not depend on the consumers, so it is right even when one of them has vanished.
 */
import type { Admin, Kafka } from 'kafkajs';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import { repeat, type Repeating } from '../process/repeat.ts';

const EVERY_MS = 15_000;

export type WatchedGroup = {
  /** Full names, with the namespace. */
  readonly group: string;
  readonly topicName: string;
  /** Topic name as metrics show it. */
  readonly labels: { readonly topic: string; readonly group: string };
};

export type GroupLag = {
  watch(watched: WatchedGroup): void;
  stop(): Promise<void>;
};

export function watchGroupLag(kafka: Kafka, metrics: Metrics, log: Logger): GroupLag {
  const watched: WatchedGroup[] = [];
  // other alerts report an outage of the broker: one try here, and the next at the next interval
  const admin = kafka.admin({ retry: { retries: 1 } });
  let isConnected = false;
  let asking: Repeating | undefined;

  async function ask(): Promise<void> {
    try {
      if (!isConnected) await admin.connect();
      isConnected = true;
      for (const group of watched) {
        const { lag, committed, retentionUsed } = await lagOf(admin, group);
        metrics.set('wac_group_lag_records', lag, group.labels);
        metrics.set('wac_group_committed_offset', committed, group.labels);
        metrics.set('wac_group_retention_used_ratio', retentionUsed, group.labels);
      }
    } catch (error) {
      log.debug({ err: error }, 'the broker does not say how far groups are');
    }
  }

  return {
    watch(one) {
      watched.push(one);
      asking ??= repeat('asking the broker how far groups are', EVERY_MS, ask, log);
    },
    async stop() {
      await asking?.stop();
      if (isConnected) await admin.disconnect();
    },
  };
}

/** @returns sums over all partitions; what was never committed counts from the first record that is there */
async function lagOf(admin: Admin, { group, topicName }: WatchedGroup): Promise<GroupPosition> {
  const [[offsets], ends] = await Promise.all([
    admin.fetchOffsets({ groupId: group, topics: [topicName] }),
    admin.fetchTopicOffsets(topicName),
  ]);
  const committedOf = (partition: number): number =>
    Number(offsets?.partitions.find((entry) => entry.partition === partition)?.offset ?? '-1');
  return positionOf(
    ends.map(({ partition, low, high }) => ({
      ...{ low: Number(low), high: Number(high), committed: committedOf(partition) },
    })),
  );
}

/** `committed` -1: never. */
export type PartitionOffsets = { readonly low: number; readonly high: number; readonly committed: number };
export type GroupPosition = {
  readonly lag: number;
  readonly committed: number;
  /** Of the worst partition that deletes already: the unread share of what it keeps. */
  readonly retentionUsed: number;
};

export function positionOf(partitions: readonly PartitionOffsets[]): GroupPosition {
  let [lag, committed, retentionUsed] = [0, 0, 0];
  for (const offsets of partitions) {
    const unread = Math.max(0, offsets.high - Math.max(offsets.committed, offsets.low));
    lag += unread;
    committed += Math.max(0, offsets.committed);
    const kept = offsets.high - offsets.low;
    if (offsets.low > 0 && kept > 0) retentionUsed = Math.max(retentionUsed, unread / kept);
  }
  return { lag, committed, retentionUsed };
}
