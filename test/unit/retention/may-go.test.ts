import fc from 'fast-check';
import { groupsToRemove, hasPassed, pageHasSettled, runMayGo } from '../../../services/retention/may-go.ts';

const DAY = 86_400_000;
const at = (day: number): Date => new Date(1_750_000_000_000 + day * DAY);
const kept = { orderMs: 30 * DAY, messagesMs: 180 * DAY, runsMs: 730 * DAY };

const day = fc.integer({ min: 0, max: 4_000 });
const keptMs = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 2_000 }).map((days) => days * DAY),
);
const retention = fc.record({ orderMs: keptMs, messagesMs: keptMs, runsMs: keptMs });

describe('a run', () => {
  test('goes part by part as each has passed its time since its end', () => {
    const ended = { isLive: false, closedAt: at(0) };
    const when = (days: number) => runMayGo(ended, kept, at(days));
    expect(when(29)).toEqual({ order: false, messages: false, run: false });
    expect(when(30)).toEqual({ order: true, messages: false, run: false });
    expect(when(180)).toEqual({ order: true, messages: true, run: false });
    expect(when(730)).toEqual({ order: true, messages: true, run: true });
  });

  test('that goes on, or whose end is not noted, loses nothing, whatever the time', () => {
    fc.assert(
      fc.property(day, day, retention, (closed, now, times) => {
        const nothing = { order: false, messages: false, run: false };
        expect(runMayGo({ isLive: true, closedAt: at(closed) }, times, at(now))).toEqual(nothing);
        expect(runMayGo({ isLive: false, closedAt: null }, times, at(now))).toEqual(nothing);
      }),
    );
  });

  test('what may go may go later too; what is kept for good never may; a run never goes before its messages', () => {
    fc.assert(
      fc.property(day, day, day, retention, (closed, now, later, times) => {
        const run = { isLive: false, closedAt: at(closed) };
        const first = runMayGo(run, times, at(now));
        const then = runMayGo(run, times, at(now + later));
        for (const part of ['order', 'messages', 'run'] as const)
          expect(first[part] && !then[part]).toBe(false);
        expect(then.messages && times.messagesMs === 0).toBe(false);
        expect(then.run && times.runsMs === 0).toBe(false);
        expect(then.order && times.orderMs === 0).toBe(false);
        expect(then.run && !then.messages).toBe(false);
        // never early
        const age = (now + later - closed) * DAY;
        expect(then.messages && age < times.messagesMs).toBe(false);
        expect(then.run && age < times.runsMs).toBe(false);
      }),
    );
  });
});

test('a time of 0 never passes', () => {
  fc.assert(fc.property(day, day, (since, now) => expect(hasPassed(at(since), 0, at(now))).toBe(false)));
});

describe('a page', () => {
  const page = { contactIds: ['a', 'b'], decisions: ['1', '!DUPLICATE'] };

  test('has settled when it is decided whole and each of its contacts has an outcome', () => {
    expect(pageHasSettled(page, new Set(['a', 'b', 'c']))).toBe(true);
    expect(pageHasSettled(page, new Set(['a']))).toBe(false);
    expect(pageHasSettled({ ...page, decisions: ['1'] }, new Set(['a', 'b']))).toBe(false);
  });
});

describe('a consumer group of a single process life', () => {
  test('goes when it has been empty for its time, counted anew after it had a member', () => {
    const first = groupsToRemove(['a', 'b'], [], DAY, at(0));
    expect(first).toEqual({
      remembered: [
        { group: 'a', since: at(0) },
        { group: 'b', since: at(0) },
      ],
      removed: [],
    });
    const second = groupsToRemove(['a'], first.remembered, DAY, at(0.5)); // b has a member
    const third = groupsToRemove(['a', 'b'], second.remembered, DAY, at(1));
    expect(third).toEqual({ remembered: [{ group: 'b', since: at(1) }], removed: ['a'] });
  });

  test('is never removed at the look that first sees it empty', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.integer({ min: 1, max: 99 * DAY }), (groups, groupsMs) => {
        expect(groupsToRemove(groups, [], groupsMs, at(1)).removed).toEqual([]);
      }),
    );
  });
});
