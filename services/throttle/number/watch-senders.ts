/** Learns what the senders manage from their place in the topic and from what comes back late, and shares it among the numbers. */
import type { Logger } from '../../platform/process/logger.ts';
import { wantedPerSecond, type PacedNumber } from './paced-number.ts';
import { addReach, overdueMsOf, type Reach } from './sender-delay.ts';
import type { Backlog } from './sender-backlog.ts';
import { learnPace, startingPace, type PaceSettings, type SenderPace } from './sender-pace.ts';
import type { Senders } from './tick-number.ts';

type Counted = { readonly released: number; readonly late: number };

export type SenderWatch = {
  readonly settings: PaceSettings;
  readonly log: Logger;
  pace: SenderPace;
  /** At the last look; null before. */
  seen: (Backlog & { readonly atMs: number }) | null;
  /** How far the topic reached at the looks. */
  reached: readonly Reach[];
  /** Released by this instance and by all, between the last looks. */
  shares: readonly { readonly own: number; readonly all: number }[];
  /** Counted since the last look. */
  since: { released: number; late: number };
  /** What each number had counted when it was asked last. */
  readonly countedOf: WeakMap<PacedNumber, Counted>;
  /** What they manage, as it was logged last; null: they keep up. */
  logged: { readonly perSecond: number; readonly atMs: number } | null;
};

export const openSenderWatch = (settings: PaceSettings, log: Logger): SenderWatch => ({
  settings,
  log,
  pace: startingPace(settings),
  seen: null,
  reached: [],
  shares: [],
  since: { released: 0, late: 0 },
  countedOf: new WeakMap(),
  logged: null,
});

/** Adds what the numbers counted since they were asked last. */
export function countReleases(watch: SenderWatch, numbers: Iterable<PacedNumber>): void {
  for (const number of numbers) {
    const { released, late } = number.counted;
    const before = watch.countedOf.get(number) ?? { released: 0, late: 0 };
    watch.since.released += released - before.released;
    watch.since.late += late - before.late;
    watch.countedOf.set(number, { released, late });
  }
}

/** A look at the senders' place in the topic. */
export function noteLook(
  watch: SenderWatch,
  numbers: readonly PacedNumber[],
  backlog: Backlog,
  nowMs: number,
): void {
  const { seen, since } = watch;
  const { taken, waiting } = backlog;
  watch.seen = { ...backlog, atMs: nowMs };
  watch.since = { released: 0, late: 0 };
  watch.reached = addReach(watch.reached, {
    dueMs: nowMs + watch.pace.horizonMs,
    produced: taken + waiting,
  });
  if (!seen) return;
  const all = Math.max(0, taken + waiting - seen.taken - seen.waiting);
  watch.shares = [...watch.shares, { own: since.released, all }].slice(-LOOKS_FOR_SHARE);
  const before = watch.pace;
  watch.pace = learnPace(
    before,
    {
      nowMs,
      spanMs: nowMs - seen.atMs,
      wantedPerSecond: wantedInAll(numbers),
      ...since,
      taken: Math.max(0, taken - seen.taken) * ownShare(watch.shares),
      waiting,
      overdueMs: overdueMsOf(watch.reached, taken, nowMs),
    },
    watch.settings,
  );
  logChange(watch, before, nowMs);
}

const LOOKS_FOR_SHARE = 40;
/** What was released at the time of a look may be counted in the next one. */
const ALMOST_ALL = 0.9;

/** The share of the released messages that this instance released: other instances have numbers of their own. */
export function ownShare(shares: SenderWatch['shares']): number {
  const own = shares.reduce((sum, share) => sum + share.own, 0);
  const all = shares.reduce((sum, share) => sum + share.all, 0);
  return own >= all * ALMOST_ALL ? 1 : own / all;
}

const wantedInAll = (numbers: readonly PacedNumber[]): number =>
  numbers.reduce((sum, number) => sum + wantedPerSecond(number), 0);

/**
 * Messages a second that the senders manage, for people; null while they keep up, and at first, while a limit only grows. The limit
 * itself moves about this.
 */
export function managedIn({ perSecond, ceiling, lateAtMs }: SenderPace): number | null {
  return perSecond === null || lateAtMs === 0 ? null : Math.max(perSecond, ceiling);
}

const LOG_AGAIN_AFTER_MS = 10_000;
const LOG_AGAIN_AT = 0.2;

function logChange(watch: SenderWatch, before: SenderPace, nowMs: number): void {
  const { pace, log, seen, logged } = watch;
  const { areBehind, overdueMs } = pace;
  const waiting = seen?.waiting;
  const perSecond = managedIn(pace);
  if (perSecond === null) {
    if (logged) log.info({}, 'the senders keep up with all that is wanted');
    watch.logged = null;
  } else if (isWorthLogging(perSecond, logged, nowMs)) {
    log.warn(
      { perSecond: Math.round(perSecond), waiting, overdueMs: Math.round(overdueMs) },
      `the senders manage ${Math.round(perSecond)} a second: no more than that is released`,
    );
    watch.logged = { perSecond, atMs: nowMs };
  }
  if (areBehind !== before.areBehind)
    log.warn(
      { waiting },
      areBehind ? 'the senders are behind: nothing more is released' : 'the senders have caught up',
    );
}

function isWorthLogging(perSecond: number, logged: SenderWatch['logged'], nowMs: number): boolean {
  if (!logged) return true;
  const moved = Math.abs(perSecond - logged.perSecond) > logged.perSecond * LOG_AGAIN_AT;
  return moved && nowMs - logged.atMs >= LOG_AGAIN_AFTER_MS;
}

/** How the senders do, for a tick of each number. Each number has the same share of what it wants. */
export function sendersNow(
  { pace }: SenderWatch,
  numbers: readonly PacedNumber[],
): (number: PacedNumber) => Senders {
  const { areBehind, horizonMs, perSecond } = pace;
  const wanted = wantedInAll(numbers);
  const managed = managedIn(pace);
  return (number) => ({
    areBehind,
    horizonMs,
    perSecond: shareOf(number, perSecond, wanted),
    managed: { perSecond: shareOf(number, managed, wanted), inAll: managed },
  });
}

/** Null when `perSecond` is no limit. */
function shareOf(number: PacedNumber, perSecond: number | null, wanted: number): number | null {
  if (perSecond === null || wanted <= perSecond) return null;
  return Math.max(LEAST_PER_SECOND, (wantedPerSecond(number) * perSecond) / wanted);
}

/** A number that wants nothing now may want something in this tick. */
const LEAST_PER_SECOND = 0.1;
