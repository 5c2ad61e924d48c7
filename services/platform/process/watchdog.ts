/**
 * Ends a process that has work but makes no progress, so that it is restarted: code that hangs does not
 * recover by itself.
 */

export type Watched = {
  /** What is stuck, for the log. */
  readonly what: string;
  /** How long there has been work without progress, milliseconds. */
  stalledMs: (now: number) => number;
};

export type Watchdog = {
  watch(one: Watched): void;
  /** What has been stuck too long, the longest first; null when all is well. */
  stalled(now: number): { what: string; forMs: number } | null;
};

/** @param afterMs how long without progress is too long */
export function createWatchdog(afterMs: number): Watchdog {
  const watched: Watched[] = [];
  return {
    watch: (target) => void watched.push(target),
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
