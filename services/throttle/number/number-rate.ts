/**
 * How fast a number goes: as registered, less a margin, times a factor that refusals lower and quiet times
 * raise again.
 */
import { intervalMicros, recover, slowDown } from './pace.ts';

/** One refusal and those of the requests already under way count once. */
const ONCE_IN_MS = 1_000;
/** A factor that recovers without anything being released is stored in steps of so much. */
const STORE_RECOVERY_OF = 0.05;

export type NumberRate = {
  /** Share of the registered rate, 0–1. */
  factor: number;
  /** As the database has it. */
  stored: number;
  /**
   * The quiet time until then has been counted; null before the first look, which has no earlier one to count
   * from.
   */
  recoveredToMs: number | null;
  slowedAtMs: number;
};

/**
 * @param storedFactor as the owner before left it: what it had learned stays learned, however long nobody
 *   owned the number
 */
export const openRate = (storedFactor: number): NumberRate => ({
  factor: storedFactor,
  stored: storedFactor,
  recoveredToMs: null,
  slowedAtMs: 0,
});

/** Between two slots of the number, microseconds. @param perSecond as registered */
export const rateInterval = ({ factor }: NumberRate, perSecond: number, margin: number): number =>
  Math.ceil(intervalMicros(perSecond * 60, margin) / factor);

/** The provider refused for throughput. @returns whether that changed anything */
export function slowRateDown(rate: NumberRate, nowMs: number): boolean {
  if (nowMs - rate.slowedAtMs < ONCE_IN_MS) return false;
  rate.slowedAtMs = nowMs;
  rate.factor = slowDown(rate.factor);
  return true;
}

/**
 * Time passes.
 * @returns whether the factor should be stored: an idle number's recovery must be visible, and known after a
 *   takeover
 */
export function recoverRate(rate: NumberRate, nowMs: number): boolean {
  const quietMs = nowMs - (rate.recoveredToMs ?? nowMs);
  if (rate.factor < 1 && nowMs - rate.slowedAtMs > ONCE_IN_MS)
    rate.factor = recover(rate.factor, quietMs * 1_000);
  rate.recoveredToMs = nowMs;
  return rate.factor - rate.stored >= STORE_RECOVERY_OF || (rate.factor === 1 && rate.stored < 1);
}

export const noteRateStored = (rate: NumberRate): void => void (rate.stored = rate.factor);
