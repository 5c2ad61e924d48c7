/**
 * How long something takes, in milliseconds: fixed, even between two bounds, or long-tailed by median and
 * p99.
 */
export type Delay = number | { min: number; max: number } | { median: number; p99: number };

/**
 * The delay at the quantile `draw` (in [0, 1)), in milliseconds. The long-tailed form is log-logistic: it
 * meets the median and the 99th percentile exactly and is cut at ten times the p99.
 */
export function delayAt(delay: Delay, draw: number): number {
  if (typeof delay === 'number') return delay;
  if ('min' in delay) return delay.min + (delay.max - delay.min) * draw;
  if (delay.median === 0) return 0;
  const odds = Math.max(draw, 1e-9) / (1 - draw);
  const value = delay.median * Math.exp((Math.log(delay.p99 / delay.median) * Math.log(odds)) / Math.log(99));
  return Math.min(value, delay.p99 * 10);
}
