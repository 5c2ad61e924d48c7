/** The examples are the table in docs/callable-times.md; the laws are checked minute by minute against the wall clock as Intl shows it. */
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { readCallableRange } from '../../../../services/cli/arguments/arguments.ts';
import {
  callableClock,
  callableSpanAt,
  callableTimesFaults,
  nextCallableAt,
  WEEKDAYS,
  type CallableRange,
  type CallableTimes,
} from '../../../../services/domain/time/callable-time.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const timesOf = (...ranges: CallableRange[]): CallableTimes => ({ timeZone: 'UTC', ranges });

describe('docs/callable-times.md', () => {
  const rows = readFileSync('docs/callable-times.md', 'utf8')
    .split('\n')
    .filter((line) => /^\| (?:mon|tue|wed|thu|fri|sat|sun)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));

  it('has examples', () => expect(rows.length).toBeGreaterThan(10));

  it.each(rows)('%s %s in %s at %s: next at %s, %s', (_, ranges = '', zone = '', now = '', next = '') => {
    const times = timesOf(...ranges.split('; ').map((range) => readCallableRange(range)));
    expect(callableTimesFaults(times)).toEqual([]);
    expect(new Date(nextCallableAt(times, zone, Date.parse(now))).toISOString()).toBe(
      new Date(next).toISOString(),
    );
  });
});

describe('the next callable instant', () => {
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/St_Johns',
    'Pacific/Apia',
    'Africa/Casablanca',
    'UTC',
  ];
  /** Hours before the clocks change somewhere, and any other time. */
  const changes = [
    '2026-03-29T00:30Z',
    '2026-10-25T00:30Z',
    '2026-03-08T06:30Z',
    '2026-11-01T05:30Z',
    '2026-04-04T14:30Z',
    '2026-10-03T15:15Z',
    '2026-02-15T01:30Z',
    '2026-03-22T01:30Z',
  ].map((iso) => Date.parse(iso));
  const minuteOfDay = fc.integer({ min: 0, max: 24 * 60 - 1 });
  const hhmm = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  const range = fc
    .tuple(fc.subarray([...WEEKDAYS], { minLength: 1 }), minuteOfDay, fc.integer({ min: 1, max: 24 * 60 }))
    .map(([days, start, length]) => ({
      days,
      start: hhmm(start),
      end: hhmm(Math.min(24 * 60, start + length)),
    }));
  const instant = fc.oneof(
    fc
      .tuple(fc.constantFrom(...changes), fc.integer({ min: -12 * 60, max: 4 * 60 }))
      .map(([change, minutes]) => change + minutes * MINUTE),
    fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2028, 0) }),
  );

  /** The rule itself, read off Intl's wall clock. */
  const formats = new Map(
    zones.map((timeZone) => [
      timeZone,
      new Intl.DateTimeFormat('en-GB', {
        timeZone,
        weekday: 'short',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      }),
    ]),
  );
  function isCallable({ ranges }: CallableTimes, zone: string, at: number): boolean {
    const [, day = '', clock = ''] =
      /^(\w{3}),? (\d\d:\d\d)$/.exec(formats.get(zone)?.format(at) ?? '') ?? [];
    expect(clock).not.toBe('');
    return ranges.some(
      ({ days, start, end }) =>
        days.some((one) => one === day.toUpperCase()) && clock >= start && clock < end,
    );
  }

  it('is callable, and no minute between now and it is', () => {
    fc.assert(
      fc.property(
        fc.array(range, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...zones),
        instant,
        (ranges, zone, now) => {
          const times = timesOf(...ranges);
          const next = nextCallableAt(times, zone, now);
          expect(isCallable(times, zone, next)).toBe(true);
          expect(next - now).toBeLessThan(15 * DAY);
          if (next === now) return;
          expect(isCallable(times, zone, now)).toBe(false);
          expect(isCallable(times, zone, next - 1)).toBe(false);
          for (let at = now; at < next; at += 5 * MINUTE)
            if (isCallable(times, zone, at))
              throw new Error(`callable earlier: ${new Date(at).toISOString()}`);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a span is of one kind throughout, and the instant after it is of the other', () => {
    fc.assert(
      fc.property(
        fc.array(range, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...zones),
        instant,
        (ranges, zone, now) => {
          const times = timesOf(...ranges);
          const span = callableSpanAt(times, zone, now);
          expect(isCallable(times, zone, now)).toBe(span.isCallable);
          for (let at = now; at < span.untilMs; at += 5 * MINUTE)
            expect(isCallable(times, zone, at)).toBe(span.isCallable);
          expect(isCallable(times, zone, span.untilMs - 1)).toBe(span.isCallable);
          if (span.untilMs - now < 21 * DAY)
            expect(isCallable(times, zone, span.untilMs)).toBe(!span.isCallable);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('is the same from the clock that remembers spans, asked in any order', () => {
    fc.assert(
      fc.property(
        fc.array(range, { minLength: 1, maxLength: 3 }),
        fc.array(fc.tuple(fc.constantFrom(...zones), instant), { maxLength: 20 }),
        (ranges, questions) => {
          const times = timesOf(...ranges);
          const spanOf = callableClock(times);
          for (const [zone, now] of questions)
            expect(spanOf(zone, now)).toEqual(
              expect.objectContaining({ isCallable: callableSpanAt(times, zone, now).isCallable }),
            );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('a contact without a zone, or with one that nobody knows, has the campaign’s', () => {
    const spanOf = callableClock({
      timeZone: 'America/New_York',
      ranges: [{ days: ['THU'], start: '09:00', end: '10:00' }],
    });
    const now = Date.parse('2026-11-26T14:30:00Z');
    expect(
      [null, undefined, 'Nowhere/Land', 'Europe/Berlin'].map((zone) => spanOf(zone, now).isCallable),
    ).toEqual([true, true, true, false]);
  });
});

describe('faults', () => {
  const faultsOf = (times: CallableTimes): string[] =>
    callableTimesFaults(times).map(({ field, message }) => `${field}: ${message}`);

  it('names the field, what was found and what was expected', () => {
    const bad = (over: object): CallableTimes =>
      timesOf({ days: ['MON'], start: '09:00', end: '18:00', ...over });
    expect(faultsOf({ timeZone: 'Berlin', ranges: [] })).toEqual([
      'callableTimes.timeZone: "Berlin" is not an IANA time zone; expected an IANA name, e.g. Europe/Berlin.',
    ]);
    expect(faultsOf(bad({ days: [] }))).toEqual([
      'callableTimes.ranges[0].days: At least one day must be given.',
    ]);
    expect(faultsOf(bad({ days: ['MON', 'Tuesday'] }))[0]).toMatch(
      /^callableTimes\.ranges\[0\]\.days: "Tuesday"/,
    );
    expect(faultsOf(bad({ start: '9:00' }))[0]).toMatch(/^callableTimes\.ranges\[0\]\.start: "9:00"/);
    expect(faultsOf(bad({ start: '24:00' }))[0]).toMatch(/^callableTimes\.ranges\[0\]\.start/);
    expect(faultsOf(bad({ end: '24:01' }))[0]).toMatch(/^callableTimes\.ranges\[0\]\.end: "24:01"/);
    expect(faultsOf(bad({ end: '09:00' }))[0]).toMatch(/empty/);
    expect(faultsOf(bad({ end: '00:00' }))[0]).toMatch(/the end of a day is 24:00/);
    expect(faultsOf(bad({ start: '22:00', end: '06:00' }))).toEqual([
      'callableTimes.ranges[0].end: The range 22:00-06:00 ends before it starts; for a range over midnight, write two ranges: 22:00-24:00 and, on the days after, 00:00-06:00.',
    ]);
    expect(
      faultsOf(timesOf(...Array<CallableRange>(51).fill({ days: ['MON'], start: '09:00', end: '10:00' })))[0],
    ).toMatch(/51 ranges; the limit is 50/);
  });

  it('tells all of them at once', () => {
    const range: CallableRange = { days: [], start: 'x', end: 'y' };
    expect(callableTimesFaults({ timeZone: '', ranges: [range, range] })).toHaveLength(7);
  });
});
