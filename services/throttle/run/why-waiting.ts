/** Why a run does not send now, for a metric and in words (F6): the first reason that holds, those that last and need somebody before those that pass. */
import { callableText } from './callable-gate.ts';
import type { Hold } from '../number/hold.ts';
import type { RunQueue } from './run-queue.ts';
import type { Sleepers } from './waiting-run.ts';

/** Values of the label `reason` of wac_campaigns_waiting. `contacts` is an empty queue for a moment: it is shown, and no news. */
export const waitingReasons = [
  'restore',
  'held',
  'senders',
  'callable_time',
  'planning',
  'exhausted',
  'contacts',
] as const;

export type Waiting = {
  readonly reason: (typeof waitingReasons)[number];
  /** As people read it. */
  readonly text: string;
};

/** What is known of a run at a tick. */
export type WaitingFacts = {
  /** Why the number must not send before an operator confirms a restore; null when it may. */
  readonly mismatch: { readonly reason: string } | null;
  readonly held: Hold | null;
  readonly sendersAreBehind: boolean;
  /** Neither a contact nor a due message is ready for a slot. */
  readonly isEmpty: boolean;
  /** Who waits for their callable time; null when nobody does. */
  readonly sleepers: Sleepers | null;
  readonly queue: Pick<RunQueue, 'planComplete' | 'planned' | 'receivedThrough'>;
};

/** @returns null when nothing keeps the run from sending */
export function whyWaiting(facts: WaitingFacts): Waiting | null {
  const { mismatch, held, queue, sleepers } = facts;
  if (mismatch)
    return {
      reason: 'restore',
      text: `held until an operator confirms the restore: ${mismatch.reason}`,
    };
  if (held) return { reason: 'held', text: heldText(held) };
  if (facts.sendersAreBehind) return { reason: 'senders', text: 'the senders are behind' };
  if (!facts.isEmpty) return null;
  if (sleepers) return { reason: 'callable_time', text: callableText(sleepers) };
  if (!queue.planComplete) return { reason: 'planning', text: 'the order is being made' };
  return queue.receivedThrough >= queue.planned
    ? { reason: 'exhausted', text: 'no contacts left' }
    : { reason: 'contacts', text: 'waiting for contacts' };
}

/** Our own holds have no code of the provider: 0. */
function heldText({ untilMs, reason, code }: Hold): string {
  return `held until ${new Date(untilMs).toISOString()}: ${reason}${code ? ` (${code})` : ''}`;
}
