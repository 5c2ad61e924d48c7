/**
 * Who counts within the window of a portfolio: people in buckets of time, each of which drops out as a whole.
 * A person counts once, until the last bucket with this person has dropped out. Pure.
 */

export type Bucket = {
  readonly id: string;
  /** The slots in it are before this, ms since the epoch. */
  readonly endsAtMs: number;
  /** Its people count until then. */
  readonly dropsAtMs: number;
  readonly people: readonly number[];
  /** Nobody is taken out of it any more. */
  readonly isSettled: boolean;
};

export type PeopleWindow = {
  readonly buckets: Map<string, Bucket>;
  /** Person → in how many buckets. */
  readonly counted: Map<number, number>;
  /** Person → until when it counts for certain, by settled buckets. */
  readonly firm: Map<number, number>;
};

export const openWindow = (): PeopleWindow => ({
  buckets: new Map(),
  counted: new Map(),
  firm: new Map(),
});

export const peopleIn = ({ counted }: PeopleWindow): number => counted.size;

/** Whether the person counts until then, whatever happens. */
export const isFirm = ({ firm }: PeopleWindow, person: number, untilMs: number): boolean =>
  (firm.get(person) ?? 0) >= untilMs;

/** Takes a bucket as it is now in the place of what was known of it. */
export function putBucket(window: PeopleWindow, bucket: Bucket): void {
  const { buckets, counted, firm } = window;
  const before = buckets.get(bucket.id);
  buckets.set(bucket.id, bucket);
  for (const person of bucket.people) {
    counted.set(person, (counted.get(person) ?? 0) + 1);
    if (bucket.isSettled) firm.set(person, Math.max(firm.get(person) ?? 0, bucket.dropsAtMs));
  }
  if (before) takeOut(window, before);
}

/** Forgets the buckets whose time has passed. */
export function dropPassed(window: PeopleWindow, nowMs: number): void {
  for (const bucket of window.buckets.values())
    if (bucket.dropsAtMs <= nowMs) {
      window.buckets.delete(bucket.id);
      takeOut(window, bucket);
    }
}

function takeOut({ counted, firm }: PeopleWindow, { people }: Bucket): void {
  for (const person of people) {
    const left = (counted.get(person) ?? 1) - 1;
    if (left > 0) counted.set(person, left);
    else {
      counted.delete(person);
      firm.delete(person);
    }
  }
}

export type Fall = { readonly atMs: number; readonly people: number };

/** When the people that count now stop to count, the next first. */
export function fallsOf({ buckets }: PeopleWindow): Fall[] {
  const seen = new Set<number>();
  const people = new Map<number, number>();
  for (const bucket of [...buckets.values()].sort((a, b) => b.dropsAtMs - a.dropsAtMs)) {
    const before = seen.size;
    for (const person of bucket.people) seen.add(person);
    const own = seen.size - before;
    if (own > 0) people.set(bucket.dropsAtMs, (people.get(bucket.dropsAtMs) ?? 0) + own);
  }
  return [...people].map(([atMs, count]) => ({ atMs, people: count })).sort((a, b) => a.atMs - b.atMs);
}

/** The same in steps of so many ms, each at its end. */
export function coarse(falls: readonly Fall[], stepMs: number): Fall[] {
  const steps = new Map<number, number>();
  for (const { atMs, people } of falls) {
    const end = Math.ceil(atMs / stepMs) * stepMs;
    steps.set(end, (steps.get(end) ?? 0) + people);
  }
  return [...steps].map(([atMs, people]) => ({ atMs, people }));
}
