/**
 * No sliding minute sees more than the limit; and shorter windows no more than the slots that can fall into them: each message leaves
 * at its slot or up to `latenessMs` after it, so a window of W sees the slots of W + latenessMs, and one more.
 */
import { acceptedIn, type Evidence } from './evidence.ts';

const MINUTE_MS = 60_000;
const SHORT_WINDOWS_MS = [30_000, 10_000, 5_000];
/** How far the clocks that slots and arrivals are read from may differ, and a request may take longer than the one after it. */
const NETWORK_MS = 1_000;

export function evenPace(evidence: Evidence): string[] {
  return evidence.facts.runs.flatMap((run) => {
    const times = acceptedIn(evidence, run).map(({ at }) => at);
    const perMs = run.messagesPerMinute / MINUTE_MS;
    const limits = [
      { windowMs: MINUTE_MS, most: run.messagesPerMinute },
      ...SHORT_WINDOWS_MS.map((windowMs) => ({
        windowMs,
        most: Math.floor((windowMs + run.latenessMs + NETWORK_MS) * perMs) + 1,
      })),
    ];
    return limits.flatMap(({ windowMs, most }) => {
      const worst = mostWithin(times, windowMs);
      return worst > most
        ? [`run ${run.runId}: ${worst} messages within ${windowMs / 1_000} s, at most ${most} are allowed`]
        : [];
    });
  });
}

/** The most times within any window [t, t + windowMs). */
export function mostWithin(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [last, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
