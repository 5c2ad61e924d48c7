/**
 * Handles one batch of a partition: decodes it, hands over up to 1,000 records at a time, dead-letters
 * unusable ones, and notes the offset when the effect is durable. If the handler fails, the partition is
 * paused and the records come again, finally one by one (isolate-poison.ts).
 */
import type { EachBatchPayload, KafkaMessage } from 'kafkajs';
import { topics, type Topic } from '../../../../schemas/topics.ts';
import type { Logger } from '../../process/logger.ts';
import type { Metrics } from '../../process/metrics.ts';
import type { Codec } from '../avro/avro-codec.ts';
import { deadLetterOf, type Unusable } from './dead-letter.ts';
import { decodeRecords, type Received } from '../fetch/decode-records.ts';
import { afterFailure, afterSuccess, TRIES, type Failures } from './isolate-poison.ts';
import { isLostInfrastructure } from './lost-infrastructure.ts';
import type { Commits } from './offset-commits.ts';
import { RetryLater, type DeadLetterVerdict } from '../outcome.ts';
import type { PartitionProgress } from '../partition-progress.ts';
import type { Producer } from '../produce.ts';

const MAX_BATCH = 1_000;
const HEARTBEAT_MS = 2_000;
const FIRST_BACKOFF_MS = 200;
const MAX_BACKOFF_MS = 5_000;

/**
 * Handles up to 1,000 records of one partition. When it resolves, its effect is durable. A handler that takes
 * minutes calls `alive` regularly, or the watchdog takes it for stuck. @throws RetryLater to get the records
 * again later
 */
export type Handler<V> = (
  records: ReadonlyArray<Received<V>>,
  alive: () => void,
) => Promise<readonly DeadLetterVerdict[] | void>;

export type BatchParts<V> = {
  topic: Topic<V>;
  /** Full name, with the namespace. */
  topicName: string;
  groupId: string;
  codec: Codec<V>;
  handle: Handler<V>;
  unusable: 'dead-letter' | 'ignore';
  deadLettersBeforeStop: number;
  service: string;
  producer: Producer;
  metrics: Metrics;
  log: Logger;
  progress: PartitionProgress;
  commits: Commits;
};

type Batches = {
  handle: (payload: EachBatchPayload) => Promise<void>;
  /** The offset behind the last record of a partition that was handled; 0 before. */
  position: (partition: number) => bigint;
  hasGivenUp: () => boolean;
  /** Stops taking up records; resolves when the work in progress has ended. */
  stop(): Promise<void>;
};

/** What is remembered of a partition. `outages`: failures in a row because of lost infrastructure. */
type PartitionState = { failures: Failures | null; outages: number; position: bigint };

export function createBatches<V>(parts: BatchParts<V>): Batches {
  const { topic, progress, commits, log, metrics } = parts;
  const states = new Map<number, PartitionState>();
  const underWay = new Set<Promise<void>>();
  const stopper = createStopper(parts);
  let isStopping = false;

  const stateOf = (partition: number): PartitionState => {
    let state = states.get(partition);
    if (!state) states.set(partition, (state = { failures: null, outages: 0, position: 0n }));
    return state;
  };

  async function handleBatch(payload: EachBatchPayload): Promise<void> {
    const { messages, partition } = payload.batch;
    const generation = commits.generation();
    const state = stateOf(partition);
    const beating = setInterval(() => void payload.heartbeat().catch(() => undefined), HEARTBEAT_MS);
    let slice: KafkaMessage[] = [];
    try {
      for (let start = 0; start < messages.length; start += slice.length) {
        if (isStopping || stopper.hasGivenUp()) return void payload.pause();
        if (!isOurs(payload, generation)) return;
        slice = messages.slice(start, start + Math.min(MAX_BATCH, state.failures?.limit ?? MAX_BATCH));
        await handleSlice(payload, slice);
        noteHandled(payload, slice, generation);
        if (!(await isStillMember(payload))) return;
      }
    } catch (error) {
      await failed(payload, slice, generation, error);
    } finally {
      clearInterval(beating);
    }
  }

  /** Not after a rebalance: the new owner reads the partition from the committed offset. */
  const isOurs = (payload: EachBatchPayload, generation: number): boolean =>
    payload.isRunning() && !payload.isStale() && generation === commits.generation();

  async function handleSlice(payload: EachBatchPayload, messages: KafkaMessage[]): Promise<void> {
    const { batch } = payload;
    showTaken(parts, payload, messages);
    const { records, bad } = await decodeRecords(parts.codec, topic, batch.partition, messages);
    const startMs = Date.now();
    const received = records.map((record) => record.received);
    const verdicts =
      received.length === 0
        ? []
        : ((await parts.handle(received, () => progress.alive(batch.partition, Date.now()))) ?? []);
    metrics.observe('wac_handler_seconds', (Date.now() - startMs) / 1_000, { topic: topic.name });
    const refused = verdicts.flatMap(({ index, code, message: reason }): Unusable[] => {
      const message = records[index]?.message;
      return message ? [{ message, code, reason }] : [];
    });
    await divert(payload, messages, [...bad, ...refused]);
  }

  async function divert(
    payload: EachBatchPayload,
    messages: KafkaMessage[],
    unusable: Unusable[],
  ): Promise<void> {
    await sendDeadLetters(parts, payload.batch.partition, unusable);
    if (stopper.isTooMuch(messages.length, unusable.length)) {
      progress.rests(payload.batch.partition, Infinity);
      payload.pause();
    }
  }

  function noteHandled(payload: EachBatchPayload, messages: KafkaMessage[], generation: number): void {
    const last = messages.at(-1);
    if (!last) return;
    const { partition, highWatermark } = payload.batch;
    const next = BigInt(last.offset) + 1n;
    payload.resolveOffset(last.offset);
    commits.note(payload, partition, next.toString(), generation);
    const state = stateOf(partition);
    state.position = next;
    state.outages = 0;
    state.failures = afterSuccess(state.failures, next - 1n);
    metrics.count('wac_records_consumed_total', { topic: topic.name }, messages.length);
    progress.handled(partition, Number(BigInt(highWatermark) - next), Date.now());
    showLag(parts);
  }

  async function failed(
    payload: EachBatchPayload,
    slice: KafkaMessage[],
    generation: number,
    error: unknown,
  ): Promise<void> {
    const { partition } = payload.batch;
    if (error instanceof RetryLater) {
      progress.rests(partition, Date.now() + error.afterMs);
      return rest(payload, error.afterMs);
    }
    metrics.count('wac_handler_failures_total', { topic: topic.name });
    const state = stateOf(partition);
    const last = slice.at(-1);
    let tries: number;
    if (!last || isLostInfrastructure(error)) tries = state.outages += 1;
    else {
      const next = afterFailure(state.failures, { count: slice.length, lastOffset: BigInt(last.offset) });
      state.failures = next.failures;
      if (next.poison && (await isDiverted(payload, last, error)))
        return noteHandled(payload, [last], generation);
      tries = next.failures.tries;
    }
    const delay = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.max(0, tries - 1));
    log.error(
      { err: error, topic: parts.topicName, partition, records: slice.length, retryInMs: delay },
      'batch failed; it will be retried',
    );
    rest(payload, delay);
  }

  /** @returns false when dead-letters cannot take it now: it is then retried like any other record */
  async function isDiverted(
    payload: EachBatchPayload,
    message: KafkaMessage,
    error: unknown,
  ): Promise<boolean> {
    const { offset } = message;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    log.error(
      { err: error, topic: parts.topicName, partition: payload.batch.partition, offset },
      'a record on which the handler always fails is dead-lettered',
    );
    try {
      await divert(payload, [message], [{ message, code: 'HANDLER_FAILED', reason, attempts: TRIES }]);
      return true;
    } catch (cause) {
      log.error({ err: cause, topic: parts.topicName, offset }, 'the record could not be dead-lettered');
      return false;
    }
  }

  return {
    handle(payload) {
      const handling = handleBatch(payload).finally(() => underWay.delete(handling));
      underWay.add(handling);
      return handling;
    },
    position: (partition) => states.get(partition)?.position ?? 0n,
    hasGivenUp: stopper.hasGivenUp,
    async stop() {
      isStopping = true;
      await Promise.allSettled(underWay);
    },
  };
}

/** A rebalance is not a failure: handled records are durable and noted, and kafkajs joins again by itself. */
const isStillMember = (payload: EachBatchPayload): Promise<boolean> =>
  payload.heartbeat().then(
    () => true,
    () => false,
  );

/** Back-pressure: the partition is paused, and its records come again. */
function rest(payload: EachBatchPayload, delayMs: number): void {
  const resume = payload.pause();
  setTimeout(resume, delayMs).unref();
}

type StopperParts = Pick<BatchParts<never>, 'topicName' | 'deadLettersBeforeStop' | 'metrics' | 'log'> & {
  topic: { name: string };
};

/**
 * Ending the process would be a crash loop that continues to dead-letter records; its other topics are not
 * affected.
 */
function createStopper({ topic, topicName, deadLettersBeforeStop, metrics, log }: StopperParts) {
  let inARow = 0;
  let hasGivenUp = false;
  return {
    hasGivenUp: () => hasGivenUp,
    isTooMuch(records: number, unusable: number): boolean {
      inARow = unusable === records ? inARow + unusable : 0;
      if (deadLettersBeforeStop === 0 || inARow <= deadLettersBeforeStop || hasGivenUp) return hasGivenUp;
      hasGivenUp = true;
      metrics.set('wac_consumers_stopped', 1, { topic: topic.name });
      log.fatal(
        { topic: topicName, deadInARow: inARow },
        'too many unusable records in a row: consuming this topic stops until a restart, so that the topic is not emptied into dead letters',
      );
      return true;
    },
  };
}

type Shown = Pick<BatchParts<never>, 'topic' | 'groupId' | 'metrics' | 'progress'>;

function showTaken(parts: Shown, { batch }: EachBatchPayload, messages: KafkaMessage[]): void {
  const [first] = messages;
  parts.progress.took(batch.partition, Number(batch.highWatermark) - Number(first?.offset ?? 0), Date.now());
  const age = Math.max(0, Date.now() - Number(first?.timestamp ?? Date.now())) / 1_000;
  const labels = { topic: parts.topic.name, group: parts.groupId };
  parts.metrics.set('wac_consumer_lag_seconds', age, labels);
  showLag(parts);
}

function showLag({ topic, groupId, metrics, progress }: Shown): void {
  const labels = { topic: topic.name, group: groupId };
  const lag = progress.lag();
  metrics.set('wac_consumer_lag_records', lag, labels);
  if (lag === 0) metrics.set('wac_consumer_lag_seconds', 0, labels);
}

async function sendDeadLetters(
  {
    topic,
    topicName,
    unusable,
    service,
    producer,
    metrics,
    log,
  }: Omit<BatchParts<never>, 'codec' | 'handle'>,
  partition: number,
  bad: readonly Unusable[],
): Promise<void> {
  const [first] = bad;
  if (!first || unusable === 'ignore') return;
  log.warn(
    { topic: topicName, partition, count: bad.length, first: first.code, reason: first.reason.slice(0, 500) },
    'unusable records go to dead-letters',
  );
  const origin = { topic: topicName, partition, service, at: Date.now() };
  await producer.send(
    topics.deadLetters,
    bad.map((record) => deadLetterOf(record, origin)),
  );
  for (const { code } of bad) metrics.count('wac_dead_letters_total', { topic: topic.name, code });
}
