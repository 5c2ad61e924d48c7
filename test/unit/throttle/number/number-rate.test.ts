import fc from 'fast-check';
import {
  noteRateStored,
  openRate,
  rateInterval,
  recoverRate,
  slowRateDown,
} from '../../../../services/throttle/number/number-rate.ts';

const NOW = 1_800_000_000_000;

describe('the rate of a number', () => {
  it('is what is registered, less the margin', () => {
    expect(rateInterval(openRate(1), 80, 0)).toBe(12_500);
    expect(rateInterval(openRate(1), 80, 0.01)).toBe(12_625);
  });

  it('falls by a refusal, once a second however many come', () => {
    const rate = openRate(1);
    expect([slowRateDown(rate, NOW), slowRateDown(rate, NOW + 999)]).toEqual([true, false]);
    expect(rate.factor).toBeCloseTo(0.7);
    expect(slowRateDown(rate, NOW + 1_000)).toBe(true);
    expect(rate.factor).toBeCloseTo(0.49);
  });

  it('is what the owner before had come to', () => {
    expect(rateInterval(openRate(0.5), 80, 0)).toBe(25_000);
  });

  it('is still what was learned when another takes the number over, whatever the time of day', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.05, max: 0.99, noNaN: true }),
        fc.integer({ min: 1, max: 10_000 }),
        (learned, quietMs) => {
          const rate = openRate(learned);
          expect(recoverRate(rate, NOW)).toBe(false);
          expect(rate.factor).toBe(learned);
          // from then on 1 % for every quiet second
          recoverRate(rate, NOW + quietMs);
          expect(rate.factor).toBeCloseTo(Math.min(1, learned + quietMs / 100_000));
        },
      ),
    );
  });

  it('recovers in quiet time, is stored in steps, and never goes beyond what is registered', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 200 }), (pauses) => {
        const rate = openRate(1);
        slowRateDown(rate, NOW);
        recoverRate(rate, NOW);
        noteRateStored(rate);
        let now = NOW;
        let stored = rate.factor;
        for (const pause of pauses) {
          const before = rate.factor;
          const toStore = recoverRate(rate, (now += pause));
          expect(rate.factor).toBeGreaterThanOrEqual(before);
          expect(rate.factor).toBeLessThanOrEqual(1);
          if (toStore) {
            noteRateStored(rate);
            stored = rate.factor;
          }
          // who takes over finds it nearly as it is
          expect(rate.factor - stored).toBeLessThan(0.05);
        }
      }),
      { numRuns: 50 },
    );
  });
});
