import fc from 'fast-check';
import { assignSlots, joinTurns, type Contender } from '../../../../services/throttle/number/fair-share.ts';

const contender = (runId: string, over: Partial<Contender> = {}): Contender => ({
  runId,
  intervalMicros: 1_000,
  nextMicros: 0,
  turns: 0,
  waiting: 10_000,
  ...over,
});
const countOf = (assignments: readonly { runId: string }[], runId: string): number =>
  assignments.filter((one) => one.runId === runId).length;

describe('fair share', () => {
  it('gives one campaign exactly its own pace when the number has room', () => {
    const { assignments } = assignSlots(0, 10, [contender('a', { intervalMicros: 100 })], 1_000, 2_000);
    expect(assignments.map((one) => one.slotMicros)).toEqual([
      1_000, 1_100, 1_200, 1_300, 1_400, 1_500, 1_600, 1_700, 1_800, 1_900,
    ]);
  });

  it('shares the number equally among campaigns that could use all of it', () => {
    const { assignments } = assignSlots(
      0,
      100,
      [
        contender('a', { intervalMicros: 50 }),
        contender('b', { intervalMicros: 70 }),
        contender('c', { intervalMicros: 100 }),
      ],
      0,
      30_000,
    );
    for (const runId of ['a', 'b', 'c']) expect(countOf(assignments, runId)).toBeCloseTo(100, -1);
  });

  it('leaves a slow campaign its full pace beside greedy ones', () => {
    const slow = contender('slow', { intervalMicros: 1_000 });
    const { assignments } = assignSlots(
      0,
      100,
      [contender('greedy', { intervalMicros: 1 }), contender('greedy too', { intervalMicros: 1 }), slow],
      0,
      100_000,
    );
    expect(countOf(assignments, 'slow')).toBeGreaterThanOrEqual(90);
  });

  it('lets the others use what a campaign without contacts does not', () => {
    const { assignments } = assignSlots(
      0,
      100,
      [contender('empty', { waiting: 0 }), contender('full', { intervalMicros: 100 })],
      0,
      10_000,
    );
    expect(countOf(assignments, 'full')).toBe(100);
  });

  it('never puts two messages closer than the number’s interval, nor two of a campaign closer than its own', () => {
    const contenders = fc.array(
      fc.record({
        intervalMicros: fc.integer({ min: 1, max: 5_000 }),
        nextMicros: fc.integer({ min: 0, max: 20_000 }),
        turns: fc.nat(50),
        waiting: fc.nat(200),
      }),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 500 }),
        fc.nat(10_000),
        contenders,
        (numberInterval, numberNext, drawn) => {
          const all = drawn.map((one, index) => ({ runId: String(index), ...one }));
          const { assignments } = assignSlots(numberNext, numberInterval, all, 5_000, 25_000);
          for (const [index, one] of assignments.entries()) {
            const before = assignments[index - 1];
            if (before) expect(one.slotMicros - before.slotMicros).toBeGreaterThanOrEqual(numberInterval);
            const own = assignments.slice(0, index).findLast((other) => other.runId === one.runId);
            const interval = all[Number(one.runId)]?.intervalMicros ?? 0;
            if (own) expect(one.slotMicros - own.slotMicros).toBeGreaterThanOrEqual(interval);
            expect(one.slotMicros).toBeGreaterThanOrEqual(Math.max(5_000, numberNext));
          }
          for (const one of all) expect(countOf(assignments, one.runId)).toBeLessThanOrEqual(one.waiting);
        },
      ),
    );
  });

  it('lets a campaign that joins start level with the others', () => {
    expect(joinTurns(0, [500, 480])).toBe(480);
    expect(joinTurns(600, [500])).toBe(600);
    expect(joinTurns(3, [])).toBe(3);
  });
});
