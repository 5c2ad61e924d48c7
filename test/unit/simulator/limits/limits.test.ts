import fc from 'fast-check';
import { createCallQuota } from '../../../../services/simulator/limits/call-quota.ts';
import { createLimits } from '../../../../services/simulator/limits/limits.ts';
import { createPairLimit } from '../../../../services/simulator/limits/pair-limit.ts';
import { createPortfolioLimit } from '../../../../services/simulator/limits/portfolio-limit.ts';
import { readScenario } from '../../../../services/simulator/scenario/read-scenario.ts';
import type { PhoneNumber, Scenario } from '../../../../services/simulator/scenario/scenario.ts';
import { fullBucket, takeToken } from '../../../../services/simulator/limits/token-bucket.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;

describe('token bucket', () => {
  test('a full bucket lets its burst through and then one token each time it has flowed in', () => {
    const rate = { perSecond: 10, burst: 3 };
    const bucket = fullBucket(rate, 0);
    expect([0, 0, 0, 0, 99, 100, 101, 200].map((at) => takeToken(bucket, rate, at))).toEqual([
      true,
      true,
      true,
      false,
      false,
      true,
      false,
      true,
    ]);
  });

  test('never more than burst plus what has flowed in, whatever the times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 300 }), (gaps) => {
        const rate = { perSecond: 80, burst: 20 };
        const bucket = fullBucket(rate, 0);
        let now = 0;
        let taken = 0;
        for (const gap of gaps) {
          now += gap;
          if (takeToken(bucket, rate, now)) taken += 1;
          expect(taken).toBeLessThanOrEqual(20 + (now * 80) / 1000 + 1e-6);
        }
      }),
    );
  });
});

describe('pair limit', () => {
  test('one message every 6 s is always fine', () => {
    const pairs = createPairLimit();
    for (let i = 0; i < 100; i++) expect(pairs.take('a', i * 6 * SECOND).ok).toBe(true);
    expect(pairs.take('a', 99 * 6 * SECOND + 5999).ok).toBe(true);
  });

  test('after a burst of 20 the next may come after 2 minutes', () => {
    const pairs = createPairLimit();
    for (let i = 0; i < 20; i++) pairs.take('a', i * 100);
    expect(pairs.take('a', 6 * SECOND)).toEqual({ ok: false, waitMs: 114 * SECOND });
    expect(pairs.take('a', 120 * SECOND - 1).ok).toBe(false);
    expect(pairs.take('a', 120 * SECOND).ok).toBe(true);
  });

  test('the 46th within 6 s is refused, another pair is not touched', () => {
    const pairs = createPairLimit();
    const answers = Array.from({ length: 46 }, () => pairs.take('a', 0).ok);
    expect(answers.filter(Boolean)).toHaveLength(45);
    expect(answers.at(-1)).toBe(false);
    expect(pairs.take('b', 0).ok).toBe(true);
  });

  test('asking how long to wait is what taking would have said, and takes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9_000 }), { minLength: 1, maxLength: 120 }), (gaps) => {
        const pairs = createPairLimit();
        let now = 0;
        for (const gap of gaps) {
          now += gap;
          const asked = pairs.waitMs('a', now);
          expect(pairs.waitMs('a', now)).toBe(asked);
          const taken = pairs.take('a', now);
          expect(taken.ok ? 0 : taken.waitMs).toBe(asked);
        }
      }),
    );
  });

  test('a debt outlives the forgetting of old pairs', () => {
    const pairs = createPairLimit();
    pairs.take('old', 0);
    for (let i = 0; i < 45; i++) pairs.take('a', 269 * SECOND);
    expect(pairs.take('b', 271 * SECOND).ok).toBe(true);
    expect(pairs.take('a', 500 * SECOND).ok).toBe(false);
    expect(pairs.take('a', 539 * SECOND).ok).toBe(true);
  });
});

describe('portfolio limit', () => {
  test('counts users, not messages, in a moving 24 h', () => {
    const portfolio = createPortfolioLimit();
    expect(portfolio.take('a', 2, 0)).toBe(true);
    expect(portfolio.take('a', 2, 1)).toBe(true);
    expect(portfolio.take('b', 2, HOUR)).toBe(true);
    expect(portfolio.take('c', 2, 23 * HOUR)).toBe(false);
    expect(portfolio.take('c', 2, 24 * HOUR)).toBe(true);
    expect(portfolio.take('a', 2, 24 * HOUR)).toBe(false);
  });

  test('a user who wrote is free', () => {
    const portfolio = createPortfolioLimit();
    portfolio.take('a', 1, 0);
    portfolio.openServiceWindow('b', 0);
    expect(portfolio.take('b', 1, HOUR)).toBe(true);
    expect(portfolio.take('b', 1, 24 * HOUR + 1)).toBe(true);
    expect(portfolio.users()).toBe(1);
  });
});

test('a call quota tells its use and the minutes to wait', () => {
  const quota = createCallQuota(60);
  for (let i = 0; i < 45; i++) quota.take(0);
  expect(quota.usage()).toEqual({ percent: 75, regainMinutes: 0 });
  for (let i = 0; i < 15; i++) quota.take(0);
  expect(quota.take(0)).toBe(false);
  expect(quota.usage()).toEqual({ percent: 100, regainMinutes: 1 });
  expect(quota.take(60 * SECOND)).toBe(true);
});

describe('all limits', () => {
  const scenario = (document: unknown): Scenario => {
    const reading = readScenario(document, { seed: 1 });
    if (!reading.ok) throw new Error(reading.faults.join());
    return reading.scenario;
  };
  const run = (
    document: Record<string, unknown>,
    sends: number,
    recipient = (i: number) => String(i),
  ): (number | undefined)[] => {
    const { limits, numbers } = scenario({ numbers: [{ id: '1' }], ...document });
    const all = createLimits(limits, true);
    const number = numbers[0] as PhoneNumber;
    return Array.from({ length: sends }, (_, i) => {
      const code = all.checkSend(number, recipient(i), 0, 0)?.code;
      if (code === undefined) all.countAccepted(number, recipient(i), 0, 0);
      return code;
    });
  };
  const count = (codes: (number | undefined)[], code: number | undefined): number =>
    codes.filter((each) => each === code).length;

  test('a declared number has the throughput of its level: 80 or 1000', () => {
    expect(count(run({}, 200), undefined)).toBe(80);
    expect(count(run({ numbers: [{ id: '1', throughput: { level: 'HIGH' } }] }, 2000), 130429)).toBe(1000);
  });

  test('the pair limit, the portfolio tier and the allow-list have their codes', () => {
    expect(
      count(
        run({ limits: { pairLimit: true } }, 60, () => 'same'),
        131056,
      ),
    ).toBe(15);
    expect(
      count(
        run({ numbers: [{ id: '1', whatsapp_business_manager_messaging_limit: 'TIER_50' }] }, 60),
        131048,
      ),
    ).toBe(10);
    expect(count(run({ limits: { portfolioUsers: 10, portfolioCode: 80007 } }, 60), 80007)).toBe(50);
    const { limits, numbers } = scenario({
      numbers: [{ id: '1' }],
      limits: { pairLimit: true, portfolioUsers: 1 },
    });
    const all = createLimits(limits, true);
    // nothing was accepted: however often it is tried, no pair and no user is used up
    for (let i = 0; i < 60; i++)
      expect(all.checkSend(numbers[0] as PhoneNumber, i % 2 ? 'one' : 'other', i, i)).toBeUndefined();
    expect(run({ limits: { allowedRecipients: ['0'] } }, 2)).toEqual([undefined, 131030]);
    expect(run({ limits: { accountMessagesPerHour: 1 } }, 2)).toEqual([undefined, 80007]);
  });
});
