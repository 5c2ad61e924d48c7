/**
 * How fast each run of a number can go at present, and what limits it most: the number's level, the campaigns
 * beside it, refusals for throughput, or what the senders manage.
 */
import type { LimitOfRun } from '../../../schemas/collections.ts';

// Slots are shared by turns: an equal share each, and what one does not use the others may.

export type NumberLimits = {
  /** Messages a second that the number may send. */
  readonly numberPerSecond: number;
  /** Share of it that refusals for throughput have left, 0–1. */
  readonly factor: number;
  /** Messages a second that the senders manage for this number; null when they are no limit. */
  readonly sendersPerSecond: number | null;
  /** Messages a second that the senders manage for all numbers. */
  readonly sendersInAll: number | null;
};

/**
 * Equal shares of `total`, none larger than what is wanted: what one does not use the others get. Same order
 * as `wanted`.
 */
export function sharesOf(total: number, wanted: readonly number[]): number[] {
  const ascending = wanted.map((want, place) => ({ want, place })).sort((a, b) => a.want - b.want);
  const shares = wanted.map(() => 0);
  let left = total;
  for (const [rank, { want, place }] of ascending.entries()) {
    const share = Math.min(want, left / (ascending.length - rank));
    shares[place] = share;
    left -= share;
  }
  return shares;
}

/**
 * @param wanted messages a second of each run
 * @returns for each run its limit; null when it goes at its own rate
 */
export function limitsOf(wanted: readonly number[], limits: NumberLimits): (LimitOfRun | null)[] {
  const { numberPerSecond, factor, sendersPerSecond, sendersInAll } = limits;
  const slowed = numberPerSecond * factor;
  const shared = sharesOf(numberPerSecond, wanted);
  const refused = sharesOf(slowed, wanted);
  const managed = sharesOf(Math.min(slowed, sendersPerSecond ?? Infinity), wanted);
  return wanted.map((own, place) => {
    const alone = Math.min(own, numberPerSecond);
    const steps = [
      { by: 'level' as const, from: own, to: alone, perSecond: numberPerSecond },
      { by: 'shared' as const, from: alone, to: shared[place] ?? 0, perSecond: numberPerSecond },
      { by: 'refused' as const, from: shared[place] ?? 0, to: refused[place] ?? 0, perSecond: slowed },
      {
        by: 'senders' as const,
        from: refused[place] ?? 0,
        to: managed[place] ?? 0,
        perSecond: sendersInAll ?? 0,
      },
    ];
    const most = steps.reduce((best, step) => (step.from - step.to > best.from - best.to ? step : best));
    if (most.from - most.to < own * LEAST_LIMIT) return null;
    const perMinute = Math.max(1, Math.round((managed[place] ?? 0) * 60));
    return {
      by: most.by,
      perMinute,
      perSecond: Math.round(most.perSecond * 10) / 10,
      campaigns: wanted.length,
    };
  });
}

/** Less than this share of the rate is not worth telling. */
const LEAST_LIMIT = 0.02;
