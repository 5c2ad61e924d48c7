/** A portfolio that may message any number of people. */
import { openPortfolio } from '../../services/throttle/portfolio/number-places.ts';
import { openWindow } from '../../services/throttle/portfolio/people-window.ts';
import type { PacedNumberParts } from '../../services/throttle/number/paced-number.ts';

const portfolio = openPortfolio('portfolio', openWindow());
portfolio.limit = null;

export const noLimits: PacedNumberParts['portfolios'] = {
  of: () => portfolio,
  record: async () => undefined,
};
