import { ownShare } from '../../../../services/throttle/number/watch-senders.ts';

describe('the share of the released messages that is ours', () => {
  it('is all of them while no other instance releases any, whatever is counted a look later', () => {
    expect(ownShare([])).toBe(1);
    expect(ownShare([{ own: 95, all: 100 }])).toBe(1);
    expect(ownShare([{ own: 10, all: 0 }])).toBe(1);
  });

  it('is what we released of what all released, over some looks', () => {
    const shares = [
      { own: 100, all: 400 },
      { own: 200, all: 600 },
    ];
    expect(ownShare(shares)).toBeCloseTo(0.3);
  });
});
