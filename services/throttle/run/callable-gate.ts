/**
 * Whether a contact may be given a slot now: it is callable time in its zone, and will be until the end of
 * the horizon in which slots are assigned. Pure: the time comes in as a function.
 */
import type { CallableTimes } from '../../../schemas/types.ts';
import { callableClock } from '../../domain/time/callable-time.ts';
import { isTimeZone } from '../../domain/time/time-zone.ts';

/**
 * Where a contact is whose zone was never looked at (taken up before the campaign had callable times): in the
 * campaign's zone.
 */
export type Zone = string | null;

export type CallableGate = {
  isOpen(timeZone: Zone): boolean;
  /** The first to open of the zones that are closed; null when all are open. */
  nextToOpen(zones: readonly Zone[]): { atMs: number; timeZone: string } | null;
};

/**
 * @param nowMs the time that callable times are judged by
 * @param horizonMs how far ahead slots are assigned
 */
export function callableGate(times: CallableTimes, nowMs: () => number, horizonMs: number): CallableGate {
  const spanOf = callableClock(times);
  const isOpen = (timeZone: Zone): boolean => {
    const now = nowMs();
    const span = spanOf(timeZone, now);
    return span.isCallable && span.untilMs > now + horizonMs;
  };
  return {
    isOpen,
    nextToOpen(zones) {
      const closed = zones
        .filter((zone) => !isOpen(zone))
        .map((zone) => {
          const span = spanOf(zone, nowMs());
          // about to close: it opens again after the pause that comes then
          const atMs = span.isCallable ? spanOf(zone, span.untilMs).untilMs : span.untilMs;
          return { atMs, timeZone: zone ?? times.timeZone };
        });
      return closed.sort((a, b) => a.atMs - b.atMs)[0] ?? null;
    },
  };
}

/**
 * How many wait, in words (F6), e.g. `1,204 contacts wait for their callable time; the next at 2026-11-27
 * 09:00 (America/New_York)`.
 */
export function callableText(waiting: { contacts: number; nextAt: Date; timeZone: string }): string {
  const { contacts, nextAt } = waiting;
  // a zone that another version of Node knew, and this one does not
  const timeZone = isTimeZone(waiting.timeZone) ? waiting.timeZone : 'UTC';
  const who =
    contacts === 1
      ? '1 contact waits for its callable time'
      : `${contacts.toLocaleString('en-US')} contacts wait for their callable time`;
  // Swedish writes dates as ISO 8601 does
  const local = nextAt.toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return `${who}; the next at ${local} (${timeZone})`;
}
