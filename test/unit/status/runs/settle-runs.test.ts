import {
  isBalanced,
  isRecountDue,
  needsRecount,
  recounted,
  standstillAfter,
  suspect,
  type RunState,
} from '../../../../services/status/runs/settle-runs.ts';

const NOW = 1_750_030_000_000;
const counts = (fields: Record<string, number>) => new Map(Object.entries(fields));
const run = (fields: Partial<RunState> = {}): RunState => ({
  status: 'on',
  alwaysRunning: false,
  revision: 7,
  stoppedAt: null,
  planned: 10,
  counts: counts({ accepted: 5, failed: 2, skipped: 2, unknown: 1 }),
  stoppedRevision: null,
  ...fields,
});

describe('a running campaign', () => {
  test('may be complete when every planned contact has an outcome', () => {
    expect(suspect(run(), NOW)).toBe('complete');
  });

  test('is not while one has none, or while its order is being made', () => {
    expect(suspect(run({ planned: 11 }), NOW)).toBeNull();
    expect(suspect(run({ planned: null }), NOW)).toBeNull();
  });

  test('that always runs is never complete', () => {
    expect(suspect(run({ alwaysRunning: true }), NOW)).toBeNull();
  });

  test('without contacts is complete', () => {
    expect(suspect(run({ planned: 0, counts: new Map() }), NOW)).toBe('complete');
  });
});

describe('a stopping campaign', () => {
  const stopping = (fields: Partial<RunState> = {}) =>
    run({
      status: 'stopping',
      stoppedAt: new Date(NOW - 2_000),
      stoppedRevision: 7,
      planned: 1_000,
      ...fields,
    });

  test('may be stopped when the throttle let it go and two seconds have passed', () => {
    expect(suspect(stopping(), NOW)).toBe('stopped');
    expect(suspect(stopping({ status: 'forced_stopping' }), NOW)).toBe('stopped');
  });

  test('is not while the throttle has not, or only an earlier stop', () => {
    expect(suspect(stopping({ stoppedRevision: null }), NOW)).toBeNull();
    expect(suspect(stopping({ stoppedRevision: 6 }), NOW)).toBeNull();
  });

  test('is not while its last messages may be on their way', () => {
    expect(suspect(stopping({ stoppedAt: new Date(NOW - 1_999) }), NOW)).toBeNull();
  });
});

test('the ledger balances when all planned have an outcome and nothing is open', () => {
  const all = counts({ accepted: 9, skipped: 1 });
  expect(isBalanced(10, all, 0)).toBe(true);
  expect(isBalanced(10, all, 1)).toBe(false);
  expect(isBalanced(11, all, 0)).toBe(false);
});

describe('the ledger is recounted', () => {
  const MINUTE = 60_000;
  const since = { signature: 's', sinceMs: NOW, recountedAtMs: null };

  test('at once when the counters balance, and not again and again when it denies that', () => {
    expect(isRecountDue({ ...since, recounts: 0 }, true, NOW)).toBe(true);
    expect(isRecountDue({ ...since, recounts: 1 }, true, NOW + 500)).toBe(false);
    // counters that were repaired and balance again look the same as before the repair
    expect(isRecountDue({ ...since, recounts: 1 }, true, NOW + 2_000)).toBe(true);
    expect(isRecountDue({ ...since, recounts: 4 }, true, NOW + 2_000)).toBe(false);
  });

  test('when they stand still: after a minute, and at most once an hour however often they move in between', () => {
    expect(isRecountDue({ ...since, recounts: 0 }, false, NOW + MINUTE - 1)).toBe(false);
    expect(isRecountDue({ ...since, recounts: 0 }, false, NOW + MINUTE)).toBe(true);
    let standstill = recounted({ ...since, recounts: 0 }, NOW);
    for (let minute = 2; minute < 60; minute += 2) {
      standstill = standstillAfter(standstill, run({ planned: 100 + minute }), NOW + minute * MINUTE);
      expect(isRecountDue(standstill, false, NOW + (minute + 1) * MINUTE)).toBe(false);
    }
    expect(isRecountDue(standstill, false, NOW + 60 * MINUTE)).toBe(true);
  });

  test('not at all of an always-running run that waits for more contacts', () => {
    const all = counts({ accepted: 9, skipped: 1 });
    expect(needsRecount(run({ alwaysRunning: true, planned: 10, counts: all }))).toBe(false);
    expect(needsRecount(run({ alwaysRunning: true, planned: 11, counts: all }))).toBe(true);
    expect(needsRecount(run({ alwaysRunning: false, planned: 10, counts: all }))).toBe(true);
    expect(needsRecount(run({ alwaysRunning: false, planned: null, counts: all }))).toBe(false);
  });

  test('anew when a counter or the plan has moved', () => {
    const first = standstillAfter(undefined, run(), NOW);
    expect(standstillAfter(first, run(), NOW + 500)).toBe(first);
    for (const moved of [run({ planned: 12 }), run({ counts: counts({ accepted: 6 }) })])
      expect(standstillAfter({ ...first, recounts: 3 }, moved, NOW + 500)).toMatchObject({
        sinceMs: NOW + 500,
        recounts: 0,
      });
  });
});
