import {
  createHangingRequests,
  HANGS_AFTER_MS,
  HELD_FOR_MS,
} from '../../../../services/sender/send/hanging-requests.ts';

const MOST = 128;
const NOW = 1_800_000_000_000;

/** One number sends so many a second; of each 100 requests so many hang until they time out. @returns seconds in which it waited */
function send(perSecond: number, hangingOf100: number, seconds: number): { held: number; worst: number } {
  const hanging = createHangingRequests(MOST);
  const ends: { request: ReturnType<typeof hanging.started>; atMs: number }[] = [];
  let held = 0;
  let worst = 0;
  let count = 0;
  for (let ms = 0; ms < seconds * 1_000; ms += 1_000 / perSecond) {
    const now = NOW + ms;
    for (const end of ends.splice(0)) {
      if (end.atMs <= now) hanging.ended(end.request);
      else ends.push(end);
    }
    if (hanging.holdOf('n', now)) held += 1;
    if (!hanging.mayStart('n', now)) continue;
    count += 1;
    const request = hanging.started('n', now);
    ends.push({ request, atMs: now + (count % 100 < hangingOf100 ? 30_000 : 100) });
    worst = Math.max(worst, ends.length);
  }
  return { held, worst };
}

describe('requests that hang', () => {
  it.each([10, 80])('do not hold a number up that sends %d a second, of which 5 %% hang', (perSecond) => {
    expect(send(perSecond, 5, 120).held).toBe(0);
  });

  it('take no more than their share of the connections when all of them hang', () => {
    const { held, worst } = send(10, 100, 60);
    expect(worst).toBeLessThanOrEqual(MOST + (10 * HANGS_AFTER_MS) / 1_000);
    expect(held).toBeGreaterThan(0);
  });

  it('hold their number alone, with the true reason, again as long as it lasts, and let it go on when they have ended', () => {
    const hanging = createHangingRequests(2);
    const requests = [hanging.started('a', NOW), hanging.started('a', NOW + 10)];
    const later = NOW + 10 + HANGS_AFTER_MS;
    expect(hanging.mayStart('a', later - 1)).toBe(true);
    expect(hanging.holdOf('a', later - 1)).toBeNull();
    expect(hanging.mayStart('a', later)).toBe(false);
    expect(hanging.mayStart('b', later)).toBe(true);
    expect(hanging.holdOf('b', later)).toBeNull();
    const hold = { type: 'Hold', scope: 'NUMBER', forMs: HELD_FOR_MS, code: 0 };
    const reason = '2 requests have waited for an answer for more than 2 s';
    expect(hanging.holdOf('a', later)).toEqual({ ...hold, reason });
    expect(hanging.holdOf('a', later + 1)).toBeNull();
    expect(hanging.holdOf('a', later + HELD_FOR_MS)).toEqual({ ...hold, reason });
    if (requests[0]) hanging.ended(requests[0]);
    expect(hanging.mayStart('a', later)).toBe(true);
    expect(hanging.holdOf('a', later + 2 * HELD_FOR_MS)).toBeNull();
  });
});
