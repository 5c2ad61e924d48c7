/** A throttle and senders on a virtual clock: whatever is offered, what is held stays near what the senders can do, and is even. */
import fc from 'fast-check';
import {
  isBehind,
  learnPace,
  unlimitedPace,
  type SenderLook,
  type SenderPace,
} from '../../../../services/throttle/number/sender-pace.ts';

const SETTINGS = { horizonMs: 500, latenessMs: 500 };
const TICK_MS = 100;
const NOW = 1_800_000_000_000;
/** A message that is found late costs as much of a sender's time as half of one that is sent. */
const LATE_COSTS = 0.5;

type Held = { perSecond: number[]; late: number; pace: SenderPace };

/**
 * Offers so much for so long. Released messages queue in order; the senders work through them at their capacity, and what they reach
 * too long after its slot costs them time, is not sent, and comes back two seconds later.
 */
function offer(wanted: number, capacityAt: (second: number) => number, seconds: number, learns = true): Held {
  let pace = unlimitedPace(SETTINGS);
  let next = NOW;
  const queue: number[] = [];
  const comeBack: number[] = [];
  let look: SenderLook = fresh(NOW, wanted);
  const perSecond: number[] = [];
  let late = 0;
  for (let second = 0; second < seconds; second += 1) {
    let sent = 0;
    let budget = 0;
    for (let at = NOW + second * 1_000; at < NOW + (second + 1) * 1_000; at += TICK_MS) {
      const rate = Math.min(wanted, learns ? (pace.perSecond ?? Infinity) : Infinity);
      const isStopped = learns && isBehind(queue.length, rate, pace, SETTINGS);
      next = Math.max(next, at + 150);
      while (!isStopped && next < at + pace.horizonMs) {
        queue.push(next);
        look = { ...look, released: look.released + 1 };
        next += 1_000 / rate;
      }
      budget = Math.min(budget, 0) + (capacityAt(second) * TICK_MS) / 1_000;
      while (queue.length > 0 && budget > 0 && (queue[0] ?? 0) - 250 <= at) {
        const slot = queue.shift() ?? 0;
        const isLate = at > slot + SETTINGS.latenessMs;
        budget -= isLate ? LATE_COSTS : 1;
        look = { ...look, taken: look.taken + 1 };
        if (isLate) comeBack.push(at + 1_000);
        else sent += 1;
      }
      while ((comeBack[0] ?? Infinity) <= at) {
        comeBack.shift();
        late += 1;
        look = { ...look, late: look.late + 1 };
      }
    }
    perSecond.push(sent);
    const nowMs = NOW + (second + 1) * 1_000;
    pace = learnPace(pace, { ...look, nowMs, waiting: queue.length }, SETTINGS);
    look = fresh(nowMs, wanted);
  }
  return { perSecond, late, pace };
}

const fresh = (nowMs: number, wantedPerSecond: number): SenderLook => ({
  ...{ nowMs, spanMs: 1_000, wantedPerSecond },
  ...{ released: 0, taken: 0, late: 0, waiting: 0 },
});
const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;

describe('what the senders manage', () => {
  it.each([0.5, 1, 1.5, 3])('is held when %d times as much is offered, evenly', (share) => {
    const capacity = 1_000;
    const { perSecond } = offer(share * capacity, () => capacity, 120);
    const most = Math.min(1, share) * capacity;
    const settled = perSecond.slice(10);
    expect(mean(perSecond)).toBeGreaterThanOrEqual(0.95 * most);
    expect(mean(settled)).toBeGreaterThanOrEqual(0.95 * most);
    expect(Math.min(...settled)).toBeGreaterThanOrEqual(0.85 * most);
    expect(Math.max(...settled)).toBeLessThanOrEqual(1.1 * most);
  });

  it('collapses without that: the work for late messages makes the next ones late', () => {
    const { perSecond } = offer(1_500, () => 1_000, 60, false);
    expect(mean(perSecond.slice(10))).toBeLessThan(600);
  });

  it('is found whatever it is, and whatever is offered', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100, max: 3_000 }),
        fc.double({ min: 0.3, max: 4, noNaN: true }),
        (capacity, share) => {
          const { perSecond } = offer(share * capacity, () => capacity, 90);
          expect(mean(perSecond.slice(10))).toBeGreaterThanOrEqual(0.93 * Math.min(1, share) * capacity);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is less for a while and then as much as before: nothing stays limited', () => {
    const { perSecond, pace } = offer(1_000, (second) => (second >= 30 && second < 60 ? 400 : 1_500), 240);
    expect(mean(perSecond.slice(35, 60))).toBeGreaterThanOrEqual(0.9 * 400);
    expect(mean(perSecond.slice(200))).toBeGreaterThanOrEqual(0.98 * 1_000);
    expect(pace.perSecond).toBeNull();
  });

  it('is not judged while no sender takes anything up', () => {
    const pace = { ...unlimitedPace(SETTINGS), perSecond: 300, ceiling: 300 };
    expect(learnPace(pace, { ...fresh(NOW, 1_000), waiting: 900 }, SETTINGS)).toBe(pace);
  });

  it('leaves more time between release and slot when messages come back late, and takes it back slowly', () => {
    const late = { ...fresh(NOW, 200), released: 200, taken: 200, late: 150, waiting: 10 };
    const widened = learnPace(unlimitedPace(SETTINGS), late, SETTINGS);
    expect(widened).toMatchObject({ horizonMs: 750, perSecond: null });
    let pace = widened;
    for (let second = 1; second < 200; second += 1)
      pace = learnPace(pace, { ...fresh(NOW + second * 1_000, 200), released: 200, taken: 200 }, SETTINGS);
    expect(pace).toMatchObject({ perSecond: null, horizonMs: 500 });
  });
});

it('messages that are late with the longest way to the slot slow the release down, a few of a slow campaign do not', () => {
  const longest = { ...unlimitedPace(SETTINGS), horizonMs: 3_000 };
  const few = { ...fresh(NOW, 8), released: 8, taken: 8, late: 2, waiting: 8 };
  expect(learnPace(longest, few, SETTINGS).perSecond).toBeNull();
  const many = { ...fresh(NOW, 80), released: 80, taken: 80, late: 40, waiting: 8 };
  expect(learnPace(longest, many, SETTINGS).perSecond).toBeCloseTo(60);
});

describe('senders', () => {
  const free = unlimitedPace(SETTINGS);

  it('are behind when they have more before them than they can take up in time', () => {
    expect(isBehind(130, 80, free, SETTINGS)).toBe(false);
    expect(isBehind(131, 80, free, SETTINGS)).toBe(true);
  });

  it('are not behind at a slow pace for what is always under way', () => {
    expect(isBehind(50, 0.01, free, SETTINGS)).toBe(false);
    expect(isBehind(51, 0.01, free, SETTINGS)).toBe(true);
  });
});
