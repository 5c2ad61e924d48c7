/** A throttle and a sender on a virtual clock: whatever is offered, what is held stays near what can be done, and is even. */
import fc from 'fast-check';
import {
  learnPace,
  startingPace,
  STARTS_AT_PER_SECOND,
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
  ...{ nowMs: NOW, spanMs: 250, wantedPerSecond: 1_000, released: 0, taken: 0, late: 0, waiting: 0 },
  overdueMs: null,
  ...of,
});
const start = startingPace(SETTINGS);
const free: SenderPace = { ...start, perSecond: null };
const looked = (looks: readonly Partial<SenderLook>[], from: SenderPace = free): SenderPace =>
  looks.reduce<SenderPace>(
    (pace, look, place) => learnPace(pace, aLook({ nowMs: NOW + place * 250, ...look }), SETTINGS),
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
    expect(mean(perSecond.slice(20))).toBeGreaterThanOrEqual(0.95 * CAPACITY);
  });

  it.each([0.3, 0.5, 0.8])(
    'is no limit when %d times as much is offered, but in the first two seconds, and nothing is late',
    (share) => {
      const { perSecond, late, limitedSeconds } = runChain(() => share * CAPACITY, chain, 60);
      expect(late).toBe(0);
      expect(limitedSeconds).toBeLessThanOrEqual(2);
      expect(mean(perSecond.slice(3))).toBeGreaterThanOrEqual(0.99 * share * CAPACITY);
    },
  );

  it.each([0.5, 1, 3])('is held soon after a cold start when %d times as much is offered', (share) => {
    const { perSecond } = runChain(() => share * CAPACITY, cold, 90);
    expect(mean(perSecond.slice(40))).toBeGreaterThanOrEqual(0.93 * Math.min(1, share) * CAPACITY);
  });

  it.each([
    [0.5, 6],
    [1, 14],
    [3, 14],
  ])('is followed while processes warm up when %d times as much is offered', (share, second) => {
    const { perSecond, late } = runChain(() => share * CAPACITY, cold, 40);
    const possible = perSecond.map((_, at) => Math.min(share * CAPACITY, cold.capacityAt(at)));
    expect(mean(perSecond.slice(second, second + 6))).toBeGreaterThanOrEqual(
      0.9 * Math.min(1, share) * CAPACITY,
    );
    expect(mean(perSecond.slice(2, second))).toBeGreaterThanOrEqual(0.5 * mean(possible.slice(2, second)));
    expect(late).toBeLessThan(300);
  });

  it('is followed when it changes again and again', () => {
    const capacityAt = (second: number): number => (second % 20 < 10 ? CAPACITY : CAPACITY / 2);
    const { perSecond } = runChain(() => 2 * CAPACITY, { capacityAt, standsStill }, 120);
    const possible = perSecond.map((_, second) => capacityAt(second));
    expect(mean(perSecond.slice(20))).toBeGreaterThanOrEqual(0.8 * mean(possible.slice(20)));
  });

  it('is not taken for less because the senders stand still now and then', () => {
    const others = (second: number): ReadonlyArray<readonly [number, number]> => [
      ...standsStill(second),
      ...(second % 8 === 3 ? [[300, 600] as const] : []),
      ...(second % 5 === 3 ? [[100, 250] as const] : []),
    ];
    const { perSecond } = runChain(() => 2 * CAPACITY, { ...chain, standsStill: others }, 100);
    // an eighth of the time nothing is done
    expect(mean(perSecond.slice(20))).toBeGreaterThanOrEqual(0.8 * 0.875 * CAPACITY);
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

  it('is a limit also when they take every message up at once and send only some in time', () => {
    // 4 requests a second, 20 a second wanted: what WhatsApp answers slowly does not wait in the topic
    let pace = start;
    const limits: Array<number | null> = [];
    for (let place = 0; place < 400; place += 1) {
      const offered = Math.min(20, pace.perSecond ?? 20) / 4;
      const look = { released: offered, taken: offered, late: Math.max(0, offered - 1), wantedPerSecond: 20 };
      pace = learnPace(pace, aLook({ nowMs: NOW + place * 250, ...look }), SETTINGS);
      limits.push(pace.perSecond);
    }
    const settled = limits.slice(200);
    expect(settled.filter((limit) => limit === null)).toEqual([]);
    expect(Math.max(...settled.map((limit) => limit ?? Infinity))).toBeLessThanOrEqual(12);
  });

  it('is not judged by the time in which no campaign was on', () => {
    const wantedAt = (second: number): number => (second >= 20 && second < 40 ? 0 : 900);
    const { perSecond, limitedSeconds } = runChain(wantedAt, chain, 60);
    expect(limitedSeconds).toBeLessThanOrEqual(2);
    expect(mean(perSecond.slice(41))).toBeGreaterThanOrEqual(0.98 * 900);
  });

  it('is not judged while no sender takes anything up; nothing more is released once that would be too late', () => {
    const pace = { ...free, perSecond: 300, ceiling: 300 };
    const gone = Array.from({ length: 8 }, () => ({ waiting: 900, overdueMs: 400 }));
    expect(looked(gone, pace)).toMatchObject({ perSecond: 300, ceiling: 300, areBehind: false });
    const later = gone.map((look) => ({ ...look, overdueMs: 501 }));
    expect(looked(later, pace)).toMatchObject({ perSecond: 300, ceiling: 300, areBehind: true });
  });
});

describe('the limit', () => {
  const overdue = { released: 250, taken: 150, waiting: 800, overdueMs: 120 };
  const calm = { released: 250, taken: 250, waiting: 60, overdueMs: -300, wantedPerSecond: 50_000 };
  const looks = (count: number, look: Partial<SenderLook>): Partial<SenderLook>[] =>
    Array.from({ length: count }, () => look);

  it('is low at first and doubles in about a second while the senders are ahead of the slots', () => {
    const doubled = (pace: SenderPace, seconds: number): SenderPace => {
      let grown = pace;
      for (let look = 0; look < seconds * 4; look += 1) {
        const now = (grown.perSecond ?? 0) / 4;
        const nowMs = NOW + look * 250;
        grown = learnPace(grown, aLook({ ...calm, nowMs, released: now, taken: now }), SETTINGS);
      }
      return grown;
    };
    expect(start.perSecond).toBe(STARTS_AT_PER_SECOND);
    expect(doubled(start, 1).perSecond).toBeGreaterThan(1.8 * STARTS_AT_PER_SECOND);
    expect(doubled(start, 3).perSecond).toBeGreaterThan(6 * STARTS_AT_PER_SECOND);
  });

  it('falls when messages are overdue at two looks in a row, below what is taken up', () => {
    expect(looked([overdue]).perSecond).toBeNull();
    const { perSecond, ceiling } = looked([overdue, overdue]);
    expect(ceiling).toBeCloseTo(600);
    expect(perSecond).toBeCloseTo(600 * 0.88);
  });

  it('never falls below half of what is taken up', () => {
    const { perSecond } = looked(looks(3, { ...overdue, overdueMs: 5_000 }));
    expect(perSecond).toBeCloseTo(300);
  });

  it('forgets what the senders managed before slowly: one stall is no smaller capacity', () => {
    const stalled = { ...overdue, taken: 10 };
    expect(looked(looks(4, stalled), { ...free, ceiling: 1_000 }).ceiling).toBeGreaterThan(800);
  });

  it.each([
    ['near what they managed slowly', 1_000, 1.03, 1.25],
    ['back to it quickly', 500, 1.5, 2.5],
    ['beyond it quickly', 1_250, 1.3, 2.5],
  ])('grows %s', (_, perSecond, least, most) => {
    let pace: SenderPace = { ...free, perSecond, ceiling: 1_000, lateAtMs: NOW - 10_000 };
    for (let look = 0; look < 4; look += 1) {
      const now = (pace.perSecond ?? 0) / 4;
      pace = learnPace(
        pace,
        aLook({ ...calm, nowMs: NOW + look * 250, released: now, taken: now }),
        SETTINGS,
      );
    }
    const grown = (pace.perSecond ?? 0) / perSecond;
    expect(grown).toBeGreaterThan(least);
    expect(grown).toBeLessThan(most);
  });

  it('does not grow beyond what is used', () => {
    const unused = { ...calm, released: 25, taken: 25 };
    const slowed = { ...free, perSecond: 400, ceiling: 400, lateAtMs: NOW - 10_000 };
    expect(looked(looks(20, unused), slowed).perSecond).toBe(400);
  });

  it('goes when as much is wanted as it allows', () => {
    const slowed = { ...free, perSecond: 995, ceiling: 990, lateAtMs: NOW - 10_000 };
    expect(looked(looks(4, { released: 250, taken: 250 }), slowed).perSecond).toBeNull();
  });

  it('is as at the start after a minute without a look', () => {
    const slowed = { ...free, perSecond: 995, ceiling: 990, lateAtMs: NOW - 10_000 };
    expect(looked([{ spanMs: 61_000 }], slowed)).toMatchObject({
      perSecond: STARTS_AT_PER_SECOND,
      ceiling: 0,
    });
  });
});

describe('the way to the slot', () => {
  const late = { released: 200, taken: 200, late: 150, waiting: 10 };
  const calm = { released: 200, taken: 200 };

  it('becomes longer when messages come back late although the senders take all up in time, and slowly shorter', () => {
    const widened = looked([late]);
    expect(widened).toMatchObject({ horizonMs: 750, perSecond: null });
    const pace = looked(
      Array.from({ length: 400 }, () => calm),
      widened,
    );
    expect(pace).toMatchObject({ perSecond: null, horizonMs: 500 });
  });

  it('is as long as it can be: then fewer are released, if more than a few are late', () => {
    const longest = { ...free, horizonMs: 1_500 };
    const few = { released: 8, taken: 8, late: 2, waiting: 8 };
    expect(looked([few], longest).perSecond).toBeNull();
    expect(looked([late], longest).perSecond).toBeLessThan(800);
  });

  it('stays as it is when messages were overdue a moment before: then the senders are too slow', () => {
    const waiting = { released: 200, taken: 100, waiting: 300, overdueMs: 40 };
    const pace = looked([waiting, waiting, late]);
    expect(pace.horizonMs).toBe(500);
    expect(pace.perSecond).toBeLessThan(600);
  });
});
