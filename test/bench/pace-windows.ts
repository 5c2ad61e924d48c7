/** How even messages came, from the times at which they came. Pure; milliseconds. */
import { median, percentile } from './figure.ts';

export type Evenness = {
  /** From the first to the last. */
  readonly perSecond: number;
  readonly gapMedianMs: number;
  readonly gapP99Ms: number;
  readonly worstSecond: number;
  /** Null when the messages span less than a minute. */
  readonly worstMinute: number | null;
};

/** @param times ascending */
export function evennessOf(times: readonly number[]): Evenness {
  const gaps = times.slice(1).map((time, place) => time - (times[place] ?? time));
  const spanMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
  return {
    perSecond: (gaps.length * 1_000) / spanMs,
    gapMedianMs: median(gaps),
    gapP99Ms: percentile(gaps, 0.99),
    worstSecond: fullestWindow(times, 1_000),
    worstMinute: spanMs < 60_000 ? null : fullestWindow(times, 60_000),
  };
}

/** Most messages in any half-open window of that length. */
export function fullestWindow(times: readonly number[], lengthMs: number): number {
  let first = 0;
  let most = 0;
  for (const [place, time] of times.entries()) {
    while ((times[first] ?? time) <= time - lengthMs) first += 1;
    most = Math.max(most, place - first + 1);
  }
  return most;
}

/** @param times ascending @returns those from `fromMs` to `toMs` (exclusive) */
export const between = (times: readonly number[], fromMs: number, toMs: number): number[] =>
  times.filter((time) => time >= fromMs && time < toMs);

/**
 * How long it took from the first message until `lengthMs` held as many as `perSecond` wants, ms; null when they never did.
 * @param times ascending
 */
export function reachedAfterMs(times: readonly number[], perSecond: number, lengthMs: number): number | null {
  const wanted = Math.ceil((perSecond * lengthMs) / 1_000);
  const first = times[0] ?? 0;
  for (const [place, time] of times.entries()) {
    const last = times[place + wanted - 1];
    if (last === undefined) return null;
    if (last - time < lengthMs) return Math.max(0, last - first - lengthMs);
  }
  return null;
}
