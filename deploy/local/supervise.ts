/** Restarts a part or service when it ends by itself, soon at first and later each time, until stopped. */
import type { Restartable } from './parts/part.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** After running for this long, the next restart waits as at first. */
const STEADY_MS = 60_000;

/** @returns a function that ends the supervision */
export function supervise(processes: readonly Restartable[], say: (line: string) => void): () => void {
  let active = true;
  const watch = async (supervised: Restartable): Promise<void> => {
    const { name, logFile } = supervised;
    let waitMs = FIRST_WAIT_MS;
    while (active) {
      const since = Date.now();
      const { code, signal } = await supervised.ended;
      if (!active) return;
      if (Date.now() - since > STEADY_MS) waitMs = FIRST_WAIT_MS;
      say(
        `${name} ended (${signal ?? `exit code ${code}`}); starting it again in ${waitMs / 1_000} s (log: ${logFile})`,
      );
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (!active) return;
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      try {
        await supervised.restart();
        say(`${name} is up again`);
      } catch (error) {
        if (active) say(`${name} did not start: ${(error as Error).message}`);
      }
    }
  };
  for (const supervised of processes) void watch(supervised);
  return () => void (active = false);
}
