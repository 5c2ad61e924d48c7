/**
 * Whether a consumer gets on: of each partition, since when records wait there of which none was handled. A rest that the handler
 * asked for is no standstill, a partition that went to another instance is not ours to judge, and one that moves does not hide
 * another that stands. Pure: now is an argument. Milliseconds.
 */
export type PartitionProgress = {
  /** These partitions are ours from now on, and no others. */
  assigned(partitions: readonly number[], now: number): void;
  /** A batch goes to the handler. @param lag records of the partition not handled yet, these among them */
  took(partition: number, lag: number, now: number): void;
  /** The handler is at work on the partition, and says that it gets on. */
  alive(partition: number, now: number): void;
  handled(partition: number, lag: number, now: number): void;
  /** The handler wants to be asked again then: it is waiting, not stuck. */
  rests(partition: number, until: number): void;
  /** The longest standstill; 0 when nothing waits. */
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
      // records that come again after a failure have waited since before
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
