/** How fast a number goes: as registered, less a margin, times a factor that refusals lower and quiet times raise again. */
import { intervalMicros, recover, slowDown } from './pace.ts';

/** One refusal and those of the requests already under way count once. */
const ONCE_IN_MS = 1_000;
/** A factor that recovers without anything being released is stored in steps of so much. */
const STORE_RECOVERY_OF = 0.05;

/** @param storedFactor as the owner before left it */
export function createNumberRate(storedFactor: number) {
  let factor = storedFactor;
  let stored = storedFactor;
  let factorAtMicros = 0;
  let slowedAtMs = 0;
  return {
    factor: () => factor,
    /** Between two slots of the number, microseconds. */
    intervalMicros: (perSecond: number, margin: number): number =>
      Math.ceil(intervalMicros(perSecond * 60, margin) / factor),
    /** The provider refused for throughput. @returns whether that changed anything */
    slowDown(nowMs: number): boolean {
      if (nowMs - slowedAtMs < ONCE_IN_MS) return false;
      slowedAtMs = nowMs;
      factor = slowDown(factor);
      return true;
    },
    /** Time passes. @returns whether the factor should be stored: who looks, and who takes an idle number over, sees it recover */
    recover(nowMs: number): boolean {
      const nowMicros = nowMs * 1_000;
      if (factor < 1 && nowMs - slowedAtMs > ONCE_IN_MS) factor = recover(factor, nowMicros - factorAtMicros);
      factorAtMicros = nowMicros;
      return factor - stored >= STORE_RECOVERY_OF || (factor === 1 && stored < 1);
    },
    noteStored: () => void (stored = factor),
  };
}
