/** A date predicate: the date lies between two ends, each included or not; BEFORE and AFTER have one end. */

/** Milliseconds since the epoch; null = no end there. */
export type DateRange = {
  readonly min: number | null;
  readonly max: number | null;
  readonly minInclusive: boolean;
  readonly maxInclusive: boolean;
};

export function openRange(operator: 'BEFORE' | 'AFTER', bound: number): DateRange {
  const ends = operator === 'BEFORE' ? { min: null, max: bound } : { min: bound, max: null };
  return { ...ends, minInclusive: false, maxInclusive: false };
}

export function isInRange(date: number, { min, max, minInclusive, maxInclusive }: DateRange): boolean {
  return (
    (min === null || (minInclusive ? date >= min : date > min)) &&
    (max === null || (maxInclusive ? date <= max : date < max))
  );
}
