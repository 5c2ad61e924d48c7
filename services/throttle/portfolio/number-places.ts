/**
 * The places of one number: it may release a message to a person who counts already, or who gets one of the
 * places that were granted to the number ahead. A place that is taken stays reserved until the person is
 * known to be recorded.
 */
import { personHash } from './person-hash.ts';
import { isFirm, type PeopleWindow } from './people-window.ts';

/** What its numbers share. */
export type Portfolio = {
  readonly id: string;
  /** People in 24 h; null: no limit, or none that is known; undefined: not read yet, so nobody may go. */
  limit: number | null | undefined;
  readonly window: PeopleWindow;
  /** By the database's clock, up to which changes of buckets were read, ms. */
  seenMs: number;
  /** Looks and releases of its numbers that were started go one after the other. */
  looking: Promise<void>;
  settling: Promise<void> | null;
  settledAtMs: number;
  /** Until then messages may have been released without counting their people, ms since the epoch. */
  uncountedUntilMs: number;
  /** This instance has released some without counting. */
  hasUncounted: boolean;
};

export const openPortfolio = (id: string, window: PeopleWindow, uncountedUntilMs = 0): Portfolio => ({
  ...{ id, window, limit: undefined, seenMs: 0, uncountedUntilMs, hasUncounted: false },
  ...{ looking: Promise.resolve(), settling: null, settledAtMs: 0 },
});

export type NumberPlaces = {
  readonly portfolio: Portfolio;
  readonly integrationId: string;
  readonly epoch: number;
  /** Places of the grant that nobody has taken. */
  left: number;
  /** People with a place of the grant → whether they are recorded. */
  readonly taken: Map<number, 'taken' | 'recorded'>;
  isLooking: boolean;
  /** The next look for places is not before this. */
  lookAtMs: number;
  /** When a place was taken last. */
  takenAtMs: number;
  /** The last look found fewer places than were wanted; when the next one comes free, if that is known. */
  short: { readonly nextFreeAtMs: number | null } | null;
};

export const openPlaces = (portfolio: Portfolio, integrationId: string, epoch: number): NumberPlaces => ({
  ...{ portfolio, integrationId, epoch, left: 0, taken: new Map(), isLooking: false },
  ...{ lookAtMs: 0, takenAtMs: 0, short: null },
});

export const hasLimit = ({ portfolio }: NumberPlaces): boolean => portfolio.limit !== null;

/** What of the grant is not known to be recorded: it counts as taken. */
export const reservedIn = ({ left, taken }: NumberPlaces): number => left + taken.size;

/** @param firmUntilMs who counts until then costs nothing; a release must be over before */
export function costsNothing(places: NumberPlaces, phoneId: string, firmUntilMs: number): boolean {
  const { portfolio, taken } = places;
  const person = personHash(portfolio.id, phoneId);
  return taken.has(person) || isFirm(portfolio.window, person, firmUntilMs);
}

export type Admission = {
  /** Takes back what was admitted and not released. */
  undo(): void;
};

const FREE: Admission = { undo: () => undefined };

/** Takes a place for the person if one is needed; null when there is none. */
export function admit(
  places: NumberPlaces,
  phoneId: string,
  firmUntilMs: number,
  nowMs: number,
): Admission | null {
  const { limit, id } = places.portfolio;
  if (limit === null) return FREE;
  if (limit === undefined) return null;
  if (costsNothing(places, phoneId, firmUntilMs)) return FREE;
  if (places.left <= 0) return null;
  const person = personHash(id, phoneId);
  places.left -= 1;
  places.taken.set(person, 'taken');
  places.takenAtMs = nowMs;
  return {
    undo: () => {
      if (places.taken.delete(person)) places.left += 1;
    },
  };
}

/** Whom messages are for: those that were put off are passed over when they are not admitted, the others not. */
export type Queued = { readonly putOff: readonly string[]; readonly inOrder: readonly string[] };

/** How many of these could be admitted. */
export function admissible(places: NumberPlaces, { putOff, inOrder }: Queued, firmUntilMs: number): number {
  let { left } = places;
  const isAdmitted = (phoneId: string): boolean => {
    if (left > 0) left -= 1;
    else return costsNothing(places, phoneId, firmUntilMs);
    return true;
  };
  const again = putOff.filter(isAdmitted).length;
  const end = inOrder.findIndex((phoneId) => !isAdmitted(phoneId));
  return again + (end < 0 ? inOrder.length : end);
}

/** They are durable: the next look counts them by their records. */
export function noteRecorded(places: NumberPlaces, phoneIds: readonly string[]): void {
  for (const phoneId of phoneIds) {
    const person = personHash(places.portfolio.id, phoneId);
    if (places.taken.has(person)) places.taken.set(person, 'recorded');
  }
}
