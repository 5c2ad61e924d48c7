/** Repeats work, never twice at once. A failure is logged and does not end the loop. */
import type { Logger } from './logger.ts';

export type Repeating = {
  /** Resolves when the work in progress has ended. */
  stop(): Promise<void>;
  /** How long the present run of the work has taken so far, milliseconds; 0 between two runs. */
  stalledMs: (now: number) => number;
};

/** @param everyMs pause between the end of one run and the start of the next */
export function repeat(what: string, everyMs: number, work: () => Promise<void>, log: Logger): Repeating {
  let stopped = false;
  let startedAtMs: number | null = null;
  let wake: () => void = () => undefined;
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, everyMs);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const ended = (async () => {
    while (!stopped) {
      startedAtMs = Date.now();
      try {
        await work();
      } catch (error) {
        log.error({ err: error }, `${what} failed; it will be tried again`);
      }
      startedAtMs = null;
      if (!stopped) await pause();
    }
  })();
  return {
    stop: () => {
      stopped = true;
      wake();
      return ended;
    },
    stalledMs: (now) => (startedAtMs === null ? 0 : now - startedAtMs),
  };
}
