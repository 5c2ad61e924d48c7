/**
 * Handles one batch of a partition: decodes it, hands over up to 1,000 records at a time, dead-letters
 * unusable ones, and notes the offset when the effect is durable.
 */
import type { Topic } from '../../../../schemas/topics.ts';
import type { Logger } from '../../process/logger.ts';
import type { Metrics } from '../../process/metrics.ts';
import { refusalIn } from '../../process/refusal.ts';
import { processInSpan } from '../../tracing/batch-spans.ts';
import { isTracing } from '../../tracing/tracing.ts';
import type { Codec } from '../avro/avro-codec.ts';
import type { Batch, ReadRecord } from '../clients/contract.ts';
import type { Unusable } from './dead-letter.ts';
import { sendDeadLetters } from './send-dead-letters.ts';
import { createStopper, type Stopper } from './stop-diverting.ts';
import { decodeRecords, type Received } from '../fetch/decode-records.ts';
import { afterFailure, afterSuccess, TRIES, type Failures } from './isolate-poison.ts';
import { isLostInfrastructure } from './lost-infrastructure.ts';
import type { Commits } from './offset-commits.ts';
import { RetryLater, type DeadLetterVerdict } from '../outcome.ts';
import type { PartitionProgress } from '../partition-progress.ts';
import type { Producer } from '../produce.ts';

// If the handler fails, the partition is paused and the records come again, finally one by one
// (isolate-poison.ts).

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
  /** Called when the process is refused what it needs: it must end, with its records unhandled. */
  broke: (error: Error) => void;
};

type Batches = {
  handle: (batch: Batch) => Promise<void>;
  /** The offset behind the last record of a partition that was handled; 0 before. */
  position: (partition: number) => bigint;
  hasGivenUp: () => boolean;
  /** Stops taking up records; resolves when the work in progress has ended. */
  stop(): Promise<void>;
};

/** What is remembered of a partition. `outages`: failures in a row because of lost infrastructure. */
type PartitionState = { failures: Failures | null; outages: number; position: bigint };

/** All batches of one consumer. */
type State<V> = {
  readonly parts: BatchParts<V>;
  readonly partitions: Map<number, PartitionState>;
  readonly underWay: Set<Promise<void>>;
  readonly stopper: Stopper;
  isStopping: boolean;
};

export function createBatches<V>(parts: BatchParts<V>): Batches {
  const stopper = createStopper(parts);
  const state: State<V> = {
    parts,
    partitions: new Map(),
    underWay: new Set(),
    stopper,
    isStopping: false,
  };
  return {
    handle(batch) {
      const handling = handleBatch(state, batch).finally(() => state.underWay.delete(handling));
      state.underWay.add(handling);
      return handling;
    },
    position: (partition) => state.partitions.get(partition)?.position ?? 0n,
    hasGivenUp: stopper.hasGivenUp,
    async stop() {
      state.isStopping = true;
      await Promise.allSettled(state.underWay);
    },
  };
}

function stateOf<V>({ partitions }: State<V>, partition: number): PartitionState {
  let state = partitions.get(partition);
  if (!state) partitions.set(partition, (state = { failures: null, outages: 0, position: 0n }));
  return state;
}

async function handleBatch<V>(state: State<V>, batch: Batch): Promise<void> {
  const { records: messages, partition } = batch;
  const { commits } = state.parts;
  const generation = commits.generation();
  const partitionState = stateOf(state, partition);
  const beating = setInterval(() => void batch.heartbeat().catch(() => undefined), HEARTBEAT_MS);
  let slice: ReadRecord[] = [];
  try {
    for (let start = 0; start < messages.length; start += slice.length) {
      if (state.isStopping || state.stopper.hasGivenUp()) return void batch.pause();
      if (!isOurs(batch, commits, generation)) return;
      const size = Math.min(MAX_BATCH, partitionState.failures?.limit ?? MAX_BATCH);
      slice = messages.slice(start, start + size);
      await handleSlice(state, batch, slice);
      noteHandled(state, batch, slice, generation);
      if (!(await isStillMember(batch))) return;
    }
  } catch (error) {
    await failed(state, batch, slice, generation, error);
  } finally {
    clearInterval(beating);
  }
}

/** Not after a rebalance: the new owner reads the partition from the committed offset. */
const isOurs = (batch: Batch, commits: Commits, generation: number): boolean =>
  batch.isOurs() && generation === commits.generation();

async function handleSlice<V>(state: State<V>, batch: Batch, messages: ReadRecord[]): Promise<void> {
  const { parts } = state;
  const { topic, metrics } = parts;
  showTaken(parts, batch, messages);
  const { records, bad } = await decodeRecords(parts.codec, topic, batch.partition, messages);
  const startMs = Date.now();
  const received = records.map((record) => record.received);
  const verdicts =
    received.length === 0 ? [] : ((await handleInSpan(parts, batch.partition, received)) ?? []);
  metrics.observe('wac_handler_seconds', (Date.now() - startMs) / 1_000, { topic: topic.name });
  const refused = verdicts.flatMap(({ index, code, message: reason }): Unusable[] => {
    const message = records[index]?.message;
    return message ? [{ message, code, reason }] : [];
  });
  await divert(state, batch, messages, [...bad, ...refused]);
}

function handleInSpan<V>(
  { handle, progress, topicName, groupId }: BatchParts<V>,
  partition: number,
  received: ReadonlyArray<Received<V>>,
): ReturnType<Handler<V>> {
  const work = (): ReturnType<Handler<V>> => handle(received, () => progress.alive(partition, Date.now()));
  return isTracing() ? processInSpan({ topicName, group: groupId, partition }, received, work) : work();
}

async function divert<V>(
  { parts, stopper }: State<V>,
  batch: Batch,
  messages: ReadRecord[],
  unusable: Unusable[],
): Promise<void> {
  await sendDeadLetters(parts, batch.partition, unusable);
  if (stopper.isTooMuch(messages.length, unusable.length)) {
    parts.progress.rests(batch.partition, Infinity);
    batch.pause();
  }
}

function noteHandled<V>(state: State<V>, batch: Batch, messages: ReadRecord[], generation: number): void {
  const last = messages.at(-1);
  if (!last) return;
  const { parts } = state;
  const { partition, highWatermark } = batch;
  const next = BigInt(last.offset) + 1n;
  batch.done(last.offset);
  parts.commits.note(batch, partition, next.toString(), generation);
  const partitionState = stateOf(state, partition);
  partitionState.position = next;
  partitionState.outages = 0;
  partitionState.failures = afterSuccess(partitionState.failures, next - 1n);
  parts.metrics.count('wac_records_consumed_total', { topic: parts.topic.name }, messages.length);
  parts.progress.handled(partition, Number(BigInt(highWatermark) - next), Date.now());
  showLag(parts);
}

async function failed<V>(
  state: State<V>,
  batch: Batch,
  slice: ReadRecord[],
  generation: number,
  error: unknown,
): Promise<void> {
  const { topic, topicName, progress, metrics, log } = state.parts;
  const { partition } = batch;
  if (error instanceof RetryLater) {
    progress.rests(partition, Date.now() + error.afterMs);
    return rest(batch, error.afterMs);
  }
  metrics.count('wac_handler_failures_total', { topic: topic.name });
  const refusal = refusalIn(error);
  if (refusal) {
    state.parts.broke(refusal);
    return rest(batch, MAX_BACKOFF_MS);
  }
  const partitionState = stateOf(state, partition);
  const last = slice.at(-1);
  let tries: number;
  if (!last || isLostInfrastructure(error)) tries = partitionState.outages += 1;
  else {
    const failure = { count: slice.length, lastOffset: BigInt(last.offset) };
    const next = afterFailure(partitionState.failures, failure);
    partitionState.failures = next.failures;
    if (next.poison && (await isDiverted(state, batch, last, error)))
      return noteHandled(state, batch, [last], generation);
    tries = next.failures.tries;
  }
  const delay = Math.min(MAX_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** Math.max(0, tries - 1));
  log.error(
    { err: error, topic: topicName, partition, records: slice.length, retryInMs: delay },
    'batch failed; it will be retried',
  );
  rest(batch, delay);
}

/** @returns false when dead-letters cannot take it now: it is then retried like any other record */
async function isDiverted<V>(
  state: State<V>,
  batch: Batch,
  message: ReadRecord,
  error: unknown,
): Promise<boolean> {
  const { topicName, log } = state.parts;
  const { offset } = message;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  log.error(
    { err: error, topic: topicName, partition: batch.partition, offset },
    'a record on which the handler always fails is dead-lettered',
  );
  try {
    const unusable = { message, code: 'HANDLER_FAILED', reason, attempts: TRIES } as const;
    await divert(state, batch, [message], [unusable]);
    return true;
  } catch (cause) {
    const refusal = refusalIn(cause);
    if (refusal) state.parts.broke(refusal);
    log.error({ err: cause, topic: topicName, offset }, 'the record could not be dead-lettered');
    return false;
  }
}

/** A rebalance is not a failure: handled records are durable and noted, and the client joins again by itself. */
const isStillMember = (batch: Batch): Promise<boolean> =>
  batch.heartbeat().then(
    () => true,
    () => false,
  );

/** Back-pressure: the partition is paused, and its records come again. */
function rest(batch: Batch, delayMs: number): void {
  const resume = batch.pause();
  setTimeout(resume, delayMs).unref();
}

type Shown = Pick<BatchParts<never>, 'topic' | 'groupId' | 'metrics' | 'progress'>;

function showTaken(parts: Shown, batch: Batch, messages: ReadRecord[]): void {
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
