/** What becomes of a delivery after a try, and when a receiver is not called any more. */
import fc from 'fast-check';
import {
  LEAST_FAILURES,
  mustDisable,
  nextStep,
  readRetryAfter,
} from '../../../services/notifier/delivery/next-step.ts';

const now = new Date('2026-01-31T09:00:00.000Z');
const waitsMs = [5_000, 300_000, 1_800_000];
const answered = (status: number, retryAfterMs: number | null = null) => ({ status, retryAfterMs });
const step = (result: Parameters<typeof nextStep>[0], tries = 1, chance = 0) =>
  nextStep(result, { tries, waitsMs, now, chance });
const afterMs = (result: Parameters<typeof nextStep>[0], tries = 1, chance = 0): number | string => {
  const next = step(result, tries, chance);
  return next.kind === 'again' ? next.dueAt.getTime() - now.getTime() : next.kind;
};

test.each([200, 201, 204, 299])('%d is delivered', (status) => {
  expect(step(answered(status))).toEqual({ kind: 'delivered' });
});

test.each([
  [101, 'answered 101'],
  [302, 'answered 302, and redirects are not followed'],
  [400, 'answered 400'],
  [404, 'answered 404'],
  [500, 'answered 500'],
])('%d is tried again, and why is told', (status, failure) => {
  expect(step(answered(status))).toMatchObject({ kind: 'again', failure });
});

test('a receiver that cannot be reached is tried again', () => {
  expect(step({ status: null, failure: 'no answer within 15000 ms' })).toMatchObject({
    kind: 'again',
    failure: 'no answer within 15000 ms',
  });
});

test('410 Gone is given up at once, and ends the subscription', () => {
  expect(step(answered(410))).toEqual({ kind: 'dead', failure: 'answered 410', isGone: true });
});

test('the waits are those of the settings; behind the last there is no further try', () => {
  expect([1, 2, 3, 4].map((tries) => afterMs(answered(500), tries))).toEqual([...waitsMs, 'dead']);
});

test('a receiver that asks for a longer wait gets it, up to a day', () => {
  expect(afterMs(answered(503, 60_000))).toBe(60_000);
  expect(afterMs(answered(503, 1_000))).toBe(5_000);
  expect(afterMs(answered(503, 1e12))).toBe(24 * 3_600_000);
});

test('whatever happens: at most one try more than waits, each wait at least as long as set and at most a fifth longer', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 36_000_000 }), { minLength: 1, maxLength: 20 }),
      fc.array(fc.oneof(fc.constant(null), fc.integer({ min: 300, max: 599 })), { maxLength: 40 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (waits, statuses, chance) => {
        let tries = 0;
        for (const status of statuses) {
          tries += 1;
          const result = status === null ? { status, failure: 'x' } : answered(status);
          const next = nextStep(result, { tries, waitsMs: waits, now, chance });
          if (next.kind !== 'again') {
            expect(next.kind === 'dead' && (next.isGone || tries === waits.length + 1)).toBe(true);
            return;
          }
          const wait = next.dueAt.getTime() - now.getTime();
          const own = waits[tries - 1] ?? 0;
          expect(wait).toBeGreaterThanOrEqual(own);
          expect(wait).toBeLessThanOrEqual(own * 1.2 + 1);
        }
        expect(tries).toBeLessThanOrEqual(waits.length);
      },
    ),
  );
});

test('a receiver is disabled when it has failed for long enough, and often enough', () => {
  const days = (count: number): Date => new Date(now.getTime() - count * 86_400_000);
  const fiveDays = 5 * 86_400_000;
  expect(mustDisable(null, now, fiveDays)).toBe(false);
  expect(mustDisable({ since: days(5), tries: LEAST_FAILURES }, now, fiveDays)).toBe(true);
  expect(mustDisable({ since: days(30), tries: LEAST_FAILURES - 1 }, now, fiveDays)).toBe(false);
  expect(mustDisable({ since: days(4.99), tries: 1_000 }, now, fiveDays)).toBe(false);
});

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Sat, 31 Jan 2026 09:01:00 GMT', 60_000],
  ['Sat, 31 Jan 2026 08:00:00 GMT', 0],
  ['soon', null],
  ['-5', 0],
  [undefined, null],
])('Retry-After %p', (text, ms) => {
  // "-5" is a date to the language, and long past
  expect(readRetryAfter(text, now)).toBe(ms);
});
