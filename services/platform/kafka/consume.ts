/**
 * At-least-once consuming in batches: decode, hand over, dead-letter what is unusable, commit only after the handler's effect is
 * durable. A failing handler pauses its partition and gets the same records again; it never sleeps and never loses the group.
 */
import type { Batch, Consumer as KafkaConsumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs';
import { topics, type Topic } from '../../../schemas/topics.ts';
import { atMost } from '../process/at-most.ts';
import { UndecodableRecord, type Codec, type Codecs } from './avro-codec.ts';
import { faultPoint } from '../process/fault-point.ts';
import type { Logger } from '../process/logger.ts';
import type { Metrics } from '../process/metrics.ts';
import { RetryLater, type DeadLetterVerdict } from './outcome.ts';
import { createPartitionProgress, type PartitionProgress } from './partition-progress.ts';
import type { Producer } from './produce.ts';

const MAX_BATCH = 1_000;
const HEARTBEAT_MS = 2_000;
const COMMIT_EVERY_MS = 200;
const FIRST_BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 5_000;
/** Without a broker a stop waits no longer: what is not committed comes again, and who does not leave its group is missed after a while. */
const COMMIT_AT_STOP_MS = 5_000;
const LEAVE_AT_STOP_MS = 5_000;

export type Received<V> = {
  readonly value: V;
  readonly partition: number;
  readonly offset: string;
  readonly timestampMs: number;
};

/**
 * Handles up to 1,000 records of one partition. When it resolves its effect is durable. What takes minutes calls `alive` now and
 * then, else the watchdog takes it for stuck. @throws RetryLater to be asked again
 */
export type Handler<V> = (
  records: ReadonlyArray<Received<V>>,
  alive: () => void,
) => Promise<readonly DeadLetterVerdict[] | void>;

export type ConsumerParts = {
  kafka: Kafka;
  codecs: Codecs;
  producer: Producer;
  namespace: string;
  service: string;
  metrics: Metrics;
  log: Logger;
  sessionMs: number;
  /** So many unusable records in a row mean a bad deploy, not bad data: no more is consumed until a restart. 0: never. */
  deadLettersBeforeStop: number;
};

export type ConsumerOptions<V> = {
  topic: Topic<V>;
  /** Instances of a group share the topic's partitions; a group of one's own hears everything. The topic's name is added. */
  groupId: string;
  handle: Handler<V>;
  /** Only records from now on (a listener), else from the first not yet handled. */
  fromNow?: boolean;
  /** What becomes of records that cannot be decoded: dead-letters, unless somebody only looks at a topic. */
  unusable?: 'dead-letter' | 'ignore';
  /** Partitions that are ours from now on, after a rebalance. */
  onAssigned?: (partitions: number[]) => void;
  /** All partitions are given back, before a rebalance. */
  onRevoked?: () => void;
};

export type Consumer = {
  /** Milliseconds for which records of some partition have waited without one being handled; 0 when caught up. */
  stalledMs: (now: number) => number;
  /** The offset behind the last record of a partition that was handled by this consumer; 0 before. */
  position(partition: number): bigint;
  /** True after too many unusable records in a row: it takes no more until the process is started again. */
  hasGivenUp(): boolean;
  stop(): Promise<void>;
};

/** Starts consuming; resolves when the group is joined. @throws when the topic or the broker is missing */
export async function startConsumer<V>(parts: ConsumerParts, options: ConsumerOptions<V>): Promise<Consumer> {
  const { kafka, namespace, log, metrics } = parts;
  const topicName = namespace + options.topic.name;
  const codec = await parts.codecs.for(options.topic);
  const consumer = kafka.consumer({
    // a group per topic: kafkajs's leader assigns its own topics to all members, so a group must not mix subscriptions
    groupId: `${namespace}${options.groupId}.${options.topic.name}`,
    sessionTimeout: parts.sessionMs,
    rebalanceTimeout: parts.sessionMs * 2,
    heartbeatInterval: HEARTBEAT_MS,
    maxWaitTimeInMs: 1_000,
    allowAutoTopicCreation: false,
    // a crash of the consumer is retried by kafkajs for ever; the watchdog ends the process if that does not help
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 20, restartOnFailure: async () => true },
  });

  const progress = createPartitionProgress();
  const backoff = new Map<number, number>();
  const positions = new Map<number, bigint>();
  const commits = createCommits(consumer, topicName, log);
  const joined = waitForJoin(consumer, options, topicName, commits, progress);
  const underWay = new Set<Promise<void>>();
  let deadInARow = 0;
  let hasGivenUp = false;
  let stopping = false;

  await consumer.connect();
  await consumer.subscribe({ topic: topicName, fromBeginning: !options.fromNow });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    // kafkajs fetches again only when every partition of the last fetch is done: none should wait for another's turn
    partitionsConsumedConcurrently: options.topic.partitions,
    eachBatch: (payload) => {
      const handling = handleBatch(payload).finally(() => underWay.delete(handling));
      underWay.add(handling);
      return handling;
    },
  });
  await joined;

  async function handleBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const beating = setInterval(() => void payload.heartbeat().catch(() => undefined), HEARTBEAT_MS);
    try {
      for (let start = 0; start < batch.messages.length; start += MAX_BATCH) {
        if (hasGivenUp || stopping) return void payload.pause();
        if (!payload.isRunning() || payload.isStale()) return;
        await handleSlice(payload, batch.messages.slice(start, start + MAX_BATCH));
      }
      backoff.delete(batch.partition);
    } catch (error) {
      pauseAfter(payload, error);
    } finally {
      clearInterval(beating);
    }
  }

  async function handleSlice(payload: EachBatchPayload, messages: KafkaMessage[]): Promise<void> {
    const { batch } = payload;
    noteLag(batch, messages);
    const { records, bad } = await decodeAll(codec, options.topic, batch.partition, messages);
    const endTimer = Date.now();
    const verdicts =
      records.length === 0
        ? []
        : ((await options.handle(
            records.map((record) => record.received),
            () => progress.alive(batch.partition, Date.now()),
          )) ?? []);
    metrics.observe('wac_handler_seconds', (Date.now() - endTimer) / 1_000, { topic: options.topic.name });
    for (const { index, code, message } of verdicts) {
      const record = records[index];
      if (record) bad.push({ message: record.message, code, reason: message });
    }
    await deadLetter(batch, bad);
    deadInARow = bad.length === messages.length ? deadInARow + bad.length : 0;
    const last = messages.at(-1);
    if (last) {
      await payload.heartbeat();
      payload.resolveOffset(last.offset);
      const next = BigInt(last.offset) + 1n;
      commits.note(batch.partition, next.toString());
      positions.set(batch.partition, next);
    }
    metrics.count('wac_records_consumed_total', { topic: options.topic.name }, messages.length);
    progress.handled(
      batch.partition,
      Number(batch.highWatermark) - Number(last?.offset ?? 0) - 1,
      Date.now(),
    );
    showLag();
    if (parts.deadLettersBeforeStop > 0 && deadInARow > parts.deadLettersBeforeStop) giveUp(payload);
  }

  /** Ending the process would be a crash loop that goes on diverting; the other topics of this process are not to blame. */
  function giveUp(payload: EachBatchPayload): void {
    if (hasGivenUp) return;
    hasGivenUp = true;
    progress.rests(payload.batch.partition, Infinity);
    payload.pause();
    metrics.set('wac_consumers_stopped', 1, { topic: options.topic.name });
    log.fatal(
      { topic: topicName, deadInARow },
      'nothing but unusable records: no more is consumed from this topic until a restart, instead of emptying it into dead letters',
    );
  }

  function noteLag(batch: Batch, messages: KafkaMessage[]): void {
    const first = messages[0];
    progress.took(batch.partition, Number(batch.highWatermark) - Number(first?.offset ?? 0), Date.now());
    const age = Math.max(0, Date.now() - Number(first?.timestamp ?? Date.now())) / 1_000;
    metrics.set('wac_consumer_lag_seconds', age, { topic: options.topic.name, group: options.groupId });
    showLag();
  }

  function showLag(): void {
    const labels = { topic: options.topic.name, group: options.groupId };
    const lag = progress.lag();
    metrics.set('wac_consumer_lag_records', lag, labels);
    if (lag === 0) metrics.set('wac_consumer_lag_seconds', 0, labels);
  }

  /** Back-pressure: the partition rests and its records come again. */
  function pauseAfter(payload: EachBatchPayload, error: unknown): void {
    const { partition } = payload.batch;
    const wanted = error instanceof RetryLater;
    const delay = wanted
      ? error.afterMs
      : Math.min(MAX_BACKOFF_MS, (backoff.get(partition) ?? FIRST_BACKOFF_MS / 2) * 2);
    if (wanted) progress.rests(partition, Date.now() + delay);
    else {
      backoff.set(partition, delay);
      metrics.count('wac_handler_failures_total', { topic: options.topic.name });
      log.error(
        { err: error, topic: topicName, partition, retryInMs: delay },
        'batch failed; it will be tried again',
      );
    }
    const resume = payload.pause();
    setTimeout(resume, delay).unref();
  }

  async function deadLetter(batch: Batch, bad: Unusable[]): Promise<void> {
    if (bad.length === 0 || options.unusable === 'ignore') return;
    log.warn(
      {
        topic: topicName,
        partition: batch.partition,
        count: bad.length,
        first: bad[0]?.code,
        reason: bad[0]?.reason,
      },
      'unusable records go to dead-letters',
    );
    await parts.producer.send(
      topics.deadLetters,
      bad.map(({ message, code, reason }) => ({
        topic: topicName,
        partition: batch.partition,
        offset: Number(message.offset),
        key: message.key,
        value: message.value,
        headers: headerBytes(message),
        errorCode: code,
        errorMessage: reason,
        service: parts.service,
        attempts: 1,
        at: Date.now(),
      })),
    );
    for (const { code } of bad) metrics.count('wac_dead_letters_total', { topic: options.topic.name, code });
  }

  async function leave(): Promise<void> {
    await consumer.stop();
    await consumer.disconnect();
  }

  return {
    stalledMs: progress.stalledMs,
    hasGivenUp: () => hasGivenUp,
    position: (partition) => positions.get(partition) ?? 0n,
    stop: async () => {
      stopping = true;
      await Promise.allSettled(underWay);
      // first: who has left the group may not commit any more
      await atMost(COMMIT_AT_STOP_MS, `committing offsets of ${topicName}`, commits.flush(), log);
      await atMost(LEAVE_AT_STOP_MS, `leaving the group on ${topicName}`, leave(), log);
    },
  };
}

type Commits = { note(partition: number, offset: string): void; flush(): Promise<void> };

/**
 * Offsets of durable work, committed a few times a second instead of once a batch. What is not committed when a process dies is
 * delivered again, which is harmless (invariant 4).
 */
function createCommits(consumer: KafkaConsumer, topic: string, log: Logger): Commits {
  const pending = new Map<number, string>();
  let timer: NodeJS.Timeout | undefined;
  const underWay = new Set<Promise<void>>();
  const commitPending = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const offsets = [...pending].map(([partition, offset]) => ({ topic, partition, offset }));
    pending.clear();
    if (offsets.length === 0) return;
    await faultPoint('consumer.commit.before');
    await consumer
      .commitOffsets(offsets)
      .catch((error: unknown) =>
        log.debug({ err: error, topic }, 'offsets were not committed; their records will come again'),
      );
    await faultPoint('consumer.commit.after');
  };
  /** Resolves when what was noted so far is committed, by an earlier flush or this one. */
  const flush = async (): Promise<void> => {
    const committing = commitPending().finally(() => underWay.delete(committing));
    underWay.add(committing);
    await Promise.all(underWay);
  };
  return {
    note(partition, offset) {
      pending.set(partition, offset);
      timer ??= setTimeout(() => void flush(), COMMIT_EVERY_MS);
    },
    flush,
  };
}

/** Of a name that stands there several times, the last one, as Kafka's own clients read it. */
function headerBytes({ headers }: KafkaMessage): Record<string, Buffer> {
  const found: Record<string, Buffer> = {};
  for (const [name, given] of Object.entries(headers ?? {})) {
    const value = Array.isArray(given) ? given.at(-1) : given;
    if (value !== undefined) found[name] = Buffer.isBuffer(value) ? value : Buffer.from(value);
  }
  return found;
}

type Unusable = { message: KafkaMessage; code: string; reason: string };

async function decodeAll<V>(codec: Codec<V>, topic: Topic<V>, partition: number, messages: KafkaMessage[]) {
  await codec.learn(messages.map((message) => message.value));
  const records: Array<{ received: Received<V>; message: KafkaMessage }> = [];
  const bad: Unusable[] = [];
  for (const message of messages) {
    try {
      const value = codec.decode(message.value);
      const reason = topic.faultOf?.(value) ?? null;
      if (reason !== null) {
        bad.push({ message, code: 'INVALID_VALUE', reason });
        continue;
      }
      records.push({
        received: { value, partition, offset: message.offset, timestampMs: Number(message.timestamp) },
        message,
      });
    } catch (error) {
      if (!(error instanceof UndecodableRecord)) throw error;
      bad.push({ message, code: error.code, reason: error.message });
    }
  }
  return { records, bad };
}

function waitForJoin<V>(
  consumer: KafkaConsumer,
  options: ConsumerOptions<V>,
  topicName: string,
  commits: Commits,
  progress: PartitionProgress,
): Promise<void> {
  consumer.on(consumer.events.REBALANCING, () => {
    void commits.flush(); // the old generation may still commit until the new one is made
    options.onRevoked?.();
  });
  consumer.on(consumer.events.CRASH, () => options.onRevoked?.());
  return new Promise((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const partitions = payload.memberAssignment[topicName] ?? [];
      progress.assigned(partitions, Date.now());
      options.onAssigned?.(partitions);
      resolve();
    });
  });
}
