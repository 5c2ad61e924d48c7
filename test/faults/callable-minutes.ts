/**
 * Callable times by the minute, in two zones an hour apart: the eastern one is open, closes for a minute and opens again; the western one
 * opens at the minute at which the eastern one closes. So a run of minutes has contacts that wait before, and some that begin to wait.
 */
import type { CallableTimes } from '../../schemas/types.ts';

type Window = { fromMs: number; toMs: number };

export type CallableMinutes = {
  readonly times: CallableTimes;
  readonly east: string;
  /** The campaign's own zone too. */
  readonly west: string;
  /** When contacts of a zone may be messaged, milliseconds since the epoch. */
  readonly windows: { readonly east: readonly Window[]; readonly west: readonly Window[] };
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Least time in which the eastern zone is open and the western one is not; the imports are in it. */
const LEAD_MS = 60_000;
/** Far enough from midnight that all of it is one day. */
const WALL_HOUR = 11;
const EVERY_DAY = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] as const;

export function callableMinutes(nowMs: number): CallableMinutes {
  const turnMs = Math.ceil((nowMs + LEAD_MS) / MINUTE) * MINUTE;
  const offsetHours = WALL_HOUR - new Date(turnMs).getUTCHours();
  /** Minutes from the turn on, by the western zone's clock. */
  const range = (from: number, to: number) => ({
    days: [...EVERY_DAY],
    start: wall(turnMs + offsetHours * HOUR + from * MINUTE),
    end: wall(turnMs + offsetHours * HOUR + to * MINUTE),
  });
  const window = (from: number, to: number): Window => ({
    fromMs: turnMs + from * MINUTE,
    toMs: turnMs + to * MINUTE,
  });
  return {
    // by the eastern clock it is an hour later
    times: { timeZone: zoneAt(offsetHours), ranges: [range(0, 20), range(30, 60), range(61, 90)] },
    west: zoneAt(offsetHours),
    east: zoneAt(offsetHours + 1),
    windows: { west: [window(0, 20)], east: [window(-30, 0), window(1, 30)] },
  };
}

const wall = (ms: number): string => new Date(ms % DAY).toISOString().slice(11, 16);

/** In these names east of Greenwich is minus, as POSIX has it. */
const zoneAt = (hours: number): string =>
  hours === 0 ? 'Etc/GMT' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
