/** Waits for what had better be done before a process ends, but not for ever: for courtesies that lose nothing when they are left out. */
import type { Logger } from './logger.ts';

/** Resolves when the work has ended, whether well or not, or after `ms` milliseconds. Never rejects. */
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
