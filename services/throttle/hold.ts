/** What is held on a number and until when: a hold ends by time or by a lift, and the longer of two holds counts. */

export type HoldScope = 'NUMBER' | 'TEMPLATE' | 'ACCOUNT' | 'APP' | 'CAMPAIGN';

export type Hold = {
  readonly scope: HoldScope;
  readonly scopeKey: string;
  readonly untilMs: number;
  readonly code: number;
  readonly reason: string;
};

/** Adds a hold; an earlier end for the same reason is replaced by a later one. Holds for several reasons stand side by side. */
export function addHold(holds: readonly Hold[], hold: Hold): Hold[] {
  const same = holds.find((one) => isAbout(one, hold.scope, hold.scopeKey) && one.code === hold.code);
  if (same && same.untilMs >= hold.untilMs) return [...holds];
  return [...holds.filter((one) => one !== same), hold];
}

/** Ends the holds of a scope and key; with codes only those. */
export function liftHold(
  holds: readonly Hold[],
  scope: HoldScope,
  scopeKey: string,
  codes: readonly number[] = [],
): Hold[] {
  return holds.filter(
    (hold) => !isAbout(hold, scope, scopeKey) || (codes.length > 0 && !codes.includes(hold.code)),
  );
}

/** These holds are a number's own: only of templates and campaigns are there several, the rest needs no name. */
function isAbout(hold: Hold, scope: HoldScope, scopeKey: string): boolean {
  if (hold.scope !== scope) return false;
  if (scope === 'TEMPLATE') return isSameTemplate(hold.scopeKey, scopeKey);
  return scope === 'CAMPAIGN' ? hold.scopeKey === scopeKey : true;
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
