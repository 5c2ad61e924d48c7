/** Starts a service again when it ends by itself, sooner at first and later each time, until told to stop. */
import type { Service } from './spawn-service.ts';

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
/** After so long a service that ends is a new accident. */
const STEADY_MS = 60_000;

/** @returns a function that ends the supervision */
export function supervise(services: readonly Service[], say: (line: string) => void): () => void {
  let active = true;
  const watch = async (service: Service): Promise<void> => {
    let waitMs = FIRST_WAIT_MS;
    while (active) {
      const since = Date.now();
      const { code, signal } = await service.ended;
      if (!active) return;
      if (Date.now() - since > STEADY_MS) waitMs = FIRST_WAIT_MS;
      say(
        `${service.name} ended (${signal ?? `exit code ${code}`}); starting it again in ${waitMs / 1_000} s (log: ${service.logFile})`,
      );
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      if (!active) return;
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
      await service
        .restart()
        .catch((error: unknown) => say(`${service.name} did not start: ${(error as Error).message}`));
    }
  };
  for (const service of services) void watch(service);
  return () => void (active = false);
}
