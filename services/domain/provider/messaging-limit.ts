/**
 * The messaging limit: how many people the numbers of one business portfolio may message together within a
 * moving 24 h, by the level that the provider tells of each number.
 */

/** A number as far as the limit is concerned. */
export type LimitedNumber = {
  readonly businessAccountId: string;
  readonly phoneNumberId: string;
  readonly portfolioId?: string | null | undefined;
  readonly number?: { readonly limitTier: string | null; readonly readAt: Date } | undefined;
};

export type PeopleLimit = {
  /** Null: unlimited, or not known. */
  readonly people: number | null;
  /** Whether the provider told the level of any number. */
  readonly isKnown: boolean;
};

/**
 * A WhatsApp Business Account is a portfolio of its own unless its integration names another; so is a number whose
 * account is not registered.
 */
export const portfolioOf = ({ portfolioId, businessAccountId, phoneNumberId }: LimitedNumber): string =>
  portfolioId || businessAccountId || phoneNumberId;

/** @param numbers of one portfolio; what was read last counts: the level is that of the portfolio */
export function limitOfPortfolio(numbers: readonly LimitedNumber[]): PeopleLimit {
  const facts = numbers.flatMap(({ number }) => (number && isLevel(number.limitTier) ? [number] : []));
  const [latest] = facts.sort((a, b) => b.readAt.getTime() - a.readAt.getTime());
  return { people: peoplePerDayOf(latest?.limitTier ?? null), isKnown: latest !== undefined };
}

/** The provider calls its messaging limits TIER_250, TIER_1K … TIER_100K, TIER_UNLIMITED. */
export function peoplePerDayOf(tier: string | null): number | null {
  const found = /^TIER_(\d+)(K?)$/.exec(tier ?? '');
  return found ? Number(found[1]) * (found[2] === 'K' ? 1_000 : 1) : null;
}

const isLevel = (tier: string | null): boolean =>
  peoplePerDayOf(tier) !== null || tier === 'UNLIMITED' || tier === 'TIER_UNLIMITED';
