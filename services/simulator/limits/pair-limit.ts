/**
 * The pair limit: one message per 6 s from a number to the same recipient; up to 45 may come within 6 s, but
 * each borrows 6 s of the future, which must have passed before the next (contract section 9: after a burst
 * of 20 wait about 2 minutes).
 */
export interface PairLimit {
  /** How many ms a message at `nowMs` (real time) would have to wait; 0 is none. */
  waitMs(pair: string, nowMs: number): number;
  /** Takes one message at `nowMs`, or says how many ms are to be waited. */
  take(pair: string, nowMs: number): { ok: true } | { ok: false; waitMs: number };
  clear(): void;
}

const WINDOW_MS = 6000;
const BURST = 45;

interface Burst {
  startMs: number;
  count: number;
}

export function createPairLimit(): PairLimit {
  // what is older than the longest debt no longer matters: two generations are enough
  let current = new Map<string, Burst>();
  let previous = new Map<string, Burst>();
  let turnedAt = -Infinity;
  const turn = (nowMs: number): void => {
    if (nowMs - turnedAt < WINDOW_MS * BURST) return;
    previous = current;
    current = new Map();
    turnedAt = nowMs;
  };
  const burstOf = (pair: string): Burst | undefined => current.get(pair) ?? previous.get(pair);
  return {
    waitMs(pair, nowMs) {
      turn(nowMs);
      const burst = burstOf(pair);
      if (!burst || (nowMs < burst.startMs + WINDOW_MS && burst.count < BURST)) return 0;
      return Math.max(0, burst.startMs + WINDOW_MS * burst.count - nowMs);
    },
    take(pair, nowMs) {
      turn(nowMs);
      const burst = burstOf(pair);
      if (!burst || nowMs >= burst.startMs + WINDOW_MS * burst.count) {
        current.set(pair, { startMs: nowMs, count: 1 });
        return { ok: true };
      }
      if (nowMs < burst.startMs + WINDOW_MS && burst.count < BURST) {
        burst.count += 1;
        current.set(pair, burst);
        return { ok: true };
      }
      return { ok: false, waitMs: burst.startMs + WINDOW_MS * burst.count - nowMs };
    },
    clear() {
      current = new Map();
      previous = new Map();
      turnedAt = -Infinity;
    },
  };
}
