/** When to ask again how long tokens and certificates are valid. Pure. */

const HOUR_MS = 60 * 60_000;
const FIRST_RETRY_MS = 10_000;

/** @param misses looks in a row of which something was not answered; 0: the latest was answered whole */
export const nextLookMs = (misses: number): number =>
  misses === 0 ? HOUR_MS : Math.min(HOUR_MS, FIRST_RETRY_MS * 2 ** (misses - 1));
