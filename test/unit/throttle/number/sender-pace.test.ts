/** A throttle and a sender on a virtual clock: whatever is offered, what is held stays near what can be done, and is even. */
import fc from 'fast-check';
import {
  learnPace,
  unlimitedPace,
  type SenderLook,
  type SenderPace,
} from '../../../../services/throttle/number/sender-pace.ts';
import { mean, NOW, runChain, SETTINGS, type Chain } from './model-chain.ts';

const CAPACITY = 1_000;
/** A batch of records keeps the sender busy ten times a second, and every other second its memory is tidied up. */
const standsStill = (second: number): ReadonlyArray<readonly [number, number]> => [
  ...Array.from({ length: 10 }, (_, place) => [place * 100 + 35, 15] as const),
  ...(second % 2 === 0 ? [[500, 40] as const] : []),
];
const chain: Chain = { capacityAt: () => CAPACITY, standsStill };
/** Processes that have just started, whose code is not compiled yet. */
const cold: Chain = { capacityAt: (second) => Math.min(CAPACITY, 150 + 85 * second), standsStill };

const aLook = (of: Partial<SenderLook>): SenderLook => ({
  ...{ nowMs: NOW, spanMs: 1_000, wantedPerSecond: 1_000, released: 0, taken: 0, late: 0, waiting: 0 },
  overdueMs: null,
  ...of,
});
const free = unlimitedPace(SETTINGS);
const looked = (looks: readonly Partial<SenderLook>[], from: SenderPace = free): SenderPace =>
  looks.reduce<SenderPace>(
    (pace, look, place) => learnPace(pace, aLook({ nowMs: NOW + place * 1_000, ...look }), SETTINGS),
    from,
  );

describe('what the senders manage', () => {
  it.each([1, 1.5, 2.2])('is held when %d times as much is offered, evenly', (share) => {
    const { perSecond } = runChain(() => share * CAPACITY, chain, 120);
    const settled = perSecond.slice(20);
    expect(mean(settled)).toBeGreaterThanOrEqual(0.95 * CAPACITY);
    expect(Math.max(...settled)).toBeLessThanOrEqual(1.15 * CAPACITY);
    for (let from = 0; from + 5 <= settled.length; from += 5)
      expect(mean(settled.slice(from, from + 5))).toBeGreaterThanOrEqual(0.75 * CAPACITY);
  });

  it('is held when far more is offered', () => {
    const { perSecond } = runChain(() => 3 * CAPACITY, chain, 120);
    expect(mean(perSecond.slice(20))).toBeGreaterThanOrEqual(0.93 * CAPACITY);
  });

  it.each([0.3, 0.5, 0.8])('is no limit when %d times as much is offered, and nothing is late', (share) => {
    const { perSecond, late, limitedSeconds } = runChain(() => share * CAPACITY, chain, 60);
    expect({ late, limitedSeconds }).toEqual({ late: 0, limitedSeconds: 0 });
    expect(mean(perSecond.slice(1))).toBeGreaterThanOrEqual(0.99 * share * CAPACITY);
  });

  it.each([0.5, 1, 3])('is held soon after a cold start when %d times as much is offered', (share) => {
    const { perSecond } = runChain(() => share * CAPACITY, cold, 90);
    expect(mean(perSecond.slice(40))).toBeGreaterThanOrEqual(0.93 * Math.min(1, share) * CAPACITY);
  });

  it('is not taken for less because the senders stand still now and then', () => {
    const others = (second: number): ReadonlyArray<readonly [number, number]> => [
      ...standsStill(second),
      ...(second % 8 === 3 ? [[300, 600] as const] : []),
      ...(second % 5 === 3 ? [[100, 250] as const] : []),
    ];
    const { perSecond } = runChain(() => 2 * CAPACITY, { ...chain, standsStill: others }, 100);
    // an eighth of the time nothing is done
    expect(mean(perSecond.slice(20))).toBeGreaterThanOrEqual(0.85 * 0.875 * CAPACITY);
  });

  it('is found whatever it is, and whatever is offered', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 2_000 }),
        fc.double({ min: 0.3, max: 4, noNaN: true }),
        (capacity, share) => {
          const { perSecond } = runChain(
            () => share * capacity,
            { ...chain, capacityAt: () => capacity },
            60,
          );
          expect(mean(perSecond.slice(20))).toBeGreaterThanOrEqual(0.8 * Math.min(1, share) * capacity);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('is less for a while and then as much as before: nothing stays limited', () => {
    const capacityAt = (second: number): number => (second >= 30 && second < 60 ? 400 : 1_500);
    const { perSecond, pace } = runChain(() => 1_000, { capacityAt, standsStill }, 120);
    expect(mean(perSecond.slice(40, 60))).toBeGreaterThanOrEqual(0.85 * 400);
    expect(mean(perSecond.slice(90))).toBeGreaterThanOrEqual(0.98 * 1_000);
    expect(pace.perSecond).toBeNull();
  });

  it('is not judged by the time in which no campaign was on', () => {
    const wantedAt = (second: number): number => (second >= 20 && second < 40 ? 0 : 900);
    const { perSecond, limitedSeconds } = runChain(wantedAt, chain, 60);
    expect(limitedSeconds).toBe(0);
    expect(mean(perSecond.slice(41))).toBeGreaterThanOrEqual(0.98 * 900);
  });

  it('is not judged while no sender takes anything up; nothing more is released once that would be too late', () => {
    const pace = { ...free, perSecond: 300, ceiling: 300 };
    const waiting = aLook({ waiting: 900, overdueMs: 400 });
    expect(learnPace(pace, waiting, SETTINGS)).toEqual(pace);
    expect(learnPace(pace, { ...waiting, overdueMs: 501 }, SETTINGS)).toEqual({ ...pace, areBehind: true });
  });
});

describe('the limit', () => {
  const overdue = { released: 1_000, taken: 600, waiting: 800, overdueMs: 150 };

  it('falls when messages are overdue twice in a row, below what is taken up', () => {
    expect(looked([overdue]).perSecond).toBeNull();
    const { perSecond, ceiling } = looked([overdue, overdue]);
    expect(ceiling).toBeCloseTo(600);
    expect(perSecond).toBeCloseTo(530);
  });

  it('never falls to less than half of what was released for one bad look', () => {
    const stalled = { ...overdue, taken: 20, overdueMs: 450 };
    expect(looked([stalled, stalled]).ceiling).toBeCloseTo(500);
  });

  it('grows slowly while the senders are only just ahead of the slots', () => {
    const slowed = { ...free, perSecond: 100, ceiling: 100 };
    const justAhead = { released: 100, taken: 100, waiting: 60, overdueMs: -80 };
    expect(looked([justAhead], slowed).perSecond).toBeCloseTo(101);
    expect(looked([{ ...justAhead, overdueMs: -300 }], slowed).perSecond).toBeCloseTo(103);
  });

  it('grows faster and faster beyond where they fell behind', () => {
    const slowed = { ...free, perSecond: 100, ceiling: 100 };
    const seconds = Array.from({ length: 30 }, () => ({
      ...{ released: 100, taken: 100, wantedPerSecond: 50_000 },
      ...{ waiting: 60, overdueMs: -300 },
    }));
    expect(looked(seconds.slice(0, 5), slowed).perSecond).toBeLessThan(125);
    expect(looked(seconds, slowed).perSecond).toBeGreaterThan(1_000);
  });

  it('goes when as much is wanted as it allows', () => {
    const slowed = { ...free, perSecond: 995, ceiling: 900 };
    expect(looked([{ released: 995, taken: 995 }], slowed).perSecond).toBeNull();
  });
});

describe('the way to the slot', () => {
  const late = { released: 200, taken: 200, late: 150, waiting: 10 };
  const calm = { released: 200, taken: 200 };

  it('becomes longer when messages come back late although the senders take all up in time, and slowly shorter', () => {
    const widened = looked([late]);
    expect(widened).toMatchObject({ horizonMs: 750, perSecond: null });
    const pace = looked(
      Array.from({ length: 100 }, () => calm),
      widened,
    );
    expect(pace).toMatchObject({ perSecond: null, horizonMs: 500 });
  });

  it('is as long as it can be: then fewer are released, if more than a few are late', () => {
    const longest = { ...free, horizonMs: 1_500 };
    const few = { released: 8, taken: 8, late: 2, waiting: 8 };
    expect(looked([few], longest).perSecond).toBeNull();
    expect(looked([late], longest).perSecond).toBeLessThan(200);
  });

  it('stays as it is when messages were overdue a moment before: then the senders are too slow', () => {
    const waiting = { released: 200, taken: 100, waiting: 300, overdueMs: 40 };
    const pace = looked([waiting, late]);
    expect(pace.horizonMs).toBe(500);
    expect(pace.perSecond).toBeLessThan(200);
  });
});
