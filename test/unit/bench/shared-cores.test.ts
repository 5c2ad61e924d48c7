import fc from 'fast-check';
import {
  clusterCosts,
  SHARED_USE,
  shortRate,
  steadyRate,
  sumOf,
  type SharedCosts,
} from '../../bench/shared-cores.ts';

const nothing = { services: 0, simulator: 0, kafka: 0, mongo: 0 };
const share = fc.double({ min: 0, max: 5_000, noNaN: true });
const shares = fc.record({ services: share, simulator: share, kafka: share, mongo: share });
const costs = fc.record({ micros: shares, idle: fc.constant(nothing) });
const counts = fc.record({
  copies: fc.integer({ min: 1, max: 5 }),
  instances: fc.integer({ min: 1, max: 9 }),
});

/** With one of each on two cores, in two runs (docs/performance.md). */
const aloneInFirst: SharedCosts = {
  micros: { services: 658, simulator: 275, kafka: 195, mongo: 304 },
  idle: { services: 0.08, simulator: 0, kafka: 0.062, mongo: 0.014 },
};
const alone: SharedCosts = {
  micros: { services: 510, simulator: 233, kafka: 137, mongo: 240 },
  idle: { services: 0.078, simulator: 0, kafka: 0.054, mongo: 0.02 },
};

test.each([
  [1, 607, aloneInFirst],
  [2, 490, aloneInFirst],
  [3, 450, aloneInFirst],
  [1, 625, alone],
  [2, 478, alone],
  [3, 416, alone],
])(
  'three brokers and members and %d of each service, %d messages/s while all was warm: within a fifth',
  (instances, measured, costsOfOne) => {
    const told = steadyRate(2 * SHARED_USE, clusterCosts(costsOfOne, { copies: 3, instances }));
    expect(told / measured).toBeGreaterThan(0.8);
    expect(told / measured).toBeLessThan(1.25);
  },
);

test('one copy and one instance cost what was measured', () => {
  expect(clusterCosts(alone, { copies: 1, instances: 1 })).toEqual(alone);
});

test('while all are warm, instances take part of the cores for themselves, and make messages dearer', () => {
  const idle = { services: 0.1, simulator: 0, kafka: 0.05, mongo: 0.02 };
  const { micros, idle: idleOfThree } = clusterCosts({ ...alone, idle }, { copies: 3, instances: 3 });
  expect(micros.services).toBeCloseTo(alone.micros.services * 1.8);
  expect(sumOf(idleOfThree)).toBeCloseTo(0.3 + 0.15 + 0.06);
  const rate = steadyRate(2, { micros, idle: idleOfThree });
  expect(rate).toBeCloseTo(((2 - 0.51) * 1e6) / sumOf(micros));
  expect(steadyRate(0.5, { micros, idle: idleOfThree })).toBe(0);
});

test('more copies are never faster, and a longer run is never slower by its warm-up', () => {
  fc.assert(
    fc.property(
      costs,
      counts,
      fc.integer({ min: 1, max: 1_000_000 }),
      (one, { copies, instances }, messages) => {
        fc.pre(sumOf(one.micros) > 1);
        const more = clusterCosts(one, { copies: copies + 1, instances });
        const fewer = clusterCosts(one, { copies, instances });
        expect(steadyRate(2, more)).toBeLessThanOrEqual(steadyRate(2, fewer));
        const cold = (of: number): number => shortRate(2, more, { messages: of, coldProcesses: instances });
        expect(cold(messages)).toBeLessThanOrEqual(cold(messages * 2));
        expect(cold(messages)).toBeLessThanOrEqual(steadyRate(2, more));
      },
    ),
  );
});
