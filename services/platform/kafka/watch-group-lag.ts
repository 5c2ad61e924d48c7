/**
 * What the broker itself says of our consumer groups: how far each has committed, and how much lies behind that. It is true whatever the
 * consumers believe, also when one of them has gone without a word.
 */
import type { Admin, Kafka } from 'kafkajs';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import { repeat, type Repeating } from '../process/repeat.ts';

const EVERY_MS = 15_000;

export type WatchedGroup = {
  /** Whole names, with the namespace. */
  readonly group: string;
  readonly topicName: string;
  /** As metrics call it. */
  readonly labels: { readonly topic: string; readonly group: string };
};

export type GroupLag = {
  watch(watched: WatchedGroup): void;
  stop(): Promise<void>;
};

export function watchGroupLag(kafka: Kafka, metrics: Metrics, log: Logger): GroupLag {
  const watched: WatchedGroup[] = [];
  // an outage of the broker is told by others: one try, and again the next time
  const admin = kafka.admin({ retry: { retries: 1 } });
  let isConnected = false;
  let asking: Repeating | undefined;

  async function ask(): Promise<void> {
    try {
      if (!isConnected) await admin.connect();
      isConnected = true;
      for (const one of watched) {
        const { lag, committed } = await lagOf(admin, one);
        metrics.set('wac_group_lag_records', lag, one.labels);
        metrics.set('wac_group_committed_offset', committed, one.labels);
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
async function lagOf(
  admin: Admin,
  { group, topicName }: WatchedGroup,
): Promise<{ lag: number; committed: number }> {
  const [[offsets], ends] = await Promise.all([
    admin.fetchOffsets({ groupId: group, topics: [topicName] }),
    admin.fetchTopicOffsets(topicName),
  ]);
  let lag = 0;
  let committed = 0;
  for (const { partition, low, high } of ends) {
    const found = offsets?.partitions.find((one) => one.partition === partition)?.offset ?? '-1';
    const from = Math.max(Number(found), Number(low));
    committed += Math.max(0, Number(found));
    lag += Math.max(0, Number(high) - from);
  }
  return { lag, committed };
}
