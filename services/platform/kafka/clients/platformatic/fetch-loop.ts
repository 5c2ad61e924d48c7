/**
 * Reads the partitions of one assignment: a request at a time to each leader. A partition whose batch is being
 * handled, or that rests, is left out.
 */
import type { Broker } from '@platformatic/kafka';
import { setTimeout as delay } from 'node:timers/promises';
import { BrokerAnswer, isRefused } from './broker-errors.ts';
import { isStale, type Cluster } from './cluster.ts';
import { fetchRecords } from './fetch-records.ts';
import { createReading, type ReadingParts } from './reading.ts';

/** How long a broker may wait for records. */
const WAIT_MS = 1_000;
/** So long when a partition that is left out may soon be wanted again. */
const BRIEF_WAIT_MS = 50;
const REST_WAIT_MS = 250;
const PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;

export type FetchLoop = {
  /** Takes up nothing more. Resolves when nothing is being handled. */
  stop(): Promise<void>;
};

export type LoopParts = ReadingParts & {
  readonly cluster: Cluster;
  /** Where partitions go on whose offset is not there (any more). */
  readonly reset: (partitions: number[]) => Promise<ReadonlyMap<number, bigint>>;
  /** Called with what no other try can help. */
  readonly broke: (error: Error) => void;
};

export function startFetchLoop(parts: LoopParts): FetchLoop {
  const { cluster, topicName, log } = parts;
  const reading = createReading(parts);
  let isStopping = false;

  /** One request to one leader. */
  async function ask(leader: Broker, own: readonly number[]): Promise<void> {
    const wanted = reading.wantedOf(own);
    if (wanted.length === 0) return reading.whenWanted();
    const rests = own.length > wanted.length;
    const waitMs = own.some(reading.isBusy) ? BRIEF_WAIT_MS : rests ? REST_WAIT_MS : WAIT_MS;
    const answer = await fetchRecords(cluster, leader, topicName, wanted, waitMs);
    if (isStopping) return;
    const outOfRange = reading.take(answer);
    if (outOfRange.length > 0) {
      log.warn({ topic: topicName, partitions: outOfRange }, 'offsets are not there any more');
      reading.moveTo(await parts.reset(outOfRange));
    }
    // most batches are handled in no time: what follows is then asked for together
    const handled = reading.handled();
    if (handled) await Promise.race([handled, delay(BRIEF_WAIT_MS, undefined, { ref: false })]);
  }

  /** Reads from all leaders until the first of them fails. */
  async function round(): Promise<void> {
    const leaders = await cluster.leaders(topicName);
    let isOver = false;
    const readings = [...cluster.byLeader(leaders, reading.partitions())].map(async ([leader, own]) => {
      try {
        while (!isStopping && !isOver) await ask(leader, own);
      } finally {
        // who leads what is asked again for all: nobody may still read by the old answer then
        isOver = true;
        reading.wake();
      }
    });
    for (const outcome of await Promise.allSettled(readings))
      if (outcome.status === 'rejected') throw outcome.reason;
  }

  async function run(): Promise<void> {
    if (reading.partitions().length === 0) return;
    for (let pause = PAUSE_MS; !isStopping; pause = Math.min(MAX_PAUSE_MS, pause * 2)) {
      const since = Date.now();
      try {
        await round();
      } catch (error) {
        if (isStopping) return;
        if (isRefused(error)) return parts.broke(error as Error);
        log.debug({ err: error, topic: topicName }, 'records could not be fetched; asked again');
        if (isStale(error) || error instanceof BrokerAnswer) cluster.forget();
        if (Date.now() - since > MAX_PAUSE_MS) pause = PAUSE_MS;
        await delay(pause);
      }
    }
  }

  void run();
  return {
    async stop() {
      isStopping = true;
      reading.wake();
      await reading.handled();
    },
  };
}
