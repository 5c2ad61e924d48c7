/**
 * Callable times as a week in minutes ↔ callable times as ranges. The grid shows hours; what is finer than an
 * hour stays exact to the minute. Pure.
 */
export const weekdays = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;
export type Day = (typeof weekdays)[number];
export type Range = { readonly days: readonly Day[]; readonly start: string; readonly end: string };
/** Minutes of the day: from (inclusive), to (exclusive). */
export type Span = { readonly from: number; readonly to: number };
/** Of each day from Monday on: ascending spans that neither touch nor overlap. */
export type Week = ReadonlyArray<readonly Span[]>;

export const HOURS = 24;
const HOUR = 60;
const DAY = HOURS * HOUR;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Minutes of the day; null: not `HH:MM` from 00:00 to 24:00. */
export function minuteOf(text: string): number | null {
  if (text === '24:00') return DAY;
  const [, hours, minutes] = TIME.exec(text) ?? [];
  return hours === undefined ? null : Number(hours) * HOUR + Number(minutes);
}

export const timeOf = (minute: number): string =>
  [Math.floor(minute / HOUR), minute % HOUR].map((part) => String(part).padStart(2, '0')).join(':');

export type RangeFault = 'days' | 'start' | 'end' | 'order';

/** Why the engine would refuse a range; null when it would not. */
export function rangeFault({ days, start, end }: Range): RangeFault | null {
  const [from, to] = [minuteOf(start), minuteOf(end)];
  if (from === null || from === DAY) return 'start';
  if (to === null) return 'end';
  if (from >= to) return 'order';
  return days.length === 0 ? 'days' : null;
}

export const firstFault = (ranges: readonly Range[]): RangeFault | null =>
  ranges.map(rangeFault).find((fault) => fault !== null) ?? null;

const joined = (spans: readonly Span[]): Span[] => {
  const apart: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && span.from <= last.to)
      apart[apart.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else apart.push(span);
  }
  return apart;
};

/** Ranges with a fault are left out. */
export const weekOf = (ranges: readonly Range[]): Week =>
  weekdays.map((day) =>
    joined(
      ranges.flatMap((range) =>
        range.days.includes(day) && rangeFault(range) === null
          ? [{ from: minuteOf(range.start) ?? 0, to: minuteOf(range.end) ?? 0 }]
          : [],
      ),
    ),
  );

/** The same times in as few ranges as have each a time of its own: earliest day first, then earliest start. */
export function rangesOf(week: Week): Range[] {
  const days = new Map<string, Day[]>();
  week.forEach((spans, at) => {
    const day = weekdays[at];
    if (!day) return;
    for (const { from, to } of spans) {
      const key = `${timeOf(from)}-${timeOf(to)}`;
      days.set(key, [...(days.get(key) ?? []), day]);
    }
  });
  return [...days].map(([key, named]) => ({ days: named, start: key.slice(0, 5), end: key.slice(6) }));
}

export type HourState = 'none' | 'part' | 'all';

/** What of an hour is callable. */
export function spansIn(week: Week, day: number, hour: number): Span[] {
  const [start, end] = [hour * HOUR, (hour + 1) * HOUR];
  return (week[day] ?? [])
    .map(({ from, to }) => ({ from: Math.max(from, start), to: Math.min(to, end) }))
    .filter(({ from, to }) => from < to);
}

export function stateOf(week: Week, day: number, hour: number): HourState {
  const minutes = spansIn(week, day, hour).reduce((sum, { from, to }) => sum + to - from, 0);
  return minutes === 0 ? 'none' : minutes === HOUR ? 'all' : 'part';
}

export type Cell = { readonly day: number; readonly hour: number };
/** Cells between two corners, both included. */
export type Block = { readonly from: Cell; readonly to: Cell };

export const isIn = ({ from, to }: Block, { day, hour }: Cell): boolean =>
  day >= Math.min(from.day, to.day) &&
  day <= Math.max(from.day, to.day) &&
  hour >= Math.min(from.hour, to.hour) &&
  hour <= Math.max(from.hour, to.hour);

/** The week with whole hours made callable, or not callable; minutes of other hours stay as they are. */
export function withBlock(week: Week, { from, to }: Block, isCallable: boolean): Week {
  const first = Math.min(from.hour, to.hour) * HOUR;
  const end = (Math.max(from.hour, to.hour) + 1) * HOUR;
  return week.map((spans, day) => {
    if (day < Math.min(from.day, to.day) || day > Math.max(from.day, to.day)) return spans;
    const outside = spans
      .flatMap((span) => [
        { from: span.from, to: Math.min(span.to, first) },
        { from: Math.max(span.from, end), to: span.to },
      ])
      .filter((span) => span.from < span.to);
    return joined(isCallable ? [...outside, { from: first, to: end }] : outside);
  });
}

/** Days that follow each other, from the first to the last: what is said as "Mon–Fri". */
export function runsOfDays(days: readonly Day[]): Array<readonly [first: Day, last: Day]> {
  const at = weekdays.flatMap((day, index) => (days.includes(day) ? [index] : []));
  const runs: Array<[Day, Day]> = [];
  at.forEach((index, n) => {
    const day = weekdays[index];
    const run = runs.at(-1);
    if (!day) return;
    if (run && at[n - 1] === index - 1) run[1] = day;
    else runs.push([day, day]);
  });
  return runs;
}

const working = weekdays.slice(0, 5);
export const presets: ReadonlyArray<{ readonly id: string; readonly ranges: readonly Range[] }> = [
  { id: 'office', ranges: [{ days: working, start: '09:00', end: '18:00' }] },
  { id: 'evening', ranges: [{ days: working, start: '09:00', end: '20:00' }] },
  {
    id: 'saturday',
    ranges: [
      { days: working, start: '09:00', end: '20:00' },
      { days: ['SAT'], start: '10:00', end: '16:00' },
    ],
  },
  { id: 'daily', ranges: [{ days: weekdays, start: '08:00', end: '21:00' }] },
];
