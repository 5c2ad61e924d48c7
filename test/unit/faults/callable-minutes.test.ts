import fc from 'fast-check';
import { callableMinutes, type CallableMinutes } from '../../faults/callable-minutes.ts';
import { callableClock } from '../../../services/domain/time/callable-time.ts';

const MINUTE = 60_000;
const anyNow = fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });

const isIn = (windows: CallableMinutes['windows']['east'], atMs: number): boolean =>
  windows.some(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);

test('at any time of any day one zone is open for a minute or two, then the other, then both', () => {
  fc.assert(
    fc.property(anyNow, (now) => {
      const { windows } = callableMinutes(now.getTime());
      const turnMs = windows.west[0]?.fromMs ?? 0;
      expect(turnMs % MINUTE).toBe(0);
      expect(turnMs - now.getTime()).toBeGreaterThanOrEqual(MINUTE);
      expect(turnMs - now.getTime()).toBeLessThan(2 * MINUTE + 1);
      const openAt = (atMs: number) => [isIn(windows.east, atMs), isIn(windows.west, atMs)];
      expect([now.getTime(), turnMs - 1, turnMs, turnMs + MINUTE, turnMs + 10 * MINUTE].map(openAt)).toEqual([
        [true, false],
        [true, false],
        [false, true],
        [true, true],
        [true, true],
      ]);
    }),
  );
});

test('what the checker is told is what the campaign’s callable times mean', () => {
  fc.assert(
    fc.property(anyNow, fc.integer({ min: -1_000, max: 19 * 60_000 }), (now, afterMs) => {
      const { times, east, west, windows } = callableMinutes(now.getTime());
      const clock = callableClock(times);
      const atMs = now.getTime() + afterMs;
      expect(clock(east, atMs).isCallable).toBe(isIn(windows.east, atMs));
      expect(clock(west, atMs).isCallable).toBe(isIn(windows.west, atMs));
    }),
  );
});
