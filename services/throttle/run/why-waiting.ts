/**
 * Why a run does not send now, as a code and in words (F6): the first reason that holds, lasting ones that
 * need somebody before passing ones.
 */
import type { WaitingReason } from '../../../schemas/collections.ts';
import { callableText } from './callable-gate.ts';
import type { Hold } from '../number/hold.ts';
import type { RunQueue } from './run-queue.ts';
import type { Sleepers } from './waiting-run.ts';

/**
 * Values of the label `reason` of wac_campaigns_waiting. `contacts` is an empty queue for a moment: visible,
 * but not worth a write.
 */
export const waitingReasons = [
  'restore',
  'template',
  'held',
  'senders',
  'day_limit',
  'callable_time',
  'planning',
  'exhausted',
  'contacts',
] as const satisfies readonly WaitingReason[];

export type Waiting = {
  readonly reason: WaitingReason;
  /** As people read it. */
  readonly text: string;
  /** When it goes on at the earliest, ms since the epoch; null when nobody knows. */
  readonly resumesAtMs: number | null;
};

/** The people whom the portfolio may message in 24 h, and when the next place for one comes free if that is known. */
export type DayLimit = { readonly people: number; readonly nextFreeAtMs: number | null };

/** What is known of a run at a tick. */
export type WaitingFacts = {
  /** Why the number must not send before an operator confirms a restore; null when it may. */
  readonly mismatch: { readonly reason: string } | null;
  readonly held: Hold | null;
  readonly sendersAreBehind: boolean;
  /** The portfolio has no place for the next person; null when that is not why it waits. */
  readonly dayLimit: DayLimit | null;
  /** Neither a contact nor a due message is ready for a slot. */
  readonly isEmpty: boolean;
  /** Who waits for their callable time; null when nobody does. */
  readonly sleepers: Sleepers | null;
  /** Whether the run's order has been planned: known from eligibility, or from the owner before. */
  readonly isPlanned: boolean;
  readonly queue: Pick<RunQueue, 'planComplete' | 'planned' | 'receivedThrough'>;
};

/** @returns null when nothing keeps the run from sending */
export function whyWaiting(facts: WaitingFacts): Waiting | null {
  const { mismatch, held, queue, sleepers } = facts;
  if (mismatch) return waiting('restore', `held until an operator confirms the restore: ${mismatch.reason}`);
  if (held) return waiting(held.scope === 'TEMPLATE' ? 'template' : 'held', heldText(held), held.untilMs);
  if (facts.sendersAreBehind) return waiting('senders', 'the senders are behind');
  if (facts.dayLimit) return waiting('day_limit', dayLimitText(facts.dayLimit), facts.dayLimit.nextFreeAtMs);
  if (!facts.isEmpty) return null;
  if (sleepers) return waiting('callable_time', callableText(sleepers), sleepers.nextAt.getTime());
  if (!facts.isPlanned) return waiting('planning', 'the send order is being planned');
  return queue.planComplete && queue.receivedThrough >= queue.planned
    ? waiting('exhausted', 'no contacts left')
    : waiting('contacts', 'waiting for contacts');
}

const waiting = (reason: WaitingReason, text: string, resumesAtMs: number | null = null): Waiting => ({
  reason,
  text,
  resumesAtMs,
});

function dayLimitText({ people, nextFreeAtMs }: DayLimit): string {
  const next =
    nextFreeAtMs === null ? '' : `; the next may be messaged at ${new Date(nextFreeAtMs).toISOString()}`;
  return `the ${people.toLocaleString('en-US')} people that the portfolio may message in 24 h are reached${next}`;
}

/** Our own holds have no code of the provider: 0. */
function heldText({ untilMs, reason, code }: Hold): string {
  return `held until ${new Date(untilMs).toISOString()}: ${reason}${code ? ` (${code})` : ''}`;
}
