import { deedsOf, leftOf, ratePerMinute } from '../../../../services/console/src/campaigns/campaign-state.ts';

test('what is offered is what the state machine allows', () => {
  expect(deedsOf('off')).toContain('start');
  expect(deedsOf('on')).not.toContain('delete');
  expect(deedsOf('invalid')).toEqual(['delete']);
  expect(deedsOf('forced_stopping')).toEqual([]);
});

test('who is left has neither been messaged nor skipped', () => {
  const counts = {
    totalNumberOfContacts: 10,
    numberOfContactsMessaged: 4,
    numberOfContactsSkipped: { A: 1, B: 2 },
  };
  expect(leftOf(counts)).toBe(3);
});

test('the rate is that of the last seconds, and unknown until two looks lie apart', () => {
  expect(ratePerMinute([{ atMs: 0, messaged: 5 }])).toBeNull();
  expect(
    ratePerMinute([
      { atMs: 0, messaged: 0 },
      { atMs: 500, messaged: 10 },
    ]),
  ).toBeNull();
  expect(
    ratePerMinute([
      { atMs: 0, messaged: 0 },
      { atMs: 40_000, messaged: 100 },
      { atMs: 50_000, messaged: 600 },
    ]),
  ).toBe(3_000);
  // another run began
  expect(
    ratePerMinute([
      { atMs: 0, messaged: 500 },
      { atMs: 5_000, messaged: 3 },
    ]),
  ).toBeNull();
});
