/** The wall-clock times of a zone that stand for instants within a range: again a few ranges. */
import { isInRange, type DateRange } from '../filter/date-range.ts';
import { DAY, HOUR } from './lengths.ts';
import { fromWallClock, zoneOffset } from './read-date.ts';

// They are computed here from our own time zone data, so that a database compares plain numbers and does not
// need its own rules for daylight-saving time. A wall-clock time minus the zone's offset is an instant, so
// the answer changes only where the time crosses a bound under one of the offsets around it, or where the
// offset itself changes: only those points need to be examined.

/**
 * Offsets, and changes of them, are less than a day: times farther than that from a bound are decided by the
 * bound.
 */
const AROUND = 4 * DAY;

/** @returns ranges of milliseconds since the epoch as if the wall clock showed UTC, in order */
export function acceptedWallTimes(range: DateRange, timeZone: string): DateRange[] {
  const bounds = [range.min, range.max].filter((bound) => bound !== null);
  const points = [...new Set(bounds.flatMap((bound) => pointsAround(bound, timeZone)))].sort((a, b) => a - b);
  const accepted: Array<{ min: number | null; max: number | null }> = [];
  const add = (min: number | null, max: number | null): void => {
    if (min !== null && max !== null && min > max) return;
    if (!isInRange(fromWallClock(min ?? max ?? 0, timeZone), range)) return;
    const last = accepted.at(-1);
    if (last && last.max !== null && last.max + 1 === min) last.max = max;
    else accepted.push({ min, max });
  };
  let min: number | null = null;
  for (const point of points) {
    add(min, point - 1);
    add(point, point);
    min = point + 1;
  }
  add(min, null);
  return accepted.map((ends) => ({ ...ends, minInclusive: true, maxInclusive: true }));
}

/** Wall-clock times at which the answer may change: these, and a millisecond later. */
function pointsAround(bound: number, timeZone: string): number[] {
  const changes = offsetChanges(bound - AROUND, bound + AROUND, timeZone);
  const offsets = new Set([zoneOffset(bound - AROUND, timeZone), ...changes.map(({ offset }) => offset)]);
  return [
    ...[...offsets].map((offset) => bound + offset),
    ...changes.flatMap(({ at }) => [...offsets].map((offset) => at + offset)),
  ];
}

/** Instants at which the zone's clocks are moved, and their offset from UTC from then on. */
function offsetChanges(
  from: number,
  through: number,
  timeZone: string,
): Array<{ at: number; offset: number }> {
  const changes: Array<{ at: number; offset: number }> = [];
  let before = zoneOffset(from, timeZone);
  for (let hour = from; hour < through; hour += HOUR) {
    const offset = zoneOffset(hour + HOUR, timeZone);
    if (offset === before) continue;
    let [earlier, later] = [hour, hour + HOUR];
    while (later - earlier > 1) {
      const middle = Math.floor((earlier + later) / 2);
      if (zoneOffset(middle, timeZone) === before) earlier = middle;
      else later = middle;
    }
    changes.push({ at: later, offset });
    before = offset;
  }
  return changes;
}
