/** Repeats work, never twice at once. A failure is logged and does not end the loop. */
import type { Logger } from './logger.ts';

export type Repeating = {
  /** Resolves when the work in progress has ended. */
  stop(): Promise<void>;
  /** The next run begins after this time at the latest; at once unless given. One that goes on is followed by another. */
  wake(afterMs?: number): void;
  /** How long the present run of the work has taken so far, milliseconds; 0 between two runs. */
  stalledMs: (now: number) => number;
};

/** @returns the pause until the next run where it is not the usual one, ms */
export type RepeatedWork = () => Promise<number | void>;

/** Pauses as long as this end together, and with the fetches of Kafka's consumers (long-fetches.ts), which go by the same round. */
const LONG_MS = 5_000;
export const LONG_ROUND_MS = 2_500;
const SHORT_MS = 1_000;
const SHORT_ROUND_MS = 500;

/**
 * The loops of a process run together: a process that seldom wakes up costs little.
 * @param nowMs of a clock that differs from process to process, so that not all of them ask at once
 * @returns when a pause ends, a little sooner or later than it should
 */
export function pauseEndMs(nowMs: number, pauseMs: number): number {
  if (pauseMs < SHORT_MS) return nowMs + pauseMs;
  const roundMs = pauseMs < LONG_MS ? SHORT_ROUND_MS : LONG_ROUND_MS;
  return Math.round((nowMs + pauseMs) / roundMs) * roundMs;
}

/** @param everyMs pause between the end of one run and the start of the next */
export function repeat(what: string, everyMs: number, work: RepeatedWork, log: Logger): Repeating {
  let stopped = false;
  let startedAtMs: number | null = null;
  /** When somebody wants the next run; of performance.now. */
  let wantedAtMs = Infinity;
  /** Ends the present pause when this is sooner than it would end. */
  let endPauseAt: (atMs: number) => void = () => undefined;

  const pauseUntil = (endMs: number): Promise<void> =>
    new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      let armedMs = Infinity;
      endPauseAt = (atMs) => {
        if (atMs >= armedMs) return;
        armedMs = atMs;
        clearTimeout(timer);
        const leftMs = atMs - performance.now();
        if (leftMs <= 0) resolve();
        else timer = setTimeout(resolve, Math.ceil(leftMs));
      };
      endPauseAt(endMs);
    });

  async function run(): Promise<number> {
    startedAtMs = Date.now();
    wantedAtMs = Infinity;
    try {
      return (await work()) ?? everyMs;
    } catch (error) {
      log.error({ err: error }, `${what} failed; it will be tried again`);
      return everyMs;
    } finally {
      startedAtMs = null;
    }
  }

  const ended = (async () => {
    while (!stopped) {
      const pauseMs = await run();
      if (stopped) return;
      await pauseUntil(Math.min(wantedAtMs, pauseEndMs(performance.now(), pauseMs)));
      endPauseAt = () => undefined;
    }
  })();
  return {
    stop: () => {
      stopped = true;
      endPauseAt(-Infinity);
      return ended;
    },
    wake(afterMs = 0) {
      const atMs = performance.now() + afterMs;
      wantedAtMs = Math.min(wantedAtMs, atMs);
      endPauseAt(atMs);
    },
    stalledMs: (now) => (startedAtMs === null ? 0 : now - startedAtMs),
  };
}
