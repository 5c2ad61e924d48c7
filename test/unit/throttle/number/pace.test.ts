import fc from 'fast-check';
import {
  changeInterval,
  intervalMicros,
  MIN_FACTOR,
  nextSlot,
  recover,
  slowDown,
} from '../../../../services/throttle/number/pace.ts';

const MINUTE = 60_000_000;

describe('pace', () => {
  it('keeps every sliding minute within the limit, although each message may leave up to half a second late', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60_000 }),
        fc.array(fc.integer({ min: 0, max: 500_000 }), { minLength: 2, maxLength: 50 }),
        (perMinute, lateness) => {
          const interval = intervalMicros(perMinute, 0.01);
          const late = (n: number): number => lateness[n % lateness.length] ?? 0;
          // the tightest window: a late first message, a punctual one perMinute slots on
          for (let n = 0; n < 20; n += 1) {
            const first = n * interval + late(n);
            const afterLimit = (n + perMinute) * interval + late(n + perMinute);
            if (afterLimit - first < MINUTE) return false;
          }
          return true;
        },
      ),
    );
  });

  it('does not make up for missed slots', () => {
    expect(nextSlot(1_000, 5_000_000)).toBe(5_000_000);
    expect(nextSlot(7_000_000, 5_000_000)).toBe(7_000_000);
  });

  it('counts a changed interval from the last slot', () => {
    // last slot at 10 s with one a minute; at one a second the next is due at 11 s
    expect(changeInterval(70_000_000, 60_000_000, 1_000_000)).toBe(11_000_000);
    expect(changeInterval(0, 60_000_000, 1_000_000)).toBe(0);
  });

  it('falls multiplicatively and recovers additively, within bounds', () => {
    expect(slowDown(1)).toBeCloseTo(0.7);
    let factor = 1;
    for (let n = 0; n < 50; n += 1) factor = slowDown(factor);
    expect(factor).toBe(MIN_FACTOR);
    expect(recover(0.5, 10_000_000)).toBeCloseTo(0.6);
    expect(recover(0.5, -1)).toBe(0.5);
    expect(recover(0.99, 3_600_000_000)).toBe(1);
  });
});
