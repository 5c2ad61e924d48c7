/**
 * What the senders manage, learned from what they take up and from what comes back too late: slightly below it they lose no work to
 * messages that get another slot. Near the rate at which they last fell behind, the limit grows slowly. Pure.
 */

export type SenderPace = {
  /** Messages released a second at most, all numbers together; null while the senders keep up with all that is wanted. */
  readonly perSecond: number | null;
  /** The rate at which they last fell behind. */
  readonly ceiling: number;
  /** How far ahead slots are assigned: a busy machine needs more time between release and slot. */
  readonly horizonMs: number;
  /** When the limit last fell. */
  readonly slowedAtMs: number;
  /** When the horizon last grew. */
  readonly widenedAtMs: number;
  /** So many looks in a row they had more before them than they could take up in time. */
  readonly overdueLooks: number;
};

/** What happened since the look before. */
export type SenderLook = {
  readonly nowMs: number;
  readonly spanMs: number;
  /** Messages a second that could leave if the senders had no limit. */
  readonly wantedPerSecond: number;
  readonly released: number;
  /** Messages that the senders have taken up. */
  readonly taken: number;
  /** Released messages that came back because they were too late for their slot. */
  readonly late: number;
  /** Messages released and not taken up now. */
  readonly waiting: number;
};

/** `horizonMs`: how far ahead slots are assigned while the senders keep up; later than `latenessMs` a message misses its slot. */
export type PaceSettings = { readonly horizonMs: number; readonly latenessMs: number };

/** Some messages are always under way. */
export const ALWAYS_UNDER_WAY = 50;
/** The effect of a change on what waits shows after about this; what comes back late until then and a little longer is from before it. */
const SETTLES_IN_MS = 2_000;
const LATE_SETTLES_IN_MS = 4_000;
/** So small a share of late messages is jitter. */
const LATE_SHARE = 0.05;
/** So few late messages say nothing about what the senders manage. */
const LEAST_LATE = 10;
/** Below what they manage, so that what waits becomes less. */
const BELOW_WHAT_THEY_MANAGE = 0.97;
/** So much more than is released must be taken up for what waits to become less. */
const DRAINS_AT = 1.02;
/** A limit never falls to less than this share of itself at once: one bad look must not stop everything. */
const LARGEST_FALL = 0.5;
/** A second without trouble closes this share of the gap to the ceiling, and then goes on slowly beyond it. */
const CLOSES_GAP_BY = 0.25;
const PROBES_BY = 0.005;
/** The longer there is no trouble the faster it grows, up to ten times as fast after three quarters of a minute. */
const PROBES_FASTER_EVERY_MS = 5_000;
const PROBES_BY_AT_MOST = 0.05;
/** Messages a second. */
const GROWS_BY_AT_LEAST = 1;
/** Fewer a second any sender manages. */
const LEAST_PER_SECOND = 10;
/** A single look can fall between two of their commits. */
const LOOKS_TO_BE_SURE = 2;
const HORIZON_GROWS_BY = 1.5;
const HORIZON_SHRINKS_BY = 0.01;
const LONGEST_HORIZON_MS = 3_000;

export const unlimitedPace = ({ horizonMs }: PaceSettings): SenderPace => ({
  perSecond: null,
  ceiling: 0,
  horizonMs,
  slowedAtMs: 0,
  widenedAtMs: 0,
  overdueLooks: 0,
});

/** The pace after a look. Looks lie about a second apart. */
export function learnPace(pace: SenderPace, look: SenderLook, settings: PaceSettings): SenderPace {
  // no sender runs: what they manage cannot be seen (`isBehind` stops the release)
  if (look.taken === 0 && look.waiting > 0) return pace;
  const overdueLooks = overdueMs(pace, look) > settings.latenessMs / 2 ? pace.overdueLooks + 1 : 0;
  const present = { ...pace, overdueLooks };
  const lateShare = Math.min(1, look.late / Math.max(1, look.released));
  if (overdueLooks > 0) return overdueLooks < LOOKS_TO_BE_SURE ? present : slowDown(present, look, lateShare);
  if (lateShare <= LATE_SHARE) return recover(present, look, settings);
  return haveLate(present, look, lateShare);
}

/** Late without a queue: the way to the slot is too short. If it cannot be longer, they are too slow behind it. */
function haveLate(pace: SenderPace, look: SenderLook, lateShare: number): SenderPace {
  const { nowMs } = look;
  if (nowMs - Math.max(pace.widenedAtMs, pace.slowedAtMs) < LATE_SETTLES_IN_MS) return pace;
  if (pace.horizonMs < LONGEST_HORIZON_MS) {
    const horizonMs = Math.min(LONGEST_HORIZON_MS, pace.horizonMs * HORIZON_GROWS_BY);
    return { ...pace, horizonMs, widenedAtMs: nowMs };
  }
  return look.late < LEAST_LATE ? pace : slowDown(pace, look, lateShare);
}

function slowDown(pace: SenderPace, look: SenderLook, lateShare: number): SenderPace {
  if (look.nowMs - pace.slowedAtMs < SETTLES_IN_MS) return pace;
  const seconds = look.spanMs / 1_000;
  const taken = look.taken / seconds;
  // released or taken: while the senders are behind nothing is released
  const present = Math.min(pace.perSecond ?? Infinity, Math.max(look.released / seconds, taken));
  const isOverdue = pace.overdueLooks > 0;
  const isDraining = pace.perSecond !== null && pace.perSecond * DRAINS_AT <= taken;
  if (isOverdue && isDraining && lateShare <= LATE_SHARE) return pace;
  const manage = isOverdue ? Math.min(present, taken) : present;
  const wanted = Math.min(manage * BELOW_WHAT_THEY_MANAGE, present * (1 - lateShare / 2));
  return {
    ...pace,
    perSecond: Math.max(LEAST_PER_SECOND, wanted, present * LARGEST_FALL),
    ceiling: manage,
    slowedAtMs: look.nowMs,
  };
}

/** How long after its slot the message that was released last will be taken up, at the rate at which they are taken up now. */
function overdueMs({ horizonMs }: SenderPace, { waiting, taken, spanMs }: SenderLook): number {
  if (waiting <= ALWAYS_UNDER_WAY) return 0;
  return (waiting / Math.max(1, taken)) * spanMs - horizonMs;
}

function recover(pace: SenderPace, look: SenderLook, settings: PaceSettings): SenderPace {
  const seconds = look.spanMs / 1_000;
  const horizonMs = Math.max(settings.horizonMs, pace.horizonMs * (1 - HORIZON_SHRINKS_BY * seconds));
  if (pace.perSecond === null) return { ...pace, horizonMs };
  const gap = Math.max(0, pace.ceiling - pace.perSecond);
  const quietMs = look.nowMs - pace.slowedAtMs;
  const probe = Math.min(PROBES_BY_AT_MOST, PROBES_BY * (1 + quietMs / PROBES_FASTER_EVERY_MS));
  const most = Math.max(gap * CLOSES_GAP_BY, pace.perSecond * probe, GROWS_BY_AT_LEAST);
  const grown = pace.perSecond + Math.min(1, seconds) * most;
  if (grown >= look.wantedPerSecond && look.wantedPerSecond > 0)
    return { ...pace, perSecond: null, horizonMs };
  return { ...pace, perSecond: grown, ceiling: Math.max(pace.ceiling, grown), horizonMs };
}

/**
 * Whether the senders have more before them than they can take up in time: what is released now would be too late for its slot.
 * @param messagesPerSecond what is released when nothing keeps it back
 */
export function isBehind(
  waiting: number,
  messagesPerSecond: number,
  { horizonMs, ceiling, perSecond }: Pick<SenderPace, 'horizonMs' | 'ceiling' | 'perSecond'>,
  { latenessMs }: Pick<PaceSettings, 'latenessMs'>,
): boolean {
  const manage = perSecond === null ? messagesPerSecond : Math.min(messagesPerSecond, ceiling);
  return waiting > ALWAYS_UNDER_WAY + ((horizonMs + latenessMs) / 1_000) * manage;
}
