import fc from 'fast-check';
import { limitsOf, sharesOf } from '../../../../services/throttle/number/run-limits.ts';

const free = { numberPerSecond: 80, factor: 1, sendersPerSecond: null, sendersInAll: null };

describe('the shares of a number', () => {
  it('are equal, none larger than wanted, and what one does not use the others get', () => {
    expect(sharesOf(80, [80, 80])).toEqual([40, 40]);
    expect(sharesOf(80, [10, 80, 80])).toEqual([10, 35, 35]);
    expect(sharesOf(80, [10, 20])).toEqual([10, 20]);
  });

  it('use all that is wanted of the total, and no more', () => {
    const rates = fc.array(fc.double({ min: 0.1, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 25 });
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1_000, noNaN: true }), rates, (total, wanted) => {
        const shares = sharesOf(total, wanted);
        const sum = (of: readonly number[]): number => of.reduce((all, one) => all + one, 0);
        expect(sum(shares)).toBeCloseTo(Math.min(total, sum(wanted)), 3);
        for (const [place, share] of shares.entries()) expect(share).toBeLessThanOrEqual(wanted[place] ?? 0);
      }),
    );
  });
});

describe('what limits a run', () => {
  it('is nothing while its number and the senders give it its own rate', () => {
    expect(limitsOf([30, 40], free)).toEqual([null, null]);
  });

  it('is the level, the campaigns beside it, refusals, or the senders: what takes most', () => {
    expect(limitsOf([160], free)).toMatchObject([{ by: 'level', perMinute: 4_800, perSecond: 80 }]);
    expect(limitsOf([80, 80], free)).toMatchObject([
      { by: 'shared', perMinute: 2_400, campaigns: 2 },
      { by: 'shared', perMinute: 2_400, campaigns: 2 },
    ]);
    expect(limitsOf([80], { ...free, factor: 0.7 })).toMatchObject([{ by: 'refused', perMinute: 3_360 }]);
    const slow = { ...free, numberPerSecond: 1_000, sendersPerSecond: 470, sendersInAll: 940 };
    expect(limitsOf([1_000], slow)).toMatchObject([{ by: 'senders', perMinute: 28_200, perSecond: 940 }]);
  });

  it('concerns the fast of a shared number and leaves the slow alone', () => {
    expect(limitsOf([10, 80], free)).toMatchObject([null, { by: 'shared', perMinute: 4_200 }]);
  });
});
