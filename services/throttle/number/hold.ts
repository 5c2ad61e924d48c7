/**
 * What is held on a number and until when: a hold ends by time or by a lift, and the longer of two holds
 * counts.
 */

// What was said later counts, in whatever order it is heard: a hold said before its lift and heard after it
// does not begin, and a lift said before a hold does not end it.

export type HoldScope = 'NUMBER' | 'TEMPLATE' | 'ACCOUNT' | 'APP' | 'CAMPAIGN';

export type Hold = {
  readonly scope: HoldScope;
  readonly scopeKey: string;
  readonly untilMs: number;
  readonly code: number;
  readonly reason: string;
  /**
   * When it was true for certain, ms since the epoch; holds stored before this was kept have none, and any
   * lift ends them.
   */
  readonly saidMs?: number;
};

/** What was lifted, and when that was said (ms since the epoch). */
export type Lift = {
  readonly scope: HoldScope;
  readonly scopeKey: string;
  /** Error codes of the holds that end; none = all. */
  readonly codes: readonly number[];
  readonly saidMs: number;
};

/**
 * Adds a hold. Of two for the same reason the one goes that neither lasts longer nor was said later; else
 * both stay, so that a lift between them ends the earlier one alone. Holds for several reasons stand side by
 * side.
 */
export function addHold(holds: readonly Hold[], hold: Hold): Hold[] {
  if (holds.some((one) => covers(one, hold))) return [...holds];
  return [...holds.filter((one) => !covers(hold, one)), hold];
}

const saidOf = ({ saidMs }: Pick<Hold, 'saidMs'>): number => saidMs ?? 0;

function covers(one: Hold, other: Hold): boolean {
  const isSame = one.scope === other.scope && one.code === other.code && isSameKey(one, other);
  return isSame && one.untilMs >= other.untilMs && saidOf(one) >= saidOf(other);
}

/** Ends the holds of a scope and key that were said before; with codes only those. */
export function liftHold(holds: readonly Hold[], lift: Lift): Hold[] {
  return holds.filter((hold) => !isLiftedSince([lift], hold, saidOf(hold)));
}

/**
 * As many scopes and keys are remembered as lifted; the oldest go first. They are stored with every release,
 * so not many.
 */
export const MAX_LIFTS = 32;

/** Remembers a lift: of each scope, key and codes the latest. */
export function addLift(lifts: readonly Lift[], lift: Lift): Lift[] {
  const same = lifts.find(
    (one) =>
      one.scope === lift.scope && one.scopeKey === lift.scopeKey && String(one.codes) === String(lift.codes),
  );
  if (same && same.saidMs >= lift.saidMs) return [...lifts];
  return [...lifts.filter((one) => one !== same), lift].slice(-MAX_LIFTS);
}

/**
 * A second because the provider's times are whole seconds, cut off: what was lifted at 10.9 says 10. Another
 * for clocks that differ: a refusal is timed by ours. To err on this side is cheap: a hold that is in force
 * after all is said again by the next message that is refused. One taken for new has no lift to come and
 * stands for hours.
 */
export const LIFT_TOLERANCE_MS = 2_000;

/**
 * Whether a hold has been lifted since it was said.
 * @param saidMs when it was true for certain, ms since the epoch: of a refusal the time of its request, not
 *   of its answer, which may come late
 */
export function isLiftedSince(
  lifts: readonly Lift[],
  hold: Pick<Hold, 'scope' | 'scopeKey' | 'code'>,
  saidMs: number,
): boolean {
  return lifts.some((lift) => isMeant(hold, lift) && saidMs < lift.saidMs + LIFT_TOLERANCE_MS);
}

function isMeant(
  hold: Pick<Hold, 'scope' | 'scopeKey' | 'code'>,
  { scope, scopeKey, codes }: Omit<Lift, 'saidMs'>,
): boolean {
  return isAbout(hold, scope, scopeKey) && (codes.length === 0 || codes.includes(hold.code));
}

/**
 * These holds are a number's own: only of templates and campaigns are there several, the rest needs no name.
 */
function isAbout(hold: Pick<Hold, 'scope' | 'scopeKey'>, scope: HoldScope, scopeKey: string): boolean {
  if (hold.scope !== scope) return false;
  if (scope === 'TEMPLATE') return isSameTemplate(hold.scopeKey, scopeKey);
  return scope === 'CAMPAIGN' ? hold.scopeKey === scopeKey : true;
}

/** A template in one language and in all of them are two things: what lifts the one need not lift the other. */
function isSameKey(one: Hold, other: Hold): boolean {
  return one.scope === 'TEMPLATE' || one.scope === 'CAMPAIGN' ? one.scopeKey === other.scopeKey : true;
}

/** `<name>:<language>`, where the name alone means every language. */
function isSameTemplate(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}:`) || other.startsWith(`${one}:`);
}

/** Drops what has ended. */
export function endHolds(holds: readonly Hold[], nowMs: number): Hold[] {
  return holds.filter((hold) => hold.untilMs > nowMs);
}

/** The hold that keeps a campaign from sending, the longest if there are several; null when it may send. */
export function holdOf(
  holds: readonly Hold[],
  campaignId: string,
  templateKey: string | null,
  nowMs: number,
): Hold | null {
  let longest: Hold | null = null;
  for (const hold of holds) {
    if (hold.untilMs <= nowMs) continue;
    const applies =
      (hold.scope !== 'CAMPAIGN' || hold.scopeKey === campaignId) &&
      (hold.scope !== 'TEMPLATE' || (templateKey !== null && isSameTemplate(hold.scopeKey, templateKey)));
    if (applies && (!longest || hold.untilMs > longest.untilMs)) longest = hold;
  }
  return longest;
}
