import { createLogThrottle } from '../../../../services/platform/process/log-throttle.ts';

test('the first is said at once, the same soon after is not, and the next one says how many there were', () => {
  const throttle = createLogThrottle(1_000);
  expect(throttle.pass('slow down', 0)).toBe(1);
  expect([1, 500, 999].map((at) => throttle.pass('slow down', at))).toEqual([0, 0, 0]);
  expect(throttle.pass('slow down', 1_000)).toBe(4);
  expect(throttle.pass('slow down', 1_001)).toBe(0);
});

test('what differs is said by itself', () => {
  const throttle = createLogThrottle(1_000);
  expect([throttle.pass('a', 0), throttle.pass('b', 1), throttle.pass('a', 2)]).toEqual([1, 1, 0]);
});
