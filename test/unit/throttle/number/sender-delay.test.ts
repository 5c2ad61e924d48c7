import { addReach, overdueMsOf, type Reach } from '../../../../services/throttle/number/sender-delay.ts';

const reached: readonly Reach[] = [
  { dueMs: 1_000, produced: 100 },
  { dueMs: 2_000, produced: 300 },
  { dueMs: 3_000, produced: 300 },
  { dueMs: 4_000, produced: 700 },
];

describe('how late the senders are', () => {
  it('is nothing when they have taken everything up', () => {
    expect(overdueMsOf(reached, 700, 9_000)).toBeNull();
    expect(overdueMsOf([], 0, 9_000)).toBeNull();
  });

  it('is the time since the first message that waits was due', () => {
    expect(overdueMsOf(reached, 300, 3_500)).toBe(500);
    expect(overdueMsOf(reached, 500, 4_000)).toBe(500);
    expect(overdueMsOf(reached, 200, 3_000)).toBe(1_500);
  });

  it('is negative while it is not due yet', () => {
    expect(overdueMsOf(reached, 500, 3_000)).toBe(-500);
  });

  it('counts from the oldest look when the message is older than that', () => {
    expect(overdueMsOf(reached, 20, 3_000)).toBe(2_000);
  });

  it('remembers a minute of looks', () => {
    let looks: readonly Reach[] = [];
    for (let look = 0; look < 400; look += 1) looks = addReach(looks, { dueMs: look, produced: look });
    expect(looks).toHaveLength(240);
    expect(looks[0]).toEqual({ dueMs: 160, produced: 160 });
  });
});
