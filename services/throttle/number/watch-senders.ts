/** Learns what the senders manage from their place in the topic and from what comes back late, and shares it among the numbers. */
import type { Logger } from '../../platform/process/logger.ts';
import { figuresOf, wantedPerSecond, type PacedNumber } from './paced-number.ts';
import type { Backlog } from './sender-backlog.ts';
import { isBehind, learnPace, unlimitedPace, type PaceSettings, type SenderPace } from './sender-pace.ts';
import type { Senders } from './tick-number.ts';

type Counted = { readonly released: number; readonly late: number };

export type SenderWatch = {
  readonly settings: PaceSettings;
  readonly log: Logger;
  pace: SenderPace;
  /** At the last look; null before. */
  seen: (Backlog & { readonly atMs: number }) | null;
  /** Counted since that look. */
  since: { released: number; late: number };
  /** What each number had counted when it was asked last. */
  readonly countedOf: WeakMap<PacedNumber, Counted>;
  areBehind: boolean;
};

export const openSenderWatch = (settings: PaceSettings, log: Logger): SenderWatch => ({
  settings,
  log,
  pace: unlimitedPace(settings),
  seen: null,
  since: { released: 0, late: 0 },
  countedOf: new WeakMap(),
  areBehind: false,
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
  watch.seen = { ...backlog, atMs: nowMs };
  watch.since = { released: 0, late: 0 };
  if (!seen) return;
  const wanted = numbers.reduce((sum, number) => sum + wantedPerSecond(number), 0);
  const before = watch.pace;
  watch.pace = learnPace(
    before,
    {
      nowMs,
      spanMs: nowMs - seen.atMs,
      wantedPerSecond: wanted,
      ...since,
      taken: Math.max(0, backlog.taken - seen.taken),
      waiting: backlog.waiting,
    },
    watch.settings,
  );
  if (watch.pace.perSecond !== null && before.slowedAtMs !== watch.pace.slowedAtMs)
    watch.log.warn(
      { perSecond: Math.round(watch.pace.perSecond), ...since, waiting: backlog.waiting },
      `the senders manage ${Math.round(watch.pace.ceiling)} a second: no more than that is released`,
    );
  else if (watch.pace.perSecond === null && before.perSecond !== null)
    watch.log.info({}, 'the senders keep up with all that is wanted');
}

/** How the senders do, for a tick of each number. Each number has the same share of what it wants. */
export function sendersNow(
  watch: SenderWatch,
  numbers: readonly PacedNumber[],
): (number: PacedNumber) => Senders {
  const { pace, seen } = watch;
  const inAll = numbers.reduce((sum, number) => sum + figuresOf(number).ratePerSecond, 0);
  const areBehind = isBehind(seen?.waiting ?? 0, inAll, pace, watch.settings);
  if (areBehind !== watch.areBehind)
    watch.log.warn(
      { waiting: seen?.waiting },
      areBehind ? 'the senders are behind: nothing more is released' : 'the senders have caught up',
    );
  watch.areBehind = areBehind;
  const wanted = numbers.reduce((sum, number) => sum + wantedPerSecond(number), 0);
  const share = pace.perSecond === null || wanted <= pace.perSecond ? null : pace.perSecond / wanted;
  return (number) => ({
    areBehind,
    horizonMs: pace.horizonMs,
    perSecond: share === null ? null : Math.max(LEAST_PER_SECOND, wantedPerSecond(number) * share),
    perSecondInAll: share === null ? null : pace.perSecond,
  });
}

/** A number that wants nothing now may want something in this tick. */
const LEAST_PER_SECOND = 0.1;
