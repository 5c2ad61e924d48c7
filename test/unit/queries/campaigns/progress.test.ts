import { progressLine } from '../../../../services/cli/terminal/progress-line.ts';
import { isAtRest, sumShards, type Progress } from '../../../../services/queries/campaigns/read-progress.ts';

const progress = (overrides: Partial<Progress> = {}): Progress => ({
  campaignId: 'c',
  name: 'spring',
  status: 'on',
  alwaysRunning: false,
  errors: [],
  runNumber: 1,
  runId: 'r',
  resend: null,
  planned: 1_000,
  filteredOut: 0,
  counts: sumShards([{ accepted: 400, delivered: 300, read: 100, skipped: 100 }]),
  settled: 500,
  percent: 50,
  limitPerMinute: 600,
  limitedBy: null,
  limitedReason: null,
  ownPerMinute: 600,
  waiting: null,
  waitingReason: null,
  resumesAt: null,
  callable: null,
  nextSlotAt: null,
  startedAt: new Date(0),
  at: new Date(0),
  ...overrides,
});

it('sums the shards of a run, and leaves out reasons that came to nothing', () => {
  expect(
    sumShards([
      { accepted: 3, skipped: 1, skippedBy: { OPTED_OUT: 1 }, failedBy: { '131026': 1 } },
      { accepted: 2, failed: 1, skippedBy: { OPTED_OUT: 2, CONTACT_REMOVED: 0 }, failedBy: { '131026': -1 } },
    ]),
  ).toEqual({
    accepted: 5,
    expired: 0,
    failed: 1,
    skipped: 1,
    unknown: 0,
    sent: 0,
    delivered: 0,
    read: 0,
    undelivered: 0,
    skippedBy: { OPTED_OUT: 3 },
    failedBy: {},
  });
});

it('says in one line how far a run is, how fast, and until when', () => {
  const line = progressLine(progress(), 599.6);
  expect(line).toMatch(
    /^on \[█{10}░{10}\] 50 % 500\/1000 · sent 400, delivered 300, read 100 · failed 0, skipped 100/,
  );
  expect(line).toMatch(/600 of 600\/min · done about \d\d:\d\d:\d\d$/);
});

it('says why a campaign does not send now, instead of when it will end', () => {
  const line = progressLine(progress({ waiting: 'held until tomorrow' }), 0);
  expect(line).toMatch(/0 of 600\/min · held until tomorrow$/);
});

it('says when a campaign is paced below its own rate', () => {
  const limitedBy = 'the number allows 4800 a minute (STANDARD); the campaign asks for 6000';
  expect(progressLine(progress({ limitPerMinute: 4_800, limitedBy }), 4_700)).toContain(
    `4700 of 4800/min · ${limitedBy} · done`,
  );
  expect(progressLine(progress({ status: 'off', limitedBy }), null)).not.toContain(limitedBy);
});

it('says what is wrong with a campaign, and that one was never started', () => {
  const errors = [{ code: 'x', field: null, message: 'The list was deleted.', limit: null }];
  expect(progressLine(progress({ status: 'invalid', errors }), null)).toMatch(/The list was deleted\.$/);
  expect(progressLine(progress({ status: 'off', runId: null }), null)).toBe('off — never started');
});

it('a campaign that runs or is stopping is not at rest', () => {
  expect((['on', 'stopping', 'forced_stopping'] as const).some((status) => isAtRest({ status }))).toBe(false);
  expect(
    (['off', 'complete', 'invalid', 'forced_off'] as const).every((status) => isAtRest({ status })),
  ).toBe(true);
});

it('says how many wait for their callable time while others are sent, and says it once when nobody is', () => {
  const callable = {
    contacts: 1_204,
    nextAt: new Date('2026-11-27T14:00:00Z'),
    timeZone: 'America/New_York',
  };
  expect(progressLine(progress({ callable }), 600)).toContain(
    ' · 1,204 wait for their callable time · done about',
  );
  const waiting =
    '1,204 contacts wait for their callable time; the next at 2026-11-27 09:00 (America/New_York)';
  const line = progressLine(progress({ callable, waiting, waitingReason: 'callable_time' }), 0);
  expect(line.split('callable time')).toHaveLength(2);
  expect(line.endsWith(waiting)).toBe(true);
});
