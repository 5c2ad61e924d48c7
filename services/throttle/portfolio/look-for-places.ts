/**
 * One look of a number at its portfolio: reads who counts and what the other numbers have, and changes its
 * grant on condition that nobody changed the portfolio meanwhile.
 */
import type { PortfolioDocument } from '../../../schemas/collections.ts';
import { placesAfter } from './grant-places.ts';
import { reservedIn, type NumberPlaces } from './number-places.ts';
import { coarse, dropPassed, fallsOf, peopleIn, putBucket, type Bucket } from './people-window.ts';

// Why people who count + places granted never exceed the limit: a person is recorded before the message is
// released, and the grant shrinks only by people whose record was read. Grants are changed one at a time (the
// version), by who has read the records that exist by then. A grant that nobody comes back to is taken away
// by raising the epoch of its number first: what its owner has released by then is recorded, and it can
// release nothing more.

export type ChangedBucket = Bucket & { readonly changedAtMs: number };

export type PortfolioStore = {
  findPortfolio(portfolioId: string): Promise<PortfolioDocument | null>;
  /** Buckets that changed since, by the database's clock. */
  findChangedBuckets(portfolioId: string, since: Date): Promise<ChangedBucket[]>;
  /** @returns false when the portfolio is not any more what it was */
  changePortfolio(before: PortfolioDocument | null, after: PortfolioDocument): Promise<boolean>;
  /** Who owned the number at this epoch can release nothing more. */
  fenceNumber(integrationId: string, epoch: number): Promise<void>;
};

export type LookSettings = {
  /** Changes of buckets can become visible so much later than their time says. */
  readonly overlapMs: number;
  /** Who did not come back to its grant for so long is gone. */
  readonly abandonedAfterMs: number;
};

export const LOOK_SETTINGS: LookSettings = { overlapMs: 60_000, abandonedAfterMs: 60_000 };

/** Others may change the portfolio at the same time. */
const TRIES = 5;
const QUARTER_HOUR_MS = 15 * 60_000;

/**
 * `all`: it has what it wants; `more`: it got some; `none`: it got none, because there are none, others were
 * faster, or another instance owns the number.
 */
export type Looked = 'all' | 'more' | 'none';

/** @param wanted so many places the number wants to have left; 0: it gives back what it has */
export async function lookForPlaces(
  store: PortfolioStore,
  places: NumberPlaces,
  wanted: number,
  nowMs: number,
  settings = LOOK_SETTINGS,
): Promise<Looked> {
  const { portfolio, integrationId, epoch, taken } = places;
  const fenced = new Set<string>();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { limit } = portfolio;
    if (typeof limit !== 'number') return 'all';
    const recorded = [...taken].filter(([, state]) => state === 'recorded');
    const present = await store.findPortfolio(portfolio.id);
    if ((present?.granted[integrationId]?.epoch ?? 0) > epoch) return 'none';
    await readBuckets(store, places, nowMs, settings);
    for (const [person] of recorded) taken.delete(person);
    const used = peopleIn(portfolio.window);
    const others = Object.entries(present?.granted ?? {}).filter(
      ([id, { epoch: of }]) => id !== integrationId && !fenced.has(`${id} ${of}`),
    );
    const facts = {
      ...{ limit, used, wanted, left: places.left, taken: taken.size },
      others: others.reduce((sum, [, grant]) => sum + grant.places, 0),
    };
    const left = placesAfter(facts);
    const abandoned = others.filter(([, { at }]) => nowMs - at.getTime() > settings.abandonedAfterMs);
    if (left < wanted && abandoned.length > 0) {
      await Promise.all(abandoned.map(([id, { epoch: of }]) => store.fenceNumber(id, of)));
      for (const [id, { epoch: of }] of abandoned) fenced.add(`${id} ${of}`);
      continue; // what they released before is to be read
    }
    const more = Math.max(0, left - places.left);
    places.left = Math.min(places.left, left);
    const after = portfolioAfter(places, present, { limit, used, others, more, nowMs });
    if (await store.changePortfolio(present, after)) {
      places.left += more;
      noteShort(places, left < wanted, after.nextFreeAt);
      if (left >= wanted) return 'all';
      return more > 0 ? 'more' : 'none';
    }
  }
  return 'none';
}

async function readBuckets(
  store: PortfolioStore,
  { portfolio }: NumberPlaces,
  nowMs: number,
  { overlapMs }: LookSettings,
): Promise<void> {
  const since = new Date(Math.max(0, portfolio.seenMs - overlapMs));
  for (const { changedAtMs, ...bucket } of await store.findChangedBuckets(portfolio.id, since)) {
    putBucket(portfolio.window, bucket);
    portfolio.seenMs = Math.max(portfolio.seenMs, changedAtMs);
  }
  dropPassed(portfolio.window, nowMs);
}

type Change = {
  readonly limit: number;
  readonly used: number;
  readonly others: ReadonlyArray<[string, PortfolioDocument['granted'][string]]>;
  readonly more: number;
  readonly nowMs: number;
};

function portfolioAfter(
  places: NumberPlaces,
  present: PortfolioDocument | null,
  { limit, used, others, more, nowMs }: Change,
): PortfolioDocument {
  const { portfolio, integrationId, epoch } = places;
  const own = reservedIn(places) + more;
  const granted = Object.fromEntries(others);
  if (own > 0) granted[integrationId] = { places: own, epoch, at: new Date(nowMs) };
  const falls = fallsOf(portfolio.window);
  return {
    _id: portfolio.id,
    version: (present?.version ?? 0) + 1,
    ...{ granted, limit, used, lookedAt: new Date(nowMs) },
    falls: coarse(falls, QUARTER_HOUR_MS).map(({ atMs, people }) => ({ at: new Date(atMs), people })),
    nextFreeAt: falls[0] ? new Date(falls[0].atMs) : null,
    ...(present?.counted ? { counted: present.counted } : {}),
  };
}

function noteShort(places: NumberPlaces, isShort: boolean, nextFreeAt: Date | null): void {
  places.short = isShort && places.left === 0 ? { nextFreeAtMs: nextFreeAt?.getTime() ?? null } : null;
}
