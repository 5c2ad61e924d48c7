/**
 * The partitions of one assignment as they are read: where each goes on, which are being handled, which rest.
 * One batch of a partition at a time goes to the handler.
 */
import type { Logger } from '../../../process/logger.ts';
import type { Batch, MemberOptions } from '../contract.ts';
import { answerOfCode } from './broker-errors.ts';
import type { Fetched, Wanted } from './fetch-records.ts';

type PartitionState = { position: bigint; isBusy: boolean; rests: number };

export type Reading = {
  readonly partitions: () => number[];
  /** Those that are neither being handled nor resting, and where they go on. */
  wantedOf(partitions: readonly number[]): Wanted[];
  readonly isBusy: (partition: number) => boolean;
  /** @returns partitions whose offset is not there. @throws any other error that the broker answered */
  take(answer: readonly Fetched[]): number[];
  moveTo(offsets: ReadonlyMap<number, bigint>): void;
  /** Resolves when some partition may be wanted again. */
  whenWanted(): Promise<void>;
  wake(): void;
  /** Resolves when nothing is being handled; null: nothing is. */
  handled(): Promise<unknown> | null;
};

export type ReadingParts = Pick<MemberOptions, 'topicName' | 'onBatch'> & {
  readonly log: Logger;
  /** Where each partition begins. */
  readonly begins: ReadonlyMap<number, bigint>;
  /** What a batch can do that is about the group. */
  readonly verbs: Pick<Batch, 'isOurs' | 'heartbeat' | 'commit'>;
};

export function createReading(parts: ReadingParts): Reading {
  const { topicName, log, begins, onBatch } = parts;
  const states = new Map<number, PartitionState>();
  for (const [partition, position] of begins) states.set(partition, { position, isBusy: false, rests: 0 });
  const handling = new Set<Promise<void>>();
  const waiting = new Set<() => void>();
  const wake = (): void => {
    for (const resolve of waiting) resolve();
    waiting.clear();
  };

  function handle(state: PartitionState, fetched: Fetched): void {
    if (fetched.records.length === 0) {
      state.position = fetched.next;
      return;
    }
    state.isBusy = true;
    const work = onBatch(batchOf(parts, state, fetched, wake))
      .catch((error: unknown) => log.error({ err: error, topic: topicName }, 'a batch was not handled'))
      .finally(() => {
        state.isBusy = false;
        handling.delete(work);
        wake();
      });
    handling.add(work);
  }

  return {
    partitions: () => [...states.keys()],
    wantedOf: (partitions) =>
      partitions.flatMap((partition) => {
        const state = states.get(partition);
        return state && !state.isBusy && state.rests === 0 ? [{ partition, from: state.position }] : [];
      }),
    isBusy: (partition) => states.get(partition)?.isBusy === true,
    take(answer) {
      const outOfRange: number[] = [];
      for (const fetched of answer) {
        const state = states.get(fetched.partition);
        if (!state) continue;
        if (fetched.errorCode === 0) handle(state, fetched);
        else {
          const error = answerOfCode(fetched.errorCode);
          if (error.type !== 'OFFSET_OUT_OF_RANGE') throw error;
          outOfRange.push(fetched.partition);
        }
      }
      return outOfRange;
    },
    moveTo(offsets) {
      for (const [partition, offset] of offsets) {
        const state = states.get(partition);
        if (state) state.position = offset;
      }
    },
    whenWanted: () => new Promise((resolve) => void waiting.add(resolve)),
    wake,
    handled: () => (handling.size === 0 ? null : Promise.all(handling)),
  };
}

function batchOf(
  { verbs }: ReadingParts,
  state: PartitionState,
  { partition, records, highWatermark }: Fetched,
  wake: () => void,
): Batch {
  return {
    ...verbs,
    partition,
    records,
    highWatermark: String(highWatermark),
    done: (offset) => void (state.position = BigInt(offset) + 1n),
    pause() {
      state.rests += 1;
      let isResting = true;
      return () => {
        if (!isResting) return;
        isResting = false;
        state.rests -= 1;
        wake();
      };
    },
  };
}
