/**
 * The portfolios of this instance's numbers: their limits are read every few seconds, and places are looked
 * for beside the ticks.
 */
import type {
  IntegrationDocument,
  PeopleReachedDocument,
  PersonReached,
} from '../../../schemas/collections.ts';
import { limitOfPortfolio, portfolioOf } from '../../domain/provider/messaging-limit.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { lookForPlaces, type Looked, type PortfolioStore } from './look-for-places.ts';
import { takeUpLimit, type TakeUpStore } from './take-up-limit.ts';
import { openPortfolio, type NumberPlaces, type Portfolio } from './number-places.ts';
import { openWindow } from './people-window.ts';
import { personHash } from './person-hash.ts';
import { settlePeople, type SettleStore } from './settle-people.ts';

export type PortfoliosParts = {
  readonly log: Logger;
  readonly store: PortfolioStore &
    SettleStore &
    TakeUpStore & {
      findNumbersOf(portfolioIds: readonly string[]): Promise<IntegrationDocument[]>;
      recordPeople(
        bucket: Pick<PeopleReachedDocument, '_id' | 'portfolioId' | 'integrationId' | 'endsAt' | 'dropsAt'>,
        people: readonly PersonReached[],
      ): Promise<void>;
    };
  readonly times: PortfolioTimes;
};

export type PortfolioTimes = {
  /** The window that the provider counts people in. */
  readonly windowMs: number;
  /** From its slot until the provider may still accept a message. */
  readonly acceptedWithinMs: number;
  /** After the end of a bucket all its messages have an outcome, unless nobody knows it. */
  readonly settleAfterMs: number;
  /** From the release of a message until a sender has claimed it, or never will. */
  readonly claimedWithinMs: number;
};

const BUCKETS_IN_WINDOW = 1_440;
const SHORTEST_BUCKET_MS = 1_000;
/** Our clocks and the provider's differ. */
const CLOCKS_MS = 2_000;

export type Portfolios = {
  readonly parts: PortfoliosParts;
  readonly byId: Map<string, Portfolio>;
  reading: Promise<void> | null;
  readAtMs: number;
};

export const openPortfolios = (parts: PortfoliosParts): Portfolios => ({
  ...{ parts, byId: new Map(), reading: null, readAtMs: 0 },
});

const READ_LIMITS_EVERY_MS = 5_000;
const SETTLE_EVERY_MS = 10_000;
/** A look that found no place: the next one is at the latest after this, at the earliest after that. */
const LOOK_AGAIN_MS = 30_000;
const LOOK_SOONEST_MS = 1_000;
/** Few places were found: soon there may be more. */
const LOOK_FOR_MORE_MS = 100;
/** Places that nobody takes for so long go back. */
const GIVE_BACK_AFTER_MS = 10_000;

export function portfolioIn(portfolios: Portfolios, integration: IntegrationDocument): Portfolio {
  const id = portfolioOf(integration);
  const present = portfolios.byId.get(id);
  if (present) return present;
  const opened = openPortfolio(id, openWindow(), Date.now());
  portfolios.byId.set(id, opened);
  return opened;
}

/** Makes it durable whom the number is about to message; they count from the bucket of the last slot. */
export function recordPeople(
  { parts: { store, times } }: Portfolios,
  { portfolio, integrationId }: NumberPlaces,
  messages: ReadonlyArray<{ messageId: string; to: string }>,
  lastSlotMs: number,
): Promise<void> {
  const bucketMs = Math.max(SHORTEST_BUCKET_MS, times.windowMs / BUCKETS_IN_WINDOW);
  const start = Math.floor(lastSlotMs / bucketMs) * bucketMs;
  const bucket = {
    _id: `${portfolio.id}/${integrationId}/${start}`,
    ...{ portfolioId: portfolio.id, integrationId, endsAt: new Date(start + bucketMs) },
    dropsAt: new Date(start + bucketMs + times.windowMs + times.acceptedWithinMs + CLOCKS_MS),
  };
  const people = messages.map(({ messageId, to }) => ({ p: personHash(portfolio.id, to), m: messageId }));
  return store.recordPeople(bucket, people);
}

/** What a number wants at a tick. */
export type Wanting = {
  readonly places: NumberPlaces;
  /** Places that it will use within some seconds. */
  readonly wanted: number;
};

/** Starts what is due; waits for nothing. */
export function keepPortfolios(portfolios: Portfolios, numbers: readonly Wanting[], nowMs: number): void {
  const inUse = new Set(numbers.map(({ places }) => places.portfolio));
  for (const [id, portfolio] of portfolios.byId) if (!inUse.has(portfolio)) portfolios.byId.delete(id);
  const isNew = [...inUse].some(({ limit }) => limit === undefined);
  if (
    inUse.size > 0 &&
    !portfolios.reading &&
    (isNew || nowMs - portfolios.readAtMs > READ_LIMITS_EVERY_MS)
  ) {
    portfolios.readAtMs = nowMs;
    portfolios.reading = readLimits(portfolios, numbers).finally(() => (portfolios.reading = null));
  }
  for (const number of numbers) if (isLookDue(number, nowMs)) startLook(portfolios, number, nowMs);
  for (const portfolio of inUse) keepSettled(portfolios, portfolio, nowMs);
}

/** Gives back the places that nobody took; resolves when nothing is under way any more. */
export async function closePortfolios(
  { byId, reading, parts }: Portfolios,
  numbers: readonly NumberPlaces[],
): Promise<void> {
  await Promise.all([reading, ...[...byId.values()].flatMap(({ looking, settling }) => [looking, settling])]);
  for (const places of numbers) if (places.left > 0) await lookForPlaces(parts.store, places, 0, Date.now());
}

async function readLimits({ byId, parts }: Portfolios, numbers: readonly Wanting[]): Promise<void> {
  try {
    const ids = [...byId.keys()];
    const found = await parts.store.findNumbersOf(ids);
    for (const [id, portfolio] of byId) {
      const ours = found.filter((one) => portfolioOf(one) === id);
      const { people, isKnown } = limitOfPortfolio(ours);
      if (!ids.includes(id) || portfolio.limit === people) continue;
      const integrationIds = ours.map(({ _id }) => _id);
      if (!(await takeUpLimit(parts, portfolio, integrationIds, people, Date.now))) continue;
      parts.log.info(
        { portfolioId: id, people },
        isKnown
          ? `the portfolio may message ${people ?? 'any number of'} people in 24 h`
          : 'how many people the portfolio may message in 24 h is not known, so nothing keeps it within that',
      );
      for (const { places } of numbers) if (places.portfolio === portfolio) places.lookAtMs = 0;
    }
  } catch (error) {
    parts.log.error({ err: error }, 'limits of portfolios could not be read; the next ticks try again');
  }
}

function isLookDue({ places, wanted }: Wanting, nowMs: number): boolean {
  if (places.isLooking || typeof places.portfolio.limit !== 'number' || nowMs < places.lookAtMs) return false;
  if (places.left > 0 && nowMs - places.takenAtMs > GIVE_BACK_AFTER_MS) return true;
  return wanted > 0 && places.left * 2 < wanted;
}

function startLook({ parts }: Portfolios, { places, wanted }: Wanting, nowMs: number): void {
  places.isLooking = true;
  const { portfolio } = places;
  const look = async (): Promise<void> => {
    try {
      const looked = await lookForPlaces(parts.store, places, wanted, Date.now());
      places.takenAtMs = Math.max(places.takenAtMs, nowMs);
      places.lookAtMs = nextLook(places, looked, Date.now());
    } catch (error) {
      places.lookAtMs = Date.now() + LOOK_SOONEST_MS;
      parts.log.error(
        { err: error, portfolioId: portfolio.id },
        'places of a portfolio could not be looked for',
      );
    } finally {
      places.isLooking = false;
    }
  };
  portfolio.looking = portfolio.looking.then(look);
}

function nextLook({ left, short }: NumberPlaces, looked: Looked, nowMs: number): number {
  if (looked === 'all') return nowMs;
  if (looked === 'more') return nowMs + LOOK_FOR_MORE_MS;
  if (left > 0) return nowMs + LOOK_SOONEST_MS;
  const freeAtMs = short?.nextFreeAtMs ?? Infinity;
  return Math.min(Math.max(freeAtMs, nowMs + LOOK_SOONEST_MS), nowMs + LOOK_AGAIN_MS);
}

function keepSettled({ parts }: Portfolios, portfolio: Portfolio, nowMs: number): void {
  if (portfolio.settling || nowMs - portfolio.settledAtMs < SETTLE_EVERY_MS) return;
  portfolio.settledAtMs = nowMs;
  portfolio.settling = settlePeople(parts.store, portfolio, parts.times.settleAfterMs, nowMs)
    .catch((error: unknown) =>
      parts.log.error({ err: error, portfolioId: portfolio.id }, 'places could not be given back'),
    )
    .finally(() => (portfolio.settling = null));
}
