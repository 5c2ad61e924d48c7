/** Repeated work: when it runs, and what wakes it. */
import fc from 'fast-check';
import type { Logger } from '../../../../services/platform/process/logger.ts';
import { pauseEndMs, repeat } from '../../../../services/platform/process/repeat.ts';

const failures: string[] = [];
const log = { error: (_: object, text: string) => void failures.push(text) } as unknown as Logger;

beforeEach(() => {
  failures.length = 0;
  jest.useFakeTimers();
});
afterEach(() => void jest.useRealTimers());

const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe('the end of a pause', () => {
  it('is never more than a quarter of the pause away from its time, and a short pause is exact', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.integer({ min: 0, max: 120_000 }),
        (now, pause) => {
          const apart = Math.abs(pauseEndMs(now, pause) - (now + pause));
          expect(apart).toBeLessThanOrEqual(pause < 1_000 ? 1e-6 : pause / 4 + 1e-6);
        },
      ),
    );
  });

  it('is the same for loops that began at different times', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 1_000 }), (one, other) => {
        expect(pauseEndMs(10_000 + one, 5_000)).toBe(pauseEndMs(10_000 + other, 5_000));
      }),
    );
  });
});

describe('repeated work', () => {
  it('runs again after its pause, also after a failure', async () => {
    let runs = 0;
    const loop = repeat('work', 200, async () => Promise.reject(new Error(String((runs += 1)))), log);
    await pass(450);
    expect(runs).toBe(3);
    expect(failures).toEqual(Array(3).fill('work failed; it will be tried again'));
    await loop.stop();
  });

  it('says itself how long the next pause is', async () => {
    let runs = 0;
    const loop = repeat('work', 60_000, async () => ((runs += 1) < 3 ? 100 : undefined), log);
    await pass(250);
    expect(runs).toBe(3);
    await pass(10_000);
    expect(runs).toBe(3);
    await loop.stop();
  });

  it('is woken, at the latest at the soonest time that somebody wants', async () => {
    let runs = 0;
    const loop = repeat('work', 60_000, async () => void (runs += 1), log);
    await pass(0);
    loop.wake(500);
    loop.wake(2_000);
    await pass(490);
    expect(runs).toBe(1);
    await pass(20);
    expect(runs).toBe(2);
    await pass(5_000);
    expect(runs).toBe(2);
    loop.wake();
    await pass(1);
    expect(runs).toBe(3);
    await loop.stop();
  });

  it('is followed by another run when it is woken while it runs, and never runs twice at once', async () => {
    let runs = 0;
    let underWay = 0;
    const loop = repeat(
      'work',
      60_000,
      async () => {
        runs += 1;
        expect((underWay += 1)).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 300));
        underWay -= 1;
      },
      log,
    );
    await pass(100);
    loop.wake();
    loop.wake();
    await pass(100);
    expect(runs).toBe(1);
    await pass(200);
    expect(runs).toBe(2);
    await pass(1_000);
    expect(runs).toBe(2);
    await loop.stop();
  });

  it('stops in its pause at once, and not before a run has ended', async () => {
    let hasEnded = false;
    const loop = repeat(
      'work',
      60_000,
      async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        hasEnded = true;
      },
      log,
    );
    await pass(100);
    const stopped = loop.stop().then(() => hasEnded);
    await pass(300);
    await expect(stopped).resolves.toBe(true);
    const idle = repeat('other work', 60_000, async () => undefined, log);
    await pass(10);
    await idle.stop();
    expect(jest.getTimerCount()).toBe(0);
  });
});
