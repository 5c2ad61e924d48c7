/**
 * Messages per minute as they leave now, from looks at the counters over the last seconds; and when a run
 * will end at that rate.
 */
import type { Progress } from './read-progress.ts';

const WINDOW_MS = 10_000;
const MINUTE_MS = 60_000;

export type Look = { atMs: number; messaged: number };

type Counted = Pick<Progress, 'counts' | 'at'>;

/** Contacts that a message was tried for. */
const messagedIn = ({ counts }: Counted): number => counts.accepted + counts.failed + counts.unknown;

/**
 * The looks of the last 10 seconds with a new one; of another run's counters (fewer than before) none are
 * kept.
 */
export function withLook(looks: readonly Look[], progress: Counted): Look[] {
  const look = { atMs: progress.at.getTime(), messaged: messagedIn(progress) };
  const last = looks.at(-1);
  if (last && last.messaged > look.messaged) return [look];
  // one older than the window is kept, so that the window is covered
  const firstWithin = looks.findIndex(({ atMs }) => atMs > look.atMs - WINDOW_MS);
  const kept = firstWithin < 0 ? looks.slice(-1) : looks.slice(Math.max(0, firstWithin - 1));
  return [...kept, look];
}

/** Messages per minute; null before there are two looks. */
export function perMinute(looks: readonly Look[]): number | null {
  const [first, last] = [looks[0], looks.at(-1)];
  if (!first || !last || last.atMs <= first.atMs) return null;
  return ((last.messaged - first.messaged) / (last.atMs - first.atMs)) * MINUTE_MS;
}

/**
 * @param rate messages per minute; the campaign's limit while it is not known
 * @returns null when it will not end by itself
 */
export function estimatedEnd(
  progress: Pick<Progress, 'planned' | 'settled' | 'limitPerMinute' | 'status' | 'alwaysRunning' | 'at'>,
  rate: number | null,
): Date | null {
  const { planned, settled, limitPerMinute, status, alwaysRunning, at } = progress;
  if (planned === null || status !== 'on' || alwaysRunning) return null;
  const present = rate !== null && rate > 0 ? rate : limitPerMinute;
  return new Date(at.getTime() + Math.ceil(((planned - settled) / present) * MINUTE_MS));
}
