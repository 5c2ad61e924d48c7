/**
 * How many people a portfolio may still message within its moving 24 h, and when a campaign is through that
 * needs more of them: first those who are free now, then as people fall out of the window. Pure.
 */
import { DAY, MINUTE } from '../time/lengths.ts';

export type PeopleUse = {
  readonly limit: number;
  /** People who count now. */
  readonly used: number;
  /** When they stop to count, the next first. */
  readonly falls: ReadonlyArray<{ readonly at: Date; readonly people: number }>;
};

export type PeopleOutlook = {
  readonly limit: number;
  readonly used: number;
  /** Of the contacts, so many may be messaged without waiting for somebody to fall out. */
  readonly now: number;
  /** When the rest goes on; null when there is no rest. */
  readonly restFrom: Date | null;
  readonly expectedEnd: Date;
};

/** Beyond so many rounds of the window the rest is taken to go on as before. */
const MOST_STEPS = 20_000;

/** @param contacts new people; @param perMinute messages a minute at most */
export function outlookOf(use: PeopleUse, contacts: number, perMinute: number, from: Date): PeopleOutlook {
  const { limit, used } = use;
  const free = Math.max(0, limit - used);
  const places = [{ atMs: from.getTime(), people: free }];
  let over = Math.max(0, used - limit);
  for (const { at, people } of use.falls) {
    // above a limit that has fallen those who fall out make no place
    const some = Math.max(0, people - over);
    over = Math.max(0, over - people);
    if (some > 0) places.push({ atMs: at.getTime(), people: some });
  }
  let left = contacts;
  let nowMs = from.getTime();
  let restFromMs: number | null = null;
  for (let step = 0; left > 0 && step < places.length && step < MOST_STEPS; step += 1) {
    const next = places[step];
    if (!next) break;
    if (next.atMs > nowMs) restFromMs ??= next.atMs;
    nowMs = Math.max(nowMs, next.atMs);
    const some = Math.min(left, next.people);
    nowMs += (some / perMinute) * MINUTE;
    left -= some;
    if (some > 0) {
      const atMs = nowMs + DAY;
      const later = places.findIndex((place, index) => index > step && place.atMs > atMs);
      places.splice(later < 0 ? places.length : later, 0, { atMs, people: some });
    }
  }
  if (left > 0) nowMs += Math.max((left / perMinute) * MINUTE, (left / Math.max(1, limit)) * DAY);
  return {
    ...{ limit, used, now: Math.min(contacts, free) },
    restFrom: restFromMs === null ? null : new Date(restFromMs),
    expectedEnd: new Date(Math.ceil(nowMs)),
  };
}

/** E.g. `4,211 of 10,000 people in 24 h; the rest of this campaign from 2026-11-28T14:05:00.000Z`. */
export function outlookText({
  limit,
  used,
  restFrom,
}: Pick<PeopleOutlook, 'limit' | 'used' | 'restFrom'>): string {
  const people = `${used.toLocaleString('en-US')} of ${limit.toLocaleString('en-US')} people in 24 h`;
  return restFrom === null ? people : `${people}; the rest of this campaign from ${restFrom.toISOString()}`;
}
