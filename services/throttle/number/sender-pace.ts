/**
 * What the senders manage, learned from how late they take messages up, as TCP Vegas and BBR learn what a path carries: from delay and
 * delivery rate, before anything is lost. It starts low and doubles until they are late, as TCP does. From then on the limit follows
 * what they take up: a little less while they are late, a little more while they are not, and quickly back to what they managed before.
 * Pure.
 */

export type SenderPace = {
  /** Messages released a second at most, all numbers together; null while the senders keep up with all that is wanted. */
  readonly perSecond: number | null;
  /** What they managed when they were late; falls slowly. 0: they never were. */
  readonly ceiling: number;
  /** How far ahead slots are assigned: a busy machine needs more time between release and slot. */
  readonly horizonMs: number;
  /** When the senders were late last. */
  readonly lateAtMs: number;
  /** When the horizon last grew. */
  readonly widenedAtMs: number;
  /** How long ago the first message that waits for them was due, at the last look. */
  readonly overdueMs: number;
  /** What is released now would be too late for its slot: nothing is, for now. */
  readonly areBehind: boolean;
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

/** Before anything is known; it doubles within a second as long as they are not late. */
export const STARTS_AT_PER_SECOND = 250;
/** Fewer a second any sender manages. */
const LEAST_PER_SECOND = 10;
/** Some messages are always under way. */
export const ALWAYS_UNDER_WAY = 50;
/** Looks lie less than a second apart; after a pause there is nothing to compare with. */
const LONGEST_SPAN_MS = 3_000;
/** After a pause of so long the processes may be slow as after a start. */
const FORGOTTEN_AFTER_MS = 60_000;
/** Senders commit some times a second and in batches: rates are those of the looks of so long. */
const RATE_OVER_MS = 1_500;
const CEILING_OVER_MS = 3_000;
/** No commit for so long: no sender runs. */
const GONE_AFTER_MS = 1_000;
/** A single look can fall between two commits: the better of two counts. */
const LOOKS_TO_BE_SURE = 2;
/** Senders that are well ahead of the slots take messages up about so long before them. */
const AHEAD_BY_MS = 250;
/** Less ahead than this, something always waits for them, and there is time left until it would miss its slot. */
const TARGET_MS = -80;
/** A limit differs from what they take up by this share for each second that they are before or behind the target. */
const GAIN = 0.6;
/** Never below these shares of what they take up and of the ceiling: one bad look must not stop everything. */
const LEAST_SHARE = 0.5;
const LEAST_SHARE_OF_CEILING = 0.5;
/** Beyond what is held up by the target, while the limit is far from where they were late. */
const BOLDER_BY = 0.5;
const FULLY_AHEAD_BY_MS = 80;
/** "Far": as shares of the ceiling. */
const NEAR_FROM = 0.9;
const NEAR_TO = 1.2;
/** So much a limit grows in a second at most: at first, back to the ceiling, near it, beyond it. */
const GROWS_AT_FIRST_BY = 1.5;
const GROWS_BACK_BY = 2;
const GROWS_NEAR_BY = 0.2;
const GROWS_BEYOND_BY = 1;
/** A second of being late takes this share off the ceiling. */
const FORGETS = 0.2;
/** Behind by this share of the lateness that is allowed, what is released now would be late. */
const BEHIND_AT = 0.8;
/** So small a share of late messages is jitter, and so few say nothing about what the senders manage. */
const LATE_SHARE = 0.05;
const LEAST_LATE = 10;
/** So much of a message's work is not done when it is found late. */
const LATE_SPARES = 0.3;
/** What comes back late for so long after a change is from before it. */
const LATE_SETTLES_IN_MS = 4_000;
const LESS_WHEN_LATE = 0.9;
const HORIZON_GROWS_BY = 1.5;
const HORIZON_SHRINKS_BY = 0.02;
const LONGEST_HORIZON_MS = 1_500;

export const startingPace = ({ horizonMs }: PaceSettings): SenderPace => ({
  perSecond: STARTS_AT_PER_SECOND,
  ceiling: 0,
  horizonMs,
  lateAtMs: 0,
  widenedAtMs: 0,
  overdueMs: -AHEAD_BY_MS,
  areBehind: false,
  recent: [],
});

/** The pace after a look. */
export function learnPace(pace: SenderPace, look: SenderLook, settings: PaceSettings): SenderPace {
  if (look.spanMs > FORGOTTEN_AFTER_MS) return { ...startingPace(settings), horizonMs: pace.horizonMs };
  if (look.spanMs > LONGEST_SPAN_MS)
    return { ...pace, overdueMs: -AHEAD_BY_MS, areBehind: false, recent: [] };
  const recent = lastOf([...pace.recent, look], CEILING_OVER_MS);
  const delayMs = Math.min(...recent.slice(-LOOKS_TO_BE_SURE).map(overdueIn));
  const areBehind = delayMs > settings.latenessMs * BEHIND_AT;
  const present = { ...pace, overdueMs: overdueIn(look), areBehind, recent };
  // what they manage cannot be seen
  if (isGone(recent)) return present;
  if (delayMs > TARGET_MS)
    return recent.length < LOOKS_TO_BE_SURE ? present : slowDown(present, delayMs, look);
  const isSettled = look.nowMs - Math.max(pace.lateAtMs, pace.widenedAtMs) >= LATE_SETTLES_IN_MS;
  const late = isLate(recent);
  if (late && isSettled) return haveLate(present, look);
  // the way to the slot stays as long as it has become until it is seen whether that is enough
  if (late && pace.perSecond === null) return present;
  return recover(present, { delayMs, isLate: late }, look, settings);
}

/** Of a few messages that are always under way none is overdue. */
const overdueIn = ({ waiting, overdueMs }: SenderLook): number =>
  waiting <= ALWAYS_UNDER_WAY || overdueMs === null ? -AHEAD_BY_MS : Math.max(-AHEAD_BY_MS, overdueMs);

/** Messages wait, and none is taken up. */
const isGone = (recent: readonly SenderLook[]): boolean =>
  lastOf(recent, GONE_AFTER_MS).every(({ taken, waiting }) => taken === 0 && waiting > 0);

function isLate(recent: readonly SenderLook[]): boolean {
  const last = lastOf(recent, GONE_AFTER_MS);
  return (
    sumOf(last, ({ late }) => late) >
    LATE_SHARE *
      Math.max(
        1,
        sumOf(last, ({ released }) => released),
      )
  );
}

/** More waits for the senders than they manage. */
function slowDown(pace: SenderPace, delayMs: number, look: SenderLook): SenderPace {
  const share = Math.max(LEAST_SHARE, 1 - (GAIN * (delayMs - TARGET_MS)) / 1_000);
  const remembered = pace.ceiling * (1 - (FORGETS * look.spanMs) / 1_000);
  const ceiling = Math.max(doneIn(pace.recent, CEILING_OVER_MS), remembered);
  return lowerTo(doneIn(pace.recent, RATE_OVER_MS) * share, { ...pace, ceiling }, look);
}

/**
 * Late although the senders take everything up in time. While as much is released as is wanted, the way to the slot is too short; if it
 * cannot be longer, or a limit is in force, they are too slow.
 */
function haveLate(pace: SenderPace, look: SenderLook): SenderPace {
  if (pace.perSecond === null && pace.horizonMs < LONGEST_HORIZON_MS) {
    const horizonMs = Math.min(LONGEST_HORIZON_MS, pace.horizonMs * HORIZON_GROWS_BY);
    return { ...pace, horizonMs, widenedAtMs: look.nowMs };
  }
  if (sumOf(pace.recent, ({ late }) => late) < LEAST_LATE) return pace;
  return lowerTo(doneIn(pace.recent, RATE_OVER_MS) * LESS_WHEN_LATE, pace, look);
}

const lowerTo = (
  perSecond: number,
  pace: SenderPace,
  { nowMs, wantedPerSecond }: SenderLook,
): SenderPace => ({
  ...pace,
  lateAtMs: nowMs,
  perSecond: Math.min(
    pace.perSecond ?? wantedPerSecond,
    Math.max(LEAST_PER_SECOND, pace.ceiling * LEAST_SHARE_OF_CEILING, perSecond),
  ),
});

/** Nothing is overdue: a limit grows, but never far beyond what they take up. */
function recover(pace: SenderPace, delay: Delay, look: SenderLook, settings: PaceSettings): SenderPace {
  const seconds = Math.min(1, look.spanMs / 1_000);
  const shrinks = delay.isLate ? 0 : HORIZON_SHRINKS_BY * seconds;
  const horizonMs = Math.max(settings.horizonMs, pace.horizonMs * (1 - shrinks));
  if (pace.perSecond === null) return { ...pace, horizonMs };
  const { share, most } = growthOf(pace, pace.perSecond, delay);
  const wished = Math.min(pace.perSecond * (1 + most * seconds), doneIn(pace.recent, RATE_OVER_MS) * share);
  const grown = Math.max(pace.perSecond, wished, LEAST_PER_SECOND);
  const isEnough = grown >= look.wantedPerSecond && look.wantedPerSecond > 0;
  return { ...pace, perSecond: isEnough ? null : grown, horizonMs };
}

/** `isLate`: messages still come back late. */
type Delay = { readonly delayMs: number; readonly isLate: boolean };

/** `share`: of what is taken up; `most`: growth in a second. */
function growthOf(
  pace: SenderPace,
  perSecond: number,
  { delayMs, isLate: comeBackLate }: Delay,
): { share: number; most: number } {
  if (pace.lateAtMs === 0) return { share: 2, most: GROWS_AT_FIRST_BY };
  const usual = 1 + (GAIN * (TARGET_MS - delayMs)) / 1_000;
  // no ceiling: they take everything up in time, and send too little of it in time
  if (comeBackLate && pace.ceiling === 0) return { share: usual, most: GROWS_NEAR_BY };
  const place = perSecond / Math.max(1, pace.ceiling);
  if (place >= NEAR_FROM && place <= NEAR_TO) return { share: usual, most: GROWS_NEAR_BY };
  const ahead = Math.min(1, Math.max(0, (TARGET_MS - delayMs) / FULLY_AHEAD_BY_MS));
  return { share: usual + ahead * BOLDER_BY, most: place < NEAR_FROM ? GROWS_BACK_BY : GROWS_BEYOND_BY };
}

/** The last looks, of so long together. */
function lastOf(looks: readonly SenderLook[], lengthMs: number): readonly SenderLook[] {
  let spanMs = 0;
  let first = looks.length;
  while (first > 0 && spanMs < lengthMs) spanMs += looks[(first -= 1)]?.spanMs ?? 0;
  return looks.slice(first);
}

/** What is done a second. Messages that are found late are taken up too, but for less work. */
function doneIn(all: readonly SenderLook[], lengthMs: number): number {
  const looks = lastOf(all, lengthMs);
  const done = sumOf(looks, ({ taken, late }) => taken - late * LATE_SPARES);
  return (
    (Math.max(0, done) * 1_000) /
    Math.max(
      1,
      sumOf(looks, ({ spanMs }) => spanMs),
    )
  );
}

const sumOf = (looks: readonly SenderLook[], of: (look: SenderLook) => number): number =>
  looks.reduce((sum, look) => sum + of(look), 0);
