/** The throttle's gauges. */
import type { Metrics } from '../platform/process/metrics.ts';
import { figuresOf, type PacedNumber } from './number/paced-number.ts';
import { waitingReasons } from './run/why-waiting.ts';

/** @param mostPerSecond what the senders manage; null while they keep up */
export function showFigures(
  metrics: Metrics,
  numbers: readonly PacedNumber[],
  mostPerSecond: number | null,
): void {
  const figures = numbers.map(figuresOf);
  const sum = (of: (one: (typeof figures)[number]) => number): number =>
    figures.reduce((total, one) => total + of(one), 0);
  metrics.set('wac_numbers_owned', figures.length);
  metrics.set('wac_numbers_fenced', numbers.filter(({ mismatch }) => mismatch !== null).length);
  metrics.set(
    'wac_queue_contacts',
    sum(({ queued }) => queued),
  );
  const ratePerSecond = sum((one) => one.ratePerSecond);
  metrics.set('wac_rate_limit_per_second', Math.min(ratePerSecond, mostPerSecond ?? Infinity));
  const waiting = figures.flatMap((one) => one.waiting);
  for (const reason of waitingReasons)
    metrics.set('wac_campaigns_waiting', waiting.filter((one) => one?.reason === reason).length, { reason });
  metrics.set(
    'wac_contacts_asleep',
    sum(({ asleep }) => asleep),
  );
}
