/**
 * What the broker says about our consumer groups: how far each has committed, and how many records follow. It
 * does not depend on the consumers, so it is right even when one of them has vanished.
 */
import type { Admin, Kafka } from 'kafkajs';
import { inTime } from '../process/in-time.ts';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';

/** However many ask us, the broker is asked as seldom as this. */
const EVERY_MS = 10_000;
/** So long a scrape waits; what comes later is in the next one. */
const WAIT_MS = 1_000;

export type WatchedGroup = {
  /** Full names, with the namespace. */
  readonly group: string;
  readonly topicName: string;
  /** Topic name as metrics show it. */
  readonly labels: { readonly topic: string; readonly group: string };
};

export type GroupLag = {
  /** From now on each scrape shows it. */
  watch(watched: WatchedGroup): void;
  stop(): Promise<void>;
};

/** Asked when somebody scrapes: a process that nobody watches asks nothing. */
export function watchGroupLag(kafka: Kafka, metrics: Metrics, log: Logger): GroupLag {
  const watched: WatchedGroup[] = [];
  // other alerts report an outage of the broker: one try here, and the next at the next scrape
  const admin = kafka.admin({ retry: { retries: 1 } });
  let isConnected = false;
  let isStopped = false;
  let asking: Promise<void> | undefined;
  let askedAtMs = -Infinity;

  async function ask(): Promise<void> {
    try {
      if (!isConnected) await admin.connect();
      isConnected = true;
      const ends = new Map<string, Promise<Ends>>();
      for (const group of watched) {
        const { topicName } = group;
        const end = ends.get(topicName) ?? admin.fetchTopicOffsets(topicName);
        ends.set(topicName, end);
        const { lag, committed, retentionUsed } = await lagOf(admin, group, end);
        metrics.set('wac_group_lag_records', lag, group.labels);
        metrics.set('wac_group_committed_offset', committed, group.labels);
        metrics.set('wac_group_retention_used_ratio', retentionUsed, group.labels);
      }
    } catch (error) {
      log.debug({ err: error }, 'the broker does not say how far groups are');
    }
  }

  metrics.beforeScrape(async () => {
    if (watched.length === 0 || isStopped) return;
    if (!asking && performance.now() - askedAtMs >= EVERY_MS) {
      askedAtMs = performance.now();
      asking = ask().finally(() => (asking = undefined));
    }
    if (asking) await inTime(asking, WAIT_MS, () => new Error('late')).catch(() => undefined);
  });
  return {
    watch: (one) => void watched.push(one),
    async stop() {
      isStopped = true;
      await asking;
      if (isConnected) await admin.disconnect();
    },
  };
}

type Ends = Awaited<ReturnType<Admin['fetchTopicOffsets']>>;

/** @returns sums over all partitions; what was never committed counts from the first record that is there */
async function lagOf(
  admin: Admin,
  { group, topicName }: WatchedGroup,
  ofTopic: Promise<Ends>,
): Promise<GroupPosition> {
  const [[offsets], ends] = await Promise.all([
    admin.fetchOffsets({ groupId: group, topics: [topicName] }),
    ofTopic,
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
