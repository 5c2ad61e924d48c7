/** Does something again and again, never twice at once; a failure is logged and does not end it. */
import type { Logger } from '../platform/logger.ts';

export type Repeating = { stop(): Promise<void> };

/** @param everyMs pause between the end of one time and the start of the next */
export function repeat(what: string, everyMs: number, work: () => Promise<void>, log: Logger): Repeating {
  let stopped = false;
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
      try {
        await work();
      } catch (error) {
        log.error({ err: error }, `${what} failed; it will be tried again`);
      }
      if (!stopped) await pause();
    }
  })();
  return {
    stop: () => {
      stopped = true;
      wake();
      return ended;
    },
  };
}
