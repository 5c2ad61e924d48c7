/**
 * The wall clock in microseconds: as fine as the monotonic clock, and within a few milliseconds of the
 * system's time.
 */

/**
 * The system's time may be set, and the monotonic clock drifts from it (a millisecond in 20 s was measured).
 */
const MAX_DRIFT_MS = 3;

let wallMs = Date.now();
let steadyMs = performance.now();

/** Microseconds since the epoch. */
export function nowMicros(): number {
  const steady = performance.now();
  const wall = Date.now();
  if (Math.abs(wall - (wallMs + steady - steadyMs)) > MAX_DRIFT_MS) {
    wallMs = wall;
    steadyMs = steady;
  }
  return Math.round((wallMs + steady - steadyMs) * 1_000);
}
