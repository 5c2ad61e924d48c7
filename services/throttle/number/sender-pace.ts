/**
 * What the senders manage, learned from how late they take messages up and from what comes back too late. When they fall behind, the
 * limit falls below what they take up, until they are ahead of the slots again. It returns quickly to the rate at which they fell
 * behind. Beyond that it grows as fast as the senders' lead allows, so that a wrong limit does not last. Pure.
 */

export type SenderPace = {
  /** Messages released a second at most, all numbers together; null while the senders keep up with all that is wanted. */
  readonly perSecond: number | null;
  /** What they took up when they last fell behind. */
  readonly ceiling: number;
  /** How far ahead slots are assigned: a busy machine needs more time between release and slot. */
  readonly horizonMs: number;
  /** When the limit last fell. */
  readonly slowedAtMs: number;
  /** When the horizon last grew. */
  readonly widenedAtMs: number;
  /** So many looks in a row the first message that waits for the senders was overdue. */
  readonly overdueLooks: number;
  /** By how much, at the last look. */
  readonly overdueMs: number;
  /** What is released now would be too late for its slot: nothing is, for now. */
  readonly areBehind: boolean;
  /** So many times the limit fell since messages were taken up in time. */
  readonly falls: number;
  /** The last looks, latest last. */
  readonly recent: readonly SenderLook[];
};

/** What happened since the look before, of the messages that this instance released. */
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
  /** How long ago the first of those was due, ms; negative before that, null when none waits. */
  readonly overdueMs: number | null;
};

/** `horizonMs`: how far ahead slots are assigned while the senders keep up; later than `latenessMs` a message misses its slot. */
export type PaceSettings = { readonly horizonMs: number; readonly latenessMs: number };

/** Some messages are always under way. */
export const ALWAYS_UNDER_WAY = 50;
/** Looks lie about a second apart; after a pause there is nothing to compare with. */
const LONGEST_SPAN_MS = 3_000;
/** Senders commit some times a second and in batches: rates are those of some looks together, and the highest of them counts. */
const LOOKS_TOGETHER = [2, 3, 5];
const LOOKS_KEPT = 5;
/** A single look can fall between two of their commits. */
const LOOKS_TO_BE_SURE = 2;
/** The effect of a change on what waits shows after about this; what comes back late until then and a little longer is from before it. */
const SETTLES_IN_MS = 2_000;
const LATE_SETTLES_IN_MS = 4_000;
/** So small a share of late messages is jitter, and so few say nothing about what the senders manage. */
const LATE_SHARE = 0.05;
const LEAST_LATE = 10;
/** So much of a message's work is not done when it is found late. */
const LATE_SPARES = 0.5;
/** Slightly below what they manage, so that they stay ahead of the slots. */
const BELOW_WHAT_THEY_MANAGE = 0.97;
/** Senders that keep up take a message up about so long before its slot; with little to spare they are ahead by less. */
const AHEAD_BY_MS = 200;
const JUST_AHEAD_BY_MS = 80;
const LOOKS_AHEAD = 3;
/** Those that are late are so far ahead again after about this. */
const DRAINS_IN_MS = 3_000;
const LEAST_SHARE = 0.7;
/** A limit never falls to less than this share of what is released: one bad look must not stop everything. */
const LARGEST_FALL = 0.5;
/** Senders that take up so many times what is released are catching up. */
const CATCHES_UP_AT = 1.05;
/** They managed it before: one fall forgets little of that, those that follow at once more. */
const REMEMBERS = 0.97;
const REMEMBERS_STILL_BEHIND = 0.75;
/** So often in a row the limit falls before something else is thought to be the cause. */
const FALLS_TO_BE_SURE = 2;
/** A second without trouble closes this share of the gap to where they fell behind. */
const CLOSES_GAP_BY = 0.3;
/** Near that rate more is likely to be too much soon. */
const GROWS_BY = 0.01;
const GROWS_BY_AHEAD = 0.03;
const NEAR = 1.05;
/** Beyond it, what they manage is more than was thought: the limit grows by this share of how far it has come. */
const GROWS_BEYOND_BY = 0.3;
const GROWS_BY_AT_MOST = 0.25;
/** Messages a second. */
const GROWS_BY_AT_LEAST = 1;
/** Fewer a second any sender manages. */
const LEAST_PER_SECOND = 10;
const HORIZON_GROWS_BY = 1.5;
const HORIZON_SHRINKS_BY = 0.02;
const LONGEST_HORIZON_MS = 1_500;

export const unlimitedPace = ({ horizonMs }: PaceSettings): SenderPace => ({
  perSecond: null,
  ceiling: 0,
  horizonMs,
  slowedAtMs: 0,
  widenedAtMs: 0,
  overdueLooks: 0,
  overdueMs: 0,
  areBehind: false,
  falls: 0,
  recent: [],
});

/** The pace after a look. */
export function learnPace(pace: SenderPace, look: SenderLook, settings: PaceSettings): SenderPace {
  if (look.spanMs > LONGEST_SPAN_MS) return { ...pace, ...NOTHING_SEEN };
  const overdueMs = overdueIn(look);
  const areBehind = overdueMs > settings.latenessMs;
  // no sender runs: what they manage cannot be seen
  if (look.taken === 0 && look.waiting > 0) return { ...pace, areBehind };
  const present = {
    ...pace,
    areBehind,
    overdueMs,
    overdueLooks: overdueMs > 0 ? pace.overdueLooks + 1 : 0,
    recent: [...pace.recent, look].slice(-LOOKS_KEPT),
  };
  if (overdueMs > 0) {
    // after a stall they catch up by themselves
    const isCatchingUp = overdueMs < pace.overdueMs && look.taken > look.released * CATCHES_UP_AT;
    return present.overdueLooks < LOOKS_TO_BE_SURE || isCatchingUp ? present : fallBehind(present, look);
  }
  if (isLate(look)) return haveLate(present, look);
  return recover({ ...present, falls: 0 }, look, settings);
}

/** Of a few messages that are always under way none is overdue. */
const overdueIn = ({ waiting, overdueMs }: SenderLook): number =>
  waiting <= ALWAYS_UNDER_WAY || overdueMs === null ? -AHEAD_BY_MS : overdueMs;

const NOTHING_SEEN = { overdueLooks: 0, overdueMs: 0, areBehind: false, falls: 0, recent: [] } as const;

const isLate = ({ late, released }: SenderLook): boolean => late > LATE_SHARE * Math.max(1, released);

/** Messages are taken up after their slots. */
function fallBehind(pace: SenderPace, look: SenderLook): SenderPace {
  const isNew = pace.falls === 0 || look.nowMs - pace.slowedAtMs >= SETTLES_IN_MS;
  return isNew ? slowDown(pace, look) : drain(pace);
}

/**
 * Late although the senders take everything up in time. While as much is released as is wanted, the way to the slot is too short; if it
 * cannot be longer, or a limit is in force, they are too slow.
 */
function haveLate(pace: SenderPace, look: SenderLook): SenderPace {
  if (look.nowMs - Math.max(pace.widenedAtMs, pace.slowedAtMs) < LATE_SETTLES_IN_MS) return pace;
  const isQueued = pace.recent.some((before) => overdueIn(before) > 0);
  if (pace.perSecond === null && !isQueued && pace.horizonMs < LONGEST_HORIZON_MS) return widen(pace, look);
  return look.late < LEAST_LATE ? pace : slowDown(pace, look);
}

const widen = (pace: SenderPace, { nowMs }: SenderLook): SenderPace => ({
  ...pace,
  horizonMs: Math.min(LONGEST_HORIZON_MS, pace.horizonMs * HORIZON_GROWS_BY),
  widenedAtMs: nowMs,
});

/**
 * They manage what they take up now, since more waits for them; at least half of what they were given. If they are too slow again and
 * again although fewer are released, the way to the slot is too short.
 */
function slowDown(pace: SenderPace, look: SenderLook): SenderPace {
  const done = Math.max(...LOOKS_TOGETHER.map((looks) => doneIn(pace.recent.slice(-looks))));
  const released = rateOf(pace.recent, (before) => before.released);
  // while they are behind the limit lies below what they manage
  const limit = pace.falls > 0 ? pace.ceiling : (pace.perSecond ?? Infinity);
  const remembers = pace.falls === 0 ? REMEMBERS : REMEMBERS_STILL_BEHIND;
  const known = pace.perSecond === null ? 0 : pace.ceiling * remembers;
  const ceiling = Math.min(Math.max(limit, known), Math.max(done, released * LARGEST_FALL, known));
  const slower = drain({ ...pace, ceiling, slowedAtMs: look.nowMs, falls: pace.falls + 1 });
  return slower.falls > FALLS_TO_BE_SURE ? widen(slower, look) : slower;
}

/** What is done a second. Messages that are found late are taken up too, but for less work. */
const doneIn = (looks: readonly SenderLook[]): number =>
  rateOf(looks, ({ taken, late }) => Math.max(0, taken - late * LATE_SPARES));

/** So far below what they manage that they are ahead of the slots again after some seconds. */
function drain(pace: SenderPace): SenderPace {
  const delayMs = Math.max(0, pace.overdueMs) + AHEAD_BY_MS;
  const share = Math.max(LEAST_SHARE, 1 - delayMs / DRAINS_IN_MS);
  return { ...pace, perSecond: Math.max(LEAST_PER_SECOND, pace.ceiling * share) };
}

/** Nothing is overdue or late. */
function recover(pace: SenderPace, look: SenderLook, settings: PaceSettings): SenderPace {
  const seconds = Math.min(1, look.spanMs / 1_000);
  const horizonMs = Math.max(settings.horizonMs, pace.horizonMs * (1 - HORIZON_SHRINKS_BY * seconds));
  if (pace.perSecond === null) return { ...pace, horizonMs };
  const grown = pace.perSecond + seconds * growth(pace, pace.perSecond);
  const isEnough = grown >= look.wantedPerSecond && look.wantedPerSecond > 0;
  return { ...pace, perSecond: isEnough ? null : grown, horizonMs };
}

/**
 * By how much a limit grows in a second: quickly while the senders are well ahead of the slots, slowly when they are only just, and
 * faster and faster the further they are beyond where they fell behind.
 */
function growth({ ceiling, recent }: SenderPace, perSecond: number): number {
  const gap = ceiling * BELOW_WHAT_THEY_MANAGE - perSecond;
  const aheadMs = mean(recent.slice(-LOOKS_AHEAD).map((look) => Math.min(AHEAD_BY_MS, -overdueIn(look))));
  const ahead = Math.max(0, (aheadMs - JUST_AHEAD_BY_MS) / (AHEAD_BY_MS - JUST_AHEAD_BY_MS));
  const beyond = (perSecond / ceiling - NEAR) * GROWS_BEYOND_BY;
  const most = Math.min(GROWS_BY_AT_MOST, Math.max(GROWS_BY_AHEAD, beyond));
  const share = GROWS_BY + ahead * (most - GROWS_BY);
  return Math.max(gap * CLOSES_GAP_BY, perSecond * share, GROWS_BY_AT_LEAST);
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Messages a second over some looks. */
function rateOf(looks: readonly SenderLook[], countOf: (look: SenderLook) => number): number {
  const spanMs = looks.reduce((sum, look) => sum + look.spanMs, 0);
  return (looks.reduce((sum, look) => sum + countOf(look), 0) * 1_000) / Math.max(1, spanMs);
}
