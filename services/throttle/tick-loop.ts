/** Ticks one after the other; a wake during a tick makes the next one follow at once. */
import type { Logger } from '../platform/process/logger.ts';

const SOONEST_TICK_MS = 20;

export type TickLoop = {
  /** The next tick comes now, or right after the one that goes on. */
  wake(): void;
  /** For how long the present tick has gone on, ms; 0 between ticks. */
  ticksForMs(nowMs: number): number;
  /** Resolves when the last tick has ended. */
  stop(): Promise<void>;
};

/**
 * @param tick one tick; what it throws is logged, and the next one tries again
 * @param pauseMs from the start of a tick to the next; null when there is nothing to do until somebody wakes it
 */
export function startTicks(tick: () => Promise<void>, pauseMs: () => number | null, log: Logger): TickLoop {
  let timer: NodeJS.Timeout | undefined;
  let ticking: Promise<void> | null = null;
  let startedAtMs = 0;
  let isWoken = false;
  let isStopped = false;

  function schedule(delayMs: number): void {
    if (isStopped) return;
    clearTimeout(timer);
    timer = setTimeout(() => void (ticking = run()), delayMs);
  }

  async function run(): Promise<void> {
    isWoken = false;
    startedAtMs = Date.now();
    await tick().catch((error: unknown) =>
      log.error({ err: error }, 'tick failed; the next one tries again'),
    );
    ticking = null;
    const everyMs = isWoken ? SOONEST_TICK_MS : pauseMs();
    if (everyMs !== null) schedule(Math.max(0, everyMs - (Date.now() - startedAtMs)));
  }

  return {
    wake() {
      isWoken = true;
      if (!ticking) schedule(0);
    },
    ticksForMs: (nowMs) => (ticking ? nowMs - startedAtMs : 0),
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await ticking;
    },
  };
}
