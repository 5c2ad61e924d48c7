import { createSeldom } from '../../../../services/platform/process/seldom.ts';

test('the first is said at once, the same soon after is not, and the next one says how many there were', () => {
  const seldom = createSeldom(1_000);
  expect(seldom.pass('slow down', 0)).toBe(1);
  expect([1, 500, 999].map((at) => seldom.pass('slow down', at))).toEqual([0, 0, 0]);
  expect(seldom.pass('slow down', 1_000)).toBe(4);
  expect(seldom.pass('slow down', 1_001)).toBe(0);
});

test('what differs is said by itself', () => {
  const seldom = createSeldom(1_000);
  expect([seldom.pass('a', 0), seldom.pass('b', 1), seldom.pass('a', 2)]).toEqual([1, 1, 0]);
});
