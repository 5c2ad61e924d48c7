import fc from 'fast-check';
import {
  afterFailure,
  afterSuccess,
  TRIES,
  type Failures,
} from '../../../../../services/platform/kafka/handling/isolate-poison.ts';

/** Hands over records again and again as a consumer does. @returns what was taken for poison, and how often the handler was asked */
function consume(
  records: number,
  poison: ReadonlySet<number>,
  atOnce = 1_000,
): { found: number[]; asked: number } {
  const found: number[] = [];
  let failures: Failures | null = null;
  let asked = 0;
  for (let next = 0; next < records;) {
    const count = Math.min(atOnce, failures?.limit ?? atOnce, records - next);
    const lastOffset = BigInt(next + count - 1);
    asked += 1;
    const fails = Array.from({ length: count }, (_, at) => next + at).some((record) => poison.has(record));
    if (!fails) {
      failures = afterSuccess(failures, lastOffset);
      next += count;
      continue;
    }
    const after = afterFailure(failures, { count, lastOffset });
    failures = after.failures;
    if (!after.poison) continue;
    found.push(next);
    failures = afterSuccess(failures, lastOffset);
    next += count;
  }
  return { found, asked };
}

test('one record of a thousand is found within 40 tries, and the others are handled', () => {
  const { found, asked } = consume(1_000, new Set([677]));
  expect(found).toEqual([677]);
  expect(asked).toBeLessThan(40);
});

test('a batch is halved only after some tries', () => {
  const first = afterFailure(null, { count: 100, lastOffset: 99n });
  const second = afterFailure(first.failures, { count: 100, lastOffset: 99n });
  const third = afterFailure(second.failures, { count: 100, lastOffset: 99n });
  expect([first, second, third].map(({ failures }) => failures.limit)).toEqual([Infinity, Infinity, 50]);
});

test('a single record gets as many tries before it is poison', () => {
  let failures: Failures | null = null;
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const after = afterFailure(failures, { count: 1, lastOffset: 5n });
    expect(after.poison).toBe(attempt === TRIES);
    failures = after.failures;
  }
});

test('whatever is poison is found, that and nothing else', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.uniqueArray(fc.nat(299), { maxLength: 20 }),
      (records, bad) => {
        const poison = bad.filter((record) => record < records).sort((a, b) => a - b);
        expect(consume(records, new Set(poison), 100).found).toEqual(poison);
      },
    ),
  );
});
