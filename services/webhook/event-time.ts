/**
 * Reads the provider's times: whole seconds, as text or number; milliseconds were seen as well (contract
 * section 8).
 */
import { whole } from './untrusted-json.ts';
import { DAY } from '../domain/time/lengths.ts';

/** As seconds this is the year 5138, as milliseconds 1973. */
const LARGEST_SECONDS = 100_000_000_000;
/** A larger difference between clocks is impossible: an event cannot be later than this. */
const MAX_AHEAD_MS = DAY;

/**
 * @param receivedAt replaces a time that is missing, unreadable or more than a day ahead, ms since the epoch
 * @returns ms since the epoch
 */
export function eventTime(value: unknown, receivedAt: number): number {
  const time = whole(value);
  if (time === null || time <= 0) return receivedAt;
  const at = time < LARGEST_SECONDS ? time * 1_000 : time;
  return at <= receivedAt + MAX_AHEAD_MS ? at : receivedAt;
}
