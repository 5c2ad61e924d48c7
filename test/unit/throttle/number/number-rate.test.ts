import fc from 'fast-check';
import { createNumberRate } from '../../../../services/throttle/number/number-rate.ts';

const NOW = 1_800_000_000_000;

describe('the rate of a number', () => {
  it('is what is registered, less the margin', () => {
    expect(createNumberRate(1).intervalMicros(80, 0)).toBe(12_500);
    expect(createNumberRate(1).intervalMicros(80, 0.01)).toBe(12_625);
  });

  it('falls by a refusal, once a second however many come', () => {
    const rate = createNumberRate(1);
    expect([rate.slowDown(NOW), rate.slowDown(NOW + 999)]).toEqual([true, false]);
    expect(rate.factor()).toBeCloseTo(0.7);
    expect(rate.slowDown(NOW + 1_000)).toBe(true);
    expect(rate.factor()).toBeCloseTo(0.49);
  });

  it('is what the owner before had come to', () => {
    expect(createNumberRate(0.5).intervalMicros(80, 0)).toBe(25_000);
  });

  it('recovers in quiet time, is stored in steps, and never goes beyond what is registered', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 200 }), (pauses) => {
        const rate = createNumberRate(1);
        rate.slowDown(NOW);
        rate.recover(NOW);
        rate.noteStored();
        let now = NOW;
        let stored = rate.factor();
        for (const pause of pauses) {
          const before = rate.factor();
          const toStore = rate.recover((now += pause));
          expect(rate.factor()).toBeGreaterThanOrEqual(before);
          expect(rate.factor()).toBeLessThanOrEqual(1);
          if (toStore) {
            rate.noteStored();
            stored = rate.factor();
          }
          // who takes over finds it nearly as it is
          expect(rate.factor() - stored).toBeLessThan(0.05);
        }
      }),
      { numRuns: 50 },
    );
  });
});
