/**
 * How many more places a number gets: people who count + places granted to all numbers never exceed the
 * limit. Few at a time when few are left, so that no number keeps what another could use. Pure.
 */

export type GrantFacts = {
  readonly limit: number;
  /** People who count. */
  readonly used: number;
  /** Places granted to the other numbers. */
  readonly others: number;
  /** Places of the number itself: those left, and those that are taken and not recorded. */
  readonly left: number;
  readonly taken: number;
  /** Places that it wants to have left; 0: it gives back what is left. */
  readonly wanted: number;
};

/** One number gets at most this share of what is free. */
const SHARE_OF_FREE = 0.25;

/** @returns how many places the number may have left from now on */
export function placesAfter({ limit, used, others, left, taken, wanted }: GrantFacts): number {
  if (wanted === 0) return 0;
  const free = limit - used - others - left - taken;
  if (free <= 0) return Math.max(0, left + free);
  const more = Math.min(wanted - left, Math.ceil(free * SHARE_OF_FREE));
  return left + Math.max(0, more);
}
