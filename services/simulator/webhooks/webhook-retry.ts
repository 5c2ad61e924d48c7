/** When a refused webhook call is tried again: at once, then ever more rarely, up to a last moment. */
import type { RetrySettings } from '../scenario/scenario.ts';

/**
 * Milliseconds to wait after the given number of failed attempts (1 is the first), or undefined to give up.
 * `sinceFirstMs` is the age of the batch.
 */
export function retryDelay(
  retry: RetrySettings,
  failedAttempts: number,
  sinceFirstMs: number,
): number | undefined {
  const waitMs =
    failedAttempts <= 1 ? 0 : Math.min(retry.maxMs, retry.firstMs * retry.factor ** (failedAttempts - 2));
  return sinceFirstMs + waitMs > retry.giveUpAfterMs ? undefined : waitMs;
}
