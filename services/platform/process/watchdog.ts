/** Ends a process that has work and does none of it, so that it is started again: what hangs in one place never comes back by itself. */

export type Watched = {
  /** What stands still, for the log. */
  readonly what: string;
  /** For how long there has been work and no progress, milliseconds. */
  stalledMs: (now: number) => number;
};

export type Watchdog = {
  watch(one: Watched): void;
  /** What has stood still too long, the longest first; null when all is well. */
  stalled(now: number): { what: string; forMs: number } | null;
};

/** @param afterMs so long without progress is a standstill */
export function createWatchdog(afterMs: number): Watchdog {
  const watched: Watched[] = [];
  return {
    watch: (one) => void watched.push(one),
    stalled(now) {
      let worst: { what: string; forMs: number } | null = null;
      for (const { what, stalledMs } of watched) {
        const forMs = stalledMs(now);
        if (forMs >= afterMs && forMs > (worst?.forMs ?? 0)) worst = { what, forMs };
      }
      return worst;
    },
  };
}
