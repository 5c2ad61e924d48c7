/**
 * What becomes of a delivery after a try: delivered by an answer of 2xx, given up after the last try or by
 * 410 Gone, else tried again after a wait that grows. Pure.
 */
import { DAY } from '../../domain/time/lengths.ts';

/** How a try ended: the status that was answered, or why there is none. */
export type TryResult =
  | { readonly status: number; readonly retryAfterMs: number | null }
  | { readonly status: null; readonly failure: string };

export type Step =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'again'; readonly dueAt: Date; readonly failure: string }
  | { readonly kind: 'dead'; readonly failure: string; readonly isGone: boolean };

/** A wait is longer by up to this share, so that what failed together does not come back together. */
const JITTER = 0.2;
/** A receiver may ask for a longer wait, but not for a longer one than this. */
const MAX_RETRY_AFTER_MS = DAY;
const GONE = 410;

/**
 * @param tries including the one that ended
 * @param waitsMs after the first try, the second, …
 * @param chance from 0 to 1
 */
export function nextStep(
  result: TryResult,
  { tries, waitsMs, now, chance }: { tries: number; waitsMs: readonly number[]; now: Date; chance: number },
): Step {
  if (result.status !== null && result.status >= 200 && result.status < 300) return { kind: 'delivered' };
  const failure = failureOf(result);
  if (result.status === GONE) return { kind: 'dead', failure, isGone: true };
  const wait = waitsMs[tries - 1];
  if (wait === undefined) return { kind: 'dead', failure, isGone: false };
  const asked = result.status === null ? 0 : Math.min(result.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS);
  const waitMs = Math.max(wait * (1 + JITTER * chance), asked);
  return { kind: 'again', dueAt: new Date(now.getTime() + waitMs), failure };
}

export function failureOf(result: TryResult): string {
  if (result.status === null) return result.failure;
  const isRedirect = result.status >= 300 && result.status < 400;
  return `answered ${result.status}${isRedirect ? ', and redirects are not followed' : ''}`;
}

/** So many tries must have failed in a row, however long that took: a receiver that is seldom called is not judged by two. */
export const LEAST_FAILURES = 10;

/** Whether a receiver has failed for so long that nothing is sent to it any more. */
export const mustDisable = (
  failing: { readonly since: Date; readonly tries: number } | null,
  now: Date,
  afterMs: number,
): boolean =>
  failing !== null && failing.tries >= LEAST_FAILURES && now.getTime() - failing.since.getTime() >= afterMs;

/** Seconds or a date, as HTTP has it. @returns null when it says neither */
export function readRetryAfter(text: string | undefined, now: Date): number | null {
  if (text === undefined) return null;
  if (/^\s*\d{1,9}\s*$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}
