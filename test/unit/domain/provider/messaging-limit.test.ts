import {
  limitOfPortfolio,
  peoplePerDayOf,
  portfolioOf,
} from '../../../../services/domain/provider/messaging-limit.ts';

it('reads how many people a day may be messaged from the level', () => {
  const levels = ['TIER_250', 'TIER_2K', 'TIER_100K', 'TIER_UNLIMITED', 'TIER_NOT_SET', null];
  expect(levels.map(peoplePerDayOf)).toEqual([250, 2_000, 100_000, null, null, null]);
});

describe('the limit of a portfolio', () => {
  const said = (limitTier: string | null, minute = 0) => ({
    businessAccountId: '1',
    phoneNumberId: '2',
    number: { limitTier, readAt: new Date(Date.UTC(2026, 0, 1, 0, minute)) },
  });

  it.each([
    ['what one number says', [said('TIER_250'), said(null, 5)], { people: 250, isKnown: true }],
    ['what was read last', [said('TIER_250'), said('TIER_2K', 1)], { people: 2_000, isKnown: true }],
    ['none when it is unlimited', [said('TIER_UNLIMITED')], { people: null, isKnown: true }],
    [
      'not known of numbers that were never read',
      [{ businessAccountId: '1', phoneNumberId: '2' }],
      { people: null, isKnown: false },
    ],
    ['not known when the level is another word', [said('TIER_NEW')], { people: null, isKnown: false }],
  ])('is %s', (_, numbers, limit) => expect(limitOfPortfolio(numbers)).toEqual(limit));
});

it('an account is a portfolio of its own unless its integration names one, and so is a number without account', () => {
  const number = { businessAccountId: '1', phoneNumberId: '2' };
  expect(portfolioOf(number)).toBe('1');
  expect(portfolioOf({ ...number, portfolioId: null })).toBe('1');
  expect(portfolioOf({ ...number, portfolioId: 'p' })).toBe('p');
  expect(portfolioOf({ ...number, businessAccountId: '' })).toBe('2');
});
