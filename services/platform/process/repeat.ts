/** Does something again and again, never twice at once; a failure is logged and does not end it. */
import type { Logger } from './logger.ts';

export type Repeating = {
  /** Resolves when what is under way has ended. */
  stop(): Promise<void>;
  /** For how long the present time has been going on, milliseconds; 0 between two. */
  stalledMs: (now: number) => number;
};

/** @param everyMs pause between the end of one time and the start of the next */
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
