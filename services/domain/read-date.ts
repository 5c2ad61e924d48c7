/**
 * Dates as cells and filters write them: ISO 8601 (`2025-01-31`, `2025-01-31T09:00`, `…:00.000Z`, `…+02:00`; a space may stand
 * for the T) and, in filters, relative to now (`P01DT00H-30M`: a day later, half an hour earlier; `-P7D`: a week ago; a day is 24 hours).
 * A date without time is the start of its day. Without offset the wall clock of the given zone counts.
 */
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const RELATIVE = /^(-?)P(?:(-?\d{1,5})D)?(?:T(?:(-?\d{1,5})H)?(?:(-?\d{1,6})M)?)?$/;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * @param timeZone IANA zone for dates without offset
 * @returns milliseconds since the epoch; null for what is no date, also `2025-02-30`
 */
export function readDate(text: string, timeZone: string): number | null {
  const match = ISO.exec(text.trim());
  if (!match) return null;
  const part = (group: number): number => Number(match[group] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  const millisecond = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const check = new Date(wall);
  if (year < 100 || check.getUTCMonth() !== month - 1 || check.getUTCDate() !== day) return null;
  if (hour > 23 || minute > 59 || second > 59) return null;
  const offset = match[8];
  if (offset === undefined) return fromWallClock(wall, timeZone);
  return wall - offsetMs(offset);
}

/** @returns milliseconds since the epoch; null for what is no relative date */
export function readRelativeDate(text: string, now: number): number | null {
  const match = RELATIVE.exec(text.trim());
  if (!match || (match[2] ?? match[3] ?? match[4]) === undefined) return null;
  const ahead = Number(match[2] ?? 0) * DAY + Number(match[3] ?? 0) * HOUR + Number(match[4] ?? 0) * MINUTE;
  return match[1] === '-' ? now - ahead : now + ahead;
}

/** True for a zone that this machine knows. */
export function isTimeZone(name: string): boolean {
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0;
  const digits = offset.slice(1).replace(':', '');
  const size = Number(digits.slice(0, 2)) * HOUR + Number(digits.slice(2)) * MINUTE;
  return offset.startsWith('-') ? -size : size;
}

/** The instant at which clocks of the zone show that time; in the hour that is skipped or doubled, the earlier offset counts. */
function fromWallClock(wall: number, timeZone: string): number {
  if (timeZone === 'UTC') return wall;
  const before = wall - zoneOffset(wall - DAY, timeZone);
  if (before + zoneOffset(before, timeZone) === wall) return before;
  const after = wall - zoneOffset(wall + DAY, timeZone);
  return after + zoneOffset(after, timeZone) === wall ? after : before;
}

/** How far the zone's clocks are ahead of UTC at an instant, milliseconds. */
function zoneOffset(instant: number, timeZone: string): number {
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
