/**
 * Waits, but not for ever, for work that should be done before a process ends: nothing is lost when it is
 * left out.
 */
import type { Logger } from './logger.ts';

/** Resolves when the work has ended, successfully or not, or after `ms` milliseconds. Never rejects. */
export async function atMost(ms: number, what: string, work: Promise<unknown>, log: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      log.warn({ afterMs: ms }, `${what} takes too long and is left out`);
      resolve();
    }, ms);
  });
  const ended = work.catch((error: unknown) => log.warn({ err: error }, `${what} failed and is left out`));
  await Promise.race([ended, late]);
  clearTimeout(timer);
}
