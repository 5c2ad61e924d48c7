/**
 * When a contact may get a message (F5): at instants whose wall-clock time in the contact's zone lies in one
 * of the campaign's ranges.
 */
import { fault, type Fault } from '../fault.ts';
import { zoneOffset } from './read-date.ts';
import { isTimeZone } from './time-zone.ts';
import { DAY, HOUR, MINUTE } from './lengths.ts';

// A range lasts from its start (inclusive) to its end (exclusive) on each of its days; `24:00` is the end of
// the day. Only the wall clock decides, also when it is put forward (skipped times do not occur) or back
// (repeated times count twice). docs/callable-times.md has the rules with examples. The server's own zone
// does not matter.

export const WEEKDAYS = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** `start` and `end` as `HH:MM`, start before end; a range across midnight needs two. */
export type CallableRange = {
  readonly days: readonly Weekday[];
  readonly start: string;
  readonly end: string;
};

export type CallableTimes = {
  /** IANA zone for contacts without a known zone of their own. */
  readonly timeZone: string;
  readonly ranges: readonly CallableRange[];
};

/**
 * Whether it is callable time, and when that changes next (milliseconds since the epoch, at most 22 days
 * ahead).
 */
export type CallableSpan = { readonly isCallable: boolean; readonly untilMs: number };

export const MAX_CALLABLE_RANGES = 50;

/** No zone changes its offset twice within this time. */
const STEP_MS = 6 * HOUR;
/** A weekly range can be skipped by a clock put forward, but not in three weeks. */
const SEARCH_MS = 22 * DAY;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/**
 * The first instant from now on at which a contact of the zone may get a message: now itself, if it may now.
 */
export function nextCallableAt(times: CallableTimes, timeZone: string, nowMs: number): number {
  const span = callableSpanAt(times, timeZone, nowMs);
  return span.isCallable ? nowMs : span.untilMs;
}

export function callableSpanAt(times: CallableTimes, timeZone: string, nowMs: number): CallableSpan {
  const hours = weeklyHours(times);
  const isCallable = isWithin(hours, nowMs + zoneOffset(nowMs, timeZone));
  const end = nowMs + SEARCH_MS;
  for (let from = nowMs; from < end;) {
    const offset = zoneOffset(from, timeZone);
    const to = sameOffsetUntil(timeZone, from, offset);
    for (const wall of boundariesBetween(hours, from + offset, to + offset))
      if (isWithin(hours, wall) !== isCallable) return { isCallable, untilMs: wall - offset };
    if (isWithin(hours, to + zoneOffset(to, timeZone)) !== isCallable) return { isCallable, untilMs: to };
    from = to;
  }
  return { isCallable, untilMs: end };
}

/**
 * Answers quickly for one campaign: each zone is computed once for each of its spans. For an unknown zone the
 * campaign's zone is used.
 */
export type CallableClock = (timeZone: string | null | undefined, nowMs: number) => CallableSpan;

export function callableClock(times: CallableTimes): CallableClock {
  const known = new Map<string, { fromMs: number; span: CallableSpan }>();
  return (timeZone, nowMs) => {
    const zone = timeZone ?? times.timeZone;
    const before = known.get(zone);
    if (before && nowMs >= before.fromMs && nowMs < before.span.untilMs) return before.span;
    const span = callableSpanAt(times, isTimeZone(zone) ? zone : times.timeZone, nowMs);
    known.set(zone, { fromMs: nowMs, span });
    return span;
  };
}

/** All faults of callable times, by field. An empty list of ranges is valid and means any time. */
export function callableTimesFaults({ timeZone, ranges }: CallableTimes): Fault[] {
  const faults: Fault[] = [];
  const invalid = (field: string, message: string, limit: number | null = null): void =>
    void faults.push(fault('invalid.value', `callableTimes.${field}`, message, limit));
  if (!isTimeZone(timeZone))
    invalid(
      'timeZone',
      `${JSON.stringify(timeZone)} is not an IANA time zone; expected an IANA name, e.g. Europe/Berlin.`,
    );
  if (ranges.length > MAX_CALLABLE_RANGES)
    invalid(
      'ranges',
      `There are ${ranges.length} ranges; the limit is ${MAX_CALLABLE_RANGES}.`,
      MAX_CALLABLE_RANGES,
    );
  for (const [index, { days, start, end }] of ranges.entries()) {
    const field = `ranges[${index}]`;
    if (days.length === 0) invalid(`${field}.days`, 'At least one day must be given.');
    for (const day of days)
      if (!WEEKDAYS.includes(day))
        invalid(
          `${field}.days`,
          `${JSON.stringify(day)} is not a weekday; expected one of ${WEEKDAYS.join(', ')}.`,
        );
    const [from, to] = [timeOfDay(start), end === '24:00' ? DAY : timeOfDay(end)];
    if (from === null)
      invalid(
        `${field}.start`,
        `${JSON.stringify(start)} is not a time; expected HH:MM from 00:00 to 23:59.`,
      );
    if (to === null)
      invalid(`${field}.end`, `${JSON.stringify(end)} is not a time; expected HH:MM from 00:01 to 24:00.`);
    if (from === null || to === null || from < to) continue;
    invalid(
      `${field}.end`,
      from === to || to === 0
        ? `The range ${start}-${end} is empty or ends at the start of its day; the end of a day is 24:00.`
        : `The range ${start}-${end} ends before it starts; for a range over midnight, write two ranges: ${start}-24:00 and, on the days after, 00:00-${end}.`,
    );
  }
  return faults;
}

/**
 * By weekday (0 = Monday) the ranges in milliseconds of the day, and all times of day at which anything can
 * change.
 */
type WeeklyHours = { days: ReadonlyArray<ReadonlyArray<[number, number]>>; boundaries: readonly number[] };

function weeklyHours({ ranges }: CallableTimes): WeeklyHours {
  const days: Array<Array<[number, number]>> = WEEKDAYS.map(() => []);
  const boundaries = new Set([0]);
  for (const { days: named, start, end } of ranges) {
    const range: [number, number] = [timeOfDay(start) ?? 0, end === '24:00' ? DAY : (timeOfDay(end) ?? 0)];
    for (const day of named) days[WEEKDAYS.indexOf(day)]?.push(range);
    for (const boundary of range) boundaries.add(boundary % DAY);
  }
  return { days, boundaries: [...boundaries].sort((a, b) => a - b) };
}

/** @param wall the wall clock's time as if it were UTC, milliseconds */
function isWithin({ days }: WeeklyHours, wall: number): boolean {
  const day = Math.floor(wall / DAY);
  const time = wall - day * DAY;
  // the epoch was a Thursday
  return (days[(day + 3) % 7] ?? []).some(([start, end]) => time >= start && time < end);
}

/** Wall-clock times with from < time < to at which a range may start or end, in order. */
function* boundariesBetween({ boundaries }: WeeklyHours, from: number, to: number): Generator<number> {
  for (let day = Math.floor(from / DAY) * DAY; day < to; day += DAY)
    for (const boundary of boundaries) if (day + boundary > from && day + boundary < to) yield day + boundary;
}

/** Until when the zone keeps its offset, exactly; at most one step ahead. */
function sameOffsetUntil(timeZone: string, from: number, offset: number): number {
  let same = from;
  let later = from + STEP_MS;
  if (zoneOffset(later, timeZone) === offset) return later;
  while (later - same > 1) {
    const middle = Math.floor((same + later) / 2);
    if (zoneOffset(middle, timeZone) === offset) same = middle;
    else later = middle;
  }
  return later;
}

function timeOfDay(text: string): number | null {
  const match = TIME.exec(text);
  return match ? Number(match[1]) * HOUR + Number(match[2]) * MINUTE : null;
}
