/**
 * For each partition of a consumer: how long records have been waiting without any being handled. A pause
 * that the handler asked for does not count, nor does a partition that moved to another instance.
 */

// One partition that moves does not hide another that is stuck. Pure; `now` is an argument. Milliseconds.

export type PartitionProgress = {
  /** The partitions of this consumer from now on, and no others. */
  assigned(partitions: readonly number[], now: number): void;
  /**
   * A batch goes to the handler. @param lag records of the partition that are not handled yet, including
   * these
   */
  took(partition: number, lag: number, now: number): void;
  /** The handler reports that it is making progress on the partition. */
  alive(partition: number, now: number): void;
  handled(partition: number, lag: number, now: number): void;
  /** The handler wants the records again at that time: it is waiting, not stuck. */
  rests(partition: number, until: number): void;
  /** The longest time without progress; 0 when nothing waits. */
  stalledMs: (now: number) => number;
  lag(): number;
};

export function createPartitionProgress(): PartitionProgress {
  const states = new Map<number, { lag: number; movedAt: number }>();
  const stateOf = (partition: number, now: number): { lag: number; movedAt: number } => {
    let state = states.get(partition);
    if (!state) states.set(partition, (state = { lag: 0, movedAt: now }));
    return state;
  };
  return {
    assigned(partitions, now) {
      for (const partition of states.keys()) if (!partitions.includes(partition)) states.delete(partition);
      for (const partition of partitions) stateOf(partition, now);
    },
    took(partition, lag, now) {
      const state = stateOf(partition, now);
      // records that come again after a failure have been waiting since before
      if (state.lag === 0) state.movedAt = Math.max(state.movedAt, now);
      state.lag = Math.max(1, lag);
    },
    alive(partition, now) {
      const state = stateOf(partition, now);
      state.movedAt = Math.max(state.movedAt, now);
    },
    handled(partition, lag, now) {
      const state = stateOf(partition, now);
      state.movedAt = Math.max(state.movedAt, now);
      state.lag = Math.max(0, lag);
    },
    rests(partition, until) {
      const state = stateOf(partition, until);
      state.movedAt = Math.max(state.movedAt, until);
    },
    stalledMs: (now) =>
      Math.max(0, ...[...states.values()].map(({ lag, movedAt }) => (lag > 0 ? now - movedAt : 0))),
    lag: () => [...states.values()].reduce((sum, { lag }) => sum + lag, 0),
  };
}
