/** How many people the portfolio of a number may message within 24 h, and how many it has messaged, as the throttle counts them. */
import {
  collections,
  type IntegrationDocument,
  type PortfolioDocument,
} from '../../../schemas/collections.ts';
import { limitOfPortfolio, portfolioOf } from '../../domain/provider/messaging-limit.ts';
import type { PeopleUse } from '../../domain/provider/people-outlook.ts';
import type { Database } from '../../platform/mongo/mongo.ts';

/** @returns null when there is no limit, or none is known */
export async function readPeopleUse(
  database: Database,
  integration: IntegrationDocument,
  now: Date,
): Promise<PeopleUse | null> {
  const portfolio = await database.of(collections.portfolios).findOne({ _id: portfolioOf(integration) });
  return peopleUseOf(integration, portfolio, now);
}

/** @param portfolio that of the number; null when nothing was counted yet */
export function peopleUseOf(
  integration: Pick<IntegrationDocument, 'businessAccountId' | 'phoneNumberId' | 'portfolioId' | 'number'>,
  portfolio: PortfolioDocument | null,
  now: Date,
): PeopleUse | null {
  const own = limitOfPortfolio([integration]);
  const isNewer = portfolio !== null && portfolio.lookedAt > (integration.number?.readAt ?? new Date(0));
  const limit = isNewer && own.people !== null ? portfolio.limit : own.people;
  if (limit === null) return null;
  // what the throttle saw at its last look, less those who have fallen out since
  const falls = (portfolio?.falls ?? []).filter(({ at }) => at > now);
  return { limit, used: falls.reduce((sum, { people }) => sum + people, 0), falls };
}
