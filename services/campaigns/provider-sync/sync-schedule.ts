/**
 * When a copy of provider data is refreshed next: regularly, spread over time, soon after temporary failures,
 * and within the provider's limits.
 */
import type { GraphFault } from './graph-api.ts';
import { MINUTE, SECOND } from '../../domain/time/lengths.ts';

/** Two refreshes of one object are at least this far apart, even on demand. */
const LEAST_GAP_MS = 2 * SECOND;
/** When this share of the hour's calls is used, the rest is left to other clients. */
const SPARING_PERCENT = 60;
const FULL_PERCENT = 90;
/** Temporary failures: an incomplete answer, or the provider's own trouble (codes 1 and 2). */
const PASSING = /^(TIMEOUT|UNREACHABLE|NOT_JSON|TOO_LARGE|NO_LISTING|EMPTY|HTTP_5\d\d|1|2)$/;
/** Limits on calls: app, user, account, number. */
const LIMITED = /^(4|17|32|613|80007|80008|130429|HTTP_429)$/;

export type NextSync = { readonly dueAt: Date; readonly notBefore: Date };

/** @param chance 0–1: spreads refreshes over a tenth of the interval */
export function afterSuccess(now: Date, everyMs: number, usedPercent: number, chance: number): NextSync {
  const gapMs =
    usedPercent >= FULL_PERCENT ? 10 * MINUTE : usedPercent >= SPARING_PERCENT ? MINUTE : LEAST_GAP_MS;
  return at(now, Math.max(everyMs * (0.95 + chance / 10), gapMs), gapMs);
}

/** @param failures in a row, including this one */
export function afterFailure(
  now: Date,
  everyMs: number,
  { code, waitMs }: Pick<GraphFault, 'code' | 'waitMs'>,
  failures: number,
  chance: number,
): NextSync {
  const spread = 0.75 + chance / 2;
  const doubled = (baseMs: number): number =>
    Math.min(baseMs * 2 ** Math.min(failures - 1, 12), everyMs) * spread;
  if (LIMITED.test(code)) {
    const pauseMs = Math.max(waitMs ?? 0, doubled(MINUTE), LEAST_GAP_MS);
    return at(now, pauseMs, pauseMs);
  }
  if (PASSING.test(code)) return at(now, Math.max(waitMs ?? 0, doubled(5 * SECOND)), LEAST_GAP_MS);
  // a token, a permission, an id: an operator must act, and may then ask for a refresh
  return at(now, everyMs * spread, LEAST_GAP_MS);
}

const at = (now: Date, dueMs: number, gapMs: number): NextSync => ({
  dueAt: new Date(now.getTime() + Math.round(dueMs)),
  notBefore: new Date(now.getTime() + Math.round(gapMs)),
});
