/** How old a command is: what its writer says, as far as that can be true. Pure. */
import { DAY } from '../../domain/time/lengths.ts';

/** No clock is wrong by so much and none waits so long to publish: the command was published before, and is published again. */
const PUBLISHED_AGAIN_MS = 7 * DAY;
/** Before any command of this system: a client's clock that was never set. */
const FIRST_MS = Date.UTC(2020, 0);

/**
 * Clients leave `issuedAt` at 0 or have a wrong clock: a command is never older than its record, and never
 * from the future. But a record that comes again, from a dead letter or a copy of the topic, is as old as the command.
 * @param recordMs the record's time; all in milliseconds since the epoch
 */
export function issueTime(issuedAt: number, recordMs: number, nowMs: number): number {
  if (issuedAt > nowMs) return recordMs;
  const comesAgain = issuedAt >= FIRST_MS && recordMs - issuedAt > PUBLISHED_AGAIN_MS;
  return comesAgain ? issuedAt : Math.max(issuedAt, recordMs);
}
