/** What is held on a number and until when: a hold ends by time or by a lift, and the longer of two holds counts. */

export type HoldScope = 'NUMBER' | 'TEMPLATE' | 'ACCOUNT' | 'APP' | 'CAMPAIGN';

export type Hold = {
  readonly scope: HoldScope;
  readonly scopeKey: string;
  readonly untilMs: number;
  readonly code: number;
  readonly reason: string;
};

/** Adds a hold; an earlier end of the same scope and key is replaced by a later one. */
export function addHold(holds: readonly Hold[], hold: Hold): Hold[] {
  const same = holds.find((one) => one.scope === hold.scope && one.scopeKey === hold.scopeKey);
  if (same && same.untilMs >= hold.untilMs) return [...holds];
  return [...holds.filter((one) => one !== same), hold];
}

/** Ends the holds of a scope and key. */
export function liftHold(holds: readonly Hold[], scope: HoldScope, scopeKey: string): Hold[] {
  return holds.filter((hold) => hold.scope !== scope || hold.scopeKey !== scopeKey);
}

/** Drops what has ended. */
export function endHolds(holds: readonly Hold[], nowMs: number): Hold[] {
  return holds.filter((hold) => hold.untilMs > nowMs);
}

/** The hold that keeps a campaign from sending, the longest if there are several; null when it may send. */
export function holdOf(
  holds: readonly Hold[],
  campaignId: string,
  templateName: string | null,
  nowMs: number,
): Hold | null {
  let longest: Hold | null = null;
  for (const hold of holds) {
    if (hold.untilMs <= nowMs) continue;
    const applies =
      (hold.scope !== 'CAMPAIGN' || hold.scopeKey === campaignId) &&
      (hold.scope !== 'TEMPLATE' || hold.scopeKey === templateName);
    if (applies && (!longest || hold.untilMs > longest.untilMs)) longest = hold;
  }
  return longest;
}
