/**
 * Reads dates as cells and filters write them: ISO 8601 in its extended form (`2025-01-31`,
 * `2025-01-31T09:00`, `…:00.000Z`, `…+02:00`) or, with a time, its basic form (`20250131T090000Z`), with the
 * variations of databases and programs: a blank or `t` for the T, a comma before the fraction, `24:00` for
 * the end of a day, offsets `+02`, `+0200`, ` UTC`, and a zone name in brackets after an offset, where the
 * offset counts. Filters may also write times relative to now (`P01DT00H-30M`: a day later, half an hour
 * earlier; `-P7D`: a week ago; a day is 24 hours). A date without time is the start of its day. Without
 * offset it is the wall-clock time of the given zone. Years are 1000 to 9999.
 */
import { DAY, HOUR, MINUTE } from './lengths.ts';

/** Four digits and a month with as many days as it has: 29 February only in leap years. */
const dayOfCalendar = (dash: '-' | ''): string =>
  [
    String.raw`(?:(?!\d{4}${dash}(?:02${dash}(?:29|3)|(?:0[469]|11)${dash}31))`,
    String.raw`|(?=(?:\d\d(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)${dash}02${dash}29))`,
    String.raw`([1-9]\d{3})${dash}(0[1-9]|1[0-2])${dash}(0[1-9]|[12]\d|3[01])`,
  ].join('');
const timeOfDay = (colon: ':' | ''): string =>
  [
    String.raw`(?:([01]\d|2[0-3])(?:${colon}([0-5]\d)(?:${colon}([0-5]\d)(?:[.,](\d{1,12}))?)?)?`,
    String.raw`|(24)(?:${colon}00(?:${colon}00(?:[.,]0{1,12})?)?)?)`,
  ].join('');
const OFFSET = String.raw`( ?(?:[Zz]|UTC|GMT|(?:UTC|GMT)?([+\-−])([01]\d|2[0-3])(?::?([0-5]\d))?))(?:\[[A-Za-z_/+\-0-9]{1,40}\])?`;
const EXTENDED = `${dayOfCalendar('-')}(?:[Tt ]${timeOfDay(':')}(?:${OFFSET})?)?`;
const BASIC = `${dayOfCalendar('')}[Tt]${timeOfDay('')}(?:${OFFSET})?`;
const FORMS = [new RegExp(`^${EXTENDED}$`), new RegExp(`^${BASIC}$`)];

/**
 * For the database (date-expression.ts), in the syntax that JavaScript and PCRE share. Groups of the two
 * forms: year, month, day, hour, minute, second, fraction; 24 instead of an hour; offset, its sign, hours,
 * minutes.
 */
export const datePatterns = {
  forms: [EXTENDED, BASIC],
  /** The form of most cells: compared as texts there. */
  usual: String.raw`${dayOfCalendar('-')}(?:[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d{1,9}))?)?)?`,
} as const;

const RELATIVE = /^(-?)P(?:(-?\d{1,5})D)?(?:T(?:(-?\d{1,5})H)?(?:(-?\d{1,6})M)?)?$/;

/**
 * @param timeZone IANA zone for dates without offset
 * @returns milliseconds since the epoch; null when it is not a date, e.g. `2025-02-30`
 */
export function readDate(text: string, timeZone: string): number | null {
  const date = readWallClock(text);
  if (!date) return null;
  return date.offset === null ? fromWallClock(date.wall, timeZone) : date.wall - date.offset;
}

/**
 * The parts of a date, independent of a zone.
 * @returns `wall`: milliseconds since the epoch as if it were UTC; `offset`: how far that is ahead of UTC,
 *   null when the date has none
 */
export function readWallClock(text: string): { wall: number; offset: number | null } | null {
  const trimmed = text.trim();
  const match = FORMS[0]?.exec(trimmed) ?? FORMS[1]?.exec(trimmed);
  if (!match) return null;
  const part = (group: number): number => Number(match[group] ?? 0);
  const millisecond = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const hour = part(4) + part(8);
  const wall = Date.UTC(part(1), part(2) - 1, part(3), hour, part(5), part(6), millisecond);
  if (match[9] === undefined) return { wall, offset: null };
  const ahead = part(11) * HOUR + part(12) * MINUTE;
  return { wall, offset: match[10] === undefined || match[10] === '+' ? ahead : -ahead };
}

/** @returns milliseconds since the epoch; null when it is not a relative date */
export function readRelativeDate(text: string, now: number): number | null {
  const match = RELATIVE.exec(text.trim());
  if (!match || (match[2] ?? match[3] ?? match[4]) === undefined) return null;
  const ahead = Number(match[2] ?? 0) * DAY + Number(match[3] ?? 0) * HOUR + Number(match[4] ?? 0) * MINUTE;
  return match[1] === '-' ? now - ahead : now + ahead;
}

/**
 * The instant at which clocks of the zone show that time; in an hour that is skipped or repeated, the earlier
 * offset counts.
 * @param wall the time shown, as milliseconds since the epoch as if it were UTC
 */
export function fromWallClock(wall: number, timeZone: string): number {
  if (timeZone === 'UTC') return wall;
  const before = wall - zoneOffset(wall - DAY, timeZone);
  if (before + zoneOffset(before, timeZone) === wall) return before;
  const after = wall - zoneOffset(wall + DAY, timeZone);
  return after + zoneOffset(after, timeZone) === wall ? after : before;
}

/** How far the zone's clocks are ahead of UTC at an instant, milliseconds. */
export function zoneOffset(instant: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const shown = Date.UTC(
    parts['year'] ?? 0,
    (parts['month'] ?? 1) - 1,
    parts['day'] ?? 1,
    parts['hour'] ?? 0,
    parts['minute'] ?? 0,
    parts['second'] ?? 0,
  );
  return shown - Math.floor(instant / 1_000) * 1_000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format;
}
