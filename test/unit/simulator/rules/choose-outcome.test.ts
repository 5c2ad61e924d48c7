import fc from 'fast-check';
import {
  chooseOutcome,
  type OutcomeChoice,
  type Sending,
} from '../../../../services/simulator/rules/choose-outcome.ts';
import { delayAt } from '../../../../services/simulator/scenario/delay.ts';
import type { Outcome } from '../../../../services/simulator/rules/outcome.ts';
import { planStatuses, type StatusTimings } from '../../../../services/simulator/rules/plan-statuses.ts';
import { seededChance, type Chance } from '../../../../services/simulator/scenario/seeded-chance.ts';

const always =
  (draw: number): Chance =>
  () =>
    draw;
const sending = (recipient: string, more: Partial<Sending> = {}): Sending => ({
  recipient,
  phoneNumberId: '1',
  template: 'spring_offer',
  attempt: 1,
  ...more,
});

describe('chance', () => {
  test('is the same for the same seed, recipient, attempt and purpose', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.string(),
        fc.integer({ min: 1, max: 9 }),
        fc.string(),
        (seed, recipient, attempt, purpose) => {
          const draw = seededChance(seed, recipient, attempt)(purpose);
          expect(seededChance(seed, recipient, attempt)(purpose)).toBe(draw);
          expect(draw).toBeGreaterThanOrEqual(0);
          expect(draw).toBeLessThan(1);
        },
      ),
    );
  });

  test('is even over neighbouring recipients, attempts and seeds', () => {
    for (const draws of [
      Array.from({ length: 20_000 }, (_, i) => seededChance(1, String(14_155_550_000 + i), 1)('outcome')),
      Array.from({ length: 20_000 }, (_, i) => seededChance(1, '14155550123', i)('outcome')),
      Array.from({ length: 20_000 }, (_, i) => seededChance(i, '14155550123', 1)('outcome')),
    ]) {
      for (let tenth = 0; tenth < 10; tenth++) {
        const share = draws.filter((draw) => Math.floor(draw * 10) === tenth).length / draws.length;
        expect(Math.abs(share - 0.1)).toBeLessThan(0.01);
      }
    }
  });
});

describe('delay', () => {
  test.each([
    [25, 0.7, 25],
    [{ min: 10, max: 30 }, 0.5, 20],
    [{ median: 100, p99: 900 }, 0.5, 100],
    [{ median: 100, p99: 900 }, 0.99, 900],
    [{ median: 100, p99: 900 }, 0.999999999, 9000],
  ])('%j at quantile %d is %d ms', (delay, draw, expected) => {
    expect(delayAt(delay, draw)).toBeCloseTo(expected, 6);
  });
});

describe('choice of outcome', () => {
  const choice: OutcomeChoice = {
    rules: [
      { suffix: '01', outcome: 'fail-in-reply', code: 131026, probability: 1 },
      { matches: /^44/, outcome: 'never-answered', probability: 1 },
      { template: 'winter', attempts: [1], outcome: 'slow', probability: 1 },
      { phoneNumberId: '2', outcome: 'held', probability: 0.5 },
    ],
    outcomes: [
      { outcome: 'fail-by-webhook', code: 131049, probability: 0.2 },
      { outcome: 'opt-out', probability: 0.1 },
    ],
  };

  test.each([
    ['the suffix of the recipient', sending('441555501'), 0.9, 'fail-in-reply'],
    ['a pattern of the recipient', sending('44155559'), 0.9, 'never-answered'],
    ['template and attempt', sending('1', { template: 'winter' }), 0.9, 'slow'],
    ['another attempt', sending('1', { template: 'winter', attempt: 2 }), 0.9, 'accept'],
    ['the number, within the probability', sending('1', { phoneNumberId: '2' }), 0.4, 'held'],
    ['the first weight', sending('1'), 0.19, 'fail-by-webhook'],
    ['the second weight', sending('1'), 0.29, 'opt-out'],
    ['no weight', sending('1'), 0.31, 'accept'],
  ])('by %s', (_by, given, draw, expected) => {
    expect(chooseOutcome(choice, given, always(draw)).outcome).toBe(expected);
  });
});

describe('planned statuses', () => {
  const timings: StatusTimings = {
    sent: { delayMs: 100 },
    delivered: { delayMs: 1000, probability: 0.9 },
    read: { delayMs: 10_000, probability: 0.5, withoutDelivered: 0.1 },
    failed: { delayMs: 50 },
    held: { delayMs: 60_000 },
    optOut: { delayMs: 500, by: 'text', text: 'STOP' },
  };
  const calm = { duplicates: 0, reordered: 0, early: 0 };
  const events = (outcome: Outcome, draw = 0.3, disorder = calm, ttlMs?: number): string[] =>
    planStatuses(timings, disorder, outcome, always(draw), ttlMs).steps.map(
      (step) => `${step.event}@${step.afterMs}${step.code ? `:${step.code}` : ''}`,
    );

  test.each<[Outcome, string[]]>([
    [{ outcome: 'accept' }, ['sent@100', 'delivered@1100', 'read@11100']],
    [{ outcome: 'timeout-after-accept' }, ['sent@100', 'delivered@1100', 'read@11100']],
    [{ outcome: 'sent-only' }, ['sent@100']],
    [{ outcome: 'never-answered' }, []],
    [{ outcome: 'read-without-delivered' }, ['sent@100', 'read@11100']],
    [{ outcome: 'fail-by-webhook', code: 131050 }, ['failed@50:131050']],
    [{ outcome: 'held', delayMs: 2000 }, ['sent@2100', 'delivered@3100', 'read@13100']],
    [{ outcome: 'held-then-dropped' }, ['failed@60000:132015']],
    [{ outcome: 'opt-out' }, ['sent@100', 'delivered@1100', 'read@11100', 'stop@11600']],
  ])('of %j are %j', (outcome, expected) => {
    expect(events(outcome)).toEqual(expected);
  });

  test('an unlucky message stays at sent', () => {
    expect(events({ outcome: 'accept' }, 0.95)).toEqual(['sent@100']);
  });

  test('read may skip delivered', () => {
    expect(events({ outcome: 'accept' }, 0.05)).toEqual(['sent@100', 'read@11100']);
  });

  test('a delivery past the time to live does not happen, and nothing says so', () => {
    expect(events({ outcome: 'accept' }, 0.3, calm, 1000)).toEqual(['sent@100']);
    expect(events({ outcome: 'accept' }, 0.3, calm, 2000)).toHaveLength(3);
  });

  test('a duplicate is a status once more, a reordering exchanges two', () => {
    expect(events({ outcome: 'accept' }, 0.3, { ...calm, duplicates: 1 })).toHaveLength(4);
    expect(events({ outcome: 'accept' }, 0.3, { ...calm, reordered: 1 })).toEqual([
      'delivered@100',
      'sent@1100',
      'read@11100',
    ]);
  });
});
