/**
 * Even spacing (GCRA without burst): a slot is never earlier than one interval after the slot before it,
 * whatever was missed. All times in microseconds since the epoch; now is an argument.
 */

/**
 * Time between two slots, microseconds.
 * @param perMinute messages per minute, above 0
 * @param margin share by which the pace stays under the limit: M + 1 messages then span more than a minute
 *   although each may leave a little late, so that no sliding minute sees more than M
 */
export function intervalMicros(perMinute: number, margin: number): number {
  return Math.ceil((60_000_000 / perMinute) * (1 + margin));
}

/** The first free slot: not before `earliest`, and missed slots are not made up for. */
export function nextSlot(nextMicros: number, earliest: number): number {
  return Math.max(nextMicros, earliest);
}

/** The next slot under another interval, counted from the last slot used. */
export function changeInterval(nextMicros: number, oldInterval: number, newInterval: number): number {
  return nextMicros === 0 ? 0 : nextMicros - oldInterval + newInterval;
}

export const MIN_FACTOR = 0.05;
const FALL = 0.7;
const RECOVERY_PER_SECOND = 0.01;

/** The number's rate factor after a throughput refusal: falls multiplicatively. */
export function slowDown(factor: number): number {
  return Math.max(MIN_FACTOR, factor * FALL);
}

/** The number's rate factor after a quiet time: recovers additively up to 1. */
export function recover(factor: number, quietMicros: number): number {
  return Math.min(1, factor + (RECOVERY_PER_SECOND * Math.max(0, quietMicros)) / 1_000_000);
}
