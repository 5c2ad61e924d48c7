/**
 * What of a run may be removed at a time: nothing while its campaign may go on with it; its order, its
 * messages and the run itself when each has passed its own time since the run's end. Pure.
 */
import type { Retention } from '../../config/retention.ts';

export type RunFacts = {
  /** Its campaign goes on with it, now or when it is started again. */
  isLive: boolean;
  /** When it ended; null: that is not noted yet. */
  closedAt: Date | null;
};

export type MayGo = { order: boolean; messages: boolean; run: boolean };

const NOTHING: MayGo = { order: false, messages: false, run: false };

export function runMayGo(
  { isLive, closedAt }: RunFacts,
  retention: Pick<Retention, 'orderMs' | 'messagesMs' | 'runsMs'>,
  now: Date,
): MayGo {
  if (isLive || closedAt === null) return NOTHING;
  const messages = hasPassed(closedAt, retention.messagesMs, now);
  return {
    order: hasPassed(closedAt, retention.orderMs, now),
    messages,
    // a run without its messages can be shown; messages without their run cannot
    run: messages && hasPassed(closedAt, retention.runsMs, now),
  };
}

/** @param keptMs 0 = for good */
export const hasPassed = (since: Date, keptMs: number, now: Date): boolean =>
  keptMs > 0 && now.getTime() - since.getTime() >= keptMs;

/**
 * Contacts of a page of which each has an outcome are asked for never again. `outcomes`: those of the page's
 * contacts that have one.
 */
export const pageHasSettled = (
  page: { contactIds: readonly string[]; decisions: readonly string[] },
  outcomes: ReadonlySet<string>,
): boolean =>
  page.decisions.length === page.contactIds.length &&
  page.contactIds.every((contactId) => outcomes.has(contactId));

/**
 * A group of a single process life may go once it has had no member for so long.
 * @returns what is remembered of empty groups, and what goes
 */
export function groupsToRemove(
  empty: readonly string[],
  known: ReadonlyArray<{ group: string; since: Date }>,
  groupsMs: number,
  now: Date,
): { remembered: Array<{ group: string; since: Date }>; removed: string[] } {
  const since = new Map(known.map((entry) => [entry.group, entry.since]));
  const remembered = empty.map((group) => ({ group, since: since.get(group) ?? now }));
  const removed = remembered
    .filter((entry) => hasPassed(entry.since, groupsMs, now))
    .map(({ group }) => group);
  return { remembered: remembered.filter(({ group }) => !removed.includes(group)), removed };
}
