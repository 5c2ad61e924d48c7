/** A portfolio's limit begins to hold when everybody whom its numbers messaged within the window is counted. */
import type { CountedFromLedger, PortfolioDocument } from '../../../schemas/collections.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { countFromLedger, type LedgerCountStore, type LedgerCountTimes } from './count-from-ledger.ts';
import type { Portfolio } from './number-places.ts';

export type TakeUpStore = LedgerCountStore & {
  findPortfolio(portfolioId: string): Promise<PortfolioDocument | null>;
  noteCounted(portfolioId: string, counted: CountedFromLedger): Promise<void>;
  forgetCounted(portfolioId: string): Promise<void>;
};

export type TakeUpParts = {
  readonly log: Logger;
  readonly store: TakeUpStore;
  readonly times: LedgerCountTimes & { readonly claimedWithinMs: number };
};

/**
 * Takes up how many people may be messaged. Without a limit nobody is counted from then on, which is noted first.
 * @param people null: no limit
 * @returns false when what was released without being counted may not be in the ledger yet: nobody may go meanwhile
 */
export async function takeUpLimit(
  { log, store, times }: TakeUpParts,
  portfolio: Portfolio,
  integrationIds: readonly string[],
  people: number | null,
  now: () => number,
): Promise<boolean> {
  const { id } = portfolio;
  if (people === null) {
    await store.forgetCounted(id);
    portfolio.limit = null;
    portfolio.hasUncounted = true;
    return true;
  }
  if (portfolio.limit === null) {
    portfolio.limit = undefined;
    portfolio.uncountedUntilMs = now();
  }
  const counted = (await store.findPortfolio(id))?.counted;
  if (portfolio.hasUncounted || !isEnough(counted, people)) {
    const at = now();
    if (at < portfolio.uncountedUntilMs + times.claimedWithinMs) return false;
    const found = await countFromLedger(store, id, integrationIds, people, times, at);
    await store.noteCounted(id, { at: new Date(at), ...(found < people ? {} : { people }) });
    portfolio.hasUncounted = false;
    log.info({ portfolioId: id, found }, 'people messaged within the last 24 h were counted from the ledger');
  }
  portfolio.limit = people;
  return true;
}

const isEnough = (counted: CountedFromLedger | undefined, people: number): boolean =>
  counted !== undefined && (counted.people === undefined || people <= counted.people);
