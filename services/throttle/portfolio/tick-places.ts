/** Where a tick of a number meets its portfolio: how many may go, who is admitted, and that they are recorded. */
import { holdOn, perSecondOf, type PacedNumber } from '../number/paced-number.ts';
import { queuedFor, readyIn, type Admit, type PacedRun, type Slotted } from '../run/paced-run.ts';
import type { DayLimit } from '../run/why-waiting.ts';
import { admissible, admit, hasLimit, noteRecorded } from './number-places.ts';
import type { Wanting } from './portfolios.ts';

/**
 * Who counts for so much longer costs nothing; a release that takes more than half of it is given up, because
 * clocks differ.
 */
const FIRM_FOR_MS = 60_000;
/** Places for so much sending are taken ahead. */
const AHEAD_SECONDS = 10;

/** How many messages of the run could leave now. */
export function sendableIn({ places }: PacedNumber, run: PacedRun, nowMs: number): number {
  const ready = readyIn(run);
  const { limit } = places.portfolio;
  if (limit === null || (limit !== undefined && places.left >= ready)) return ready;
  return limit === undefined ? 0 : admissible(places, queuedFor(run), nowMs + FIRM_FOR_MS);
}

export const admitAt =
  ({ places }: PacedNumber, nowMs: number): Admit =>
  (phoneId) =>
    admit(places, phoneId, nowMs + FIRM_FOR_MS, nowMs);

/** Whether a release that began then may still go on. @param forMs since it began */
export const isSoonEnough = (forMs: number): boolean => forMs < FIRM_FOR_MS / 2;

/** Makes it durable who is about to be messaged. */
export async function recordSlotted(
  { parts, places }: PacedNumber,
  slotted: readonly Slotted[],
): Promise<void> {
  const last = Math.max(...slotted.map(({ message }) => message.sendAt));
  if (typeof places.portfolio.limit !== 'number') return;
  await parts.portfolios.record(
    places,
    slotted.map(({ message: { messageId, to } }) => ({ messageId, to })),
    last / 1_000,
  );
  noteRecorded(
    places,
    slotted.map(({ message }) => message.to),
  );
}

/** The places that the number will use within some seconds. */
export function wantingOf(number: PacedNumber, nowMs: number): Wanting {
  const { places, runs, mismatch } = number;
  if (!hasLimit(places) || mismatch) return { places, wanted: 0 };
  const sending = [...runs.live.values()].filter((run) => readyIn(run) > 0 && !holdOn(number, run, nowMs));
  const perSecond = sending.reduce((sum, run) => sum + perSecondOf(run), 0);
  return { places, wanted: Math.ceil(perSecond * AHEAD_SECONDS) };
}

/** Why the run does not send: the limit of the portfolio; null when that is not why. */
export function dayLimitOf({ places }: PacedNumber, run: PacedRun): DayLimit | null {
  const { limit } = places.portfolio;
  if (typeof limit !== 'number' || !places.short || run.sendable > 0 || readyIn(run) === 0) return null;
  return { people: limit, nextFreeAtMs: places.short.nextFreeAtMs };
}
