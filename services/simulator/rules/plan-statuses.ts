/**
 * The statuses that one accepted message will cause, and when: a pure function of scenario, outcome and
 * chance.
 */
import { delayAt, type Delay } from '../scenario/delay.ts';
import type { Outcome } from './outcome.ts';
import type { Chance } from '../scenario/seeded-chance.ts';

export interface StatusTimings {
  sent: { delayMs: Delay };
  delivered: { delayMs: Delay; probability: number };
  read: { delayMs: Delay; probability: number; withoutDelivered: number };
  failed: { delayMs: Delay };
  held: { delayMs: Delay };
  /** How an opted-out user says so: a text (by default STOP), the preference, or both. */
  optOut: { delayMs: Delay; by: 'text' | 'preference' | 'both'; text: string };
}

/** Shares of messages whose webhooks misbehave. */
export interface StatusDisorder {
  duplicates: number;
  reordered: number;
  early: number;
}

export type PlannedEvent = 'sent' | 'delivered' | 'read' | 'failed' | 'stop';

export interface PlannedStatus {
  event: PlannedEvent;
  /** Milliseconds after acceptance, on the simulator's clock. */
  afterMs: number;
  /** Error code of `failed`. */
  code?: number;
}

export interface StatusPlan {
  /** In order of `afterMs`. */
  steps: PlannedStatus[];
  /** The first status leaves before the HTTP reply. */
  early: boolean;
}

/** `ttlMs`: what is not delivered by then is dropped without a word. */
export function planStatuses(
  timings: StatusTimings,
  disorder: StatusDisorder,
  outcome: Outcome,
  chance: Chance,
  ttlMs?: number,
): StatusPlan {
  const steps = journey(timings, outcome, chance);
  if (ttlMs !== undefined) dropAfter(steps, ttlMs);
  if (disorder.reordered > 0 && steps.length > 1 && chance('reordered') < disorder.reordered)
    swapTimes(steps, chance);
  if (disorder.duplicates > 0 && steps.length > 0 && chance('duplicate') < disorder.duplicates) {
    const again = steps[Math.floor(chance('which duplicate') * steps.length)];
    if (again) steps.push({ ...again, afterMs: again.afterMs + 1 + chance('duplicate delay') * 2000 });
  }
  steps.sort((a, b) => a.afterMs - b.afterMs);
  return { steps, early: steps.length > 0 && disorder.early > 0 && chance('early') < disorder.early };
}

/** Delays add up: delivered counts from sent, read from delivered. */
function journey(timings: StatusTimings, outcome: Outcome, chance: Chance): PlannedStatus[] {
  const kind = outcome.outcome;
  const delay = (name: 'sent' | 'delivered' | 'read' | 'failed' | 'held' | 'optOut') =>
    delayAt(timings[name].delayMs, chance(`${name} delay`));
  if (kind === 'never-answered') return [];
  if (kind === 'held-then-dropped')
    return [{ event: 'failed', afterMs: outcome.delayMs ?? delay('held'), code: 132015 }];
  const releasedMs = kind === 'held' ? (outcome.delayMs ?? delay('held')) : 0;
  if (kind === 'fail-by-webhook')
    return [{ event: 'failed', afterMs: delay('failed'), code: outcome.code ?? 131026 }];
  const sentMs = releasedMs + delay('sent');
  const steps: PlannedStatus[] = [{ event: 'sent', afterMs: sentMs }];
  if (kind === 'sent-only') return steps;
  const forced = kind === 'read-without-delivered' || kind === 'opt-out';
  if (!forced && chance('delivered') >= timings.delivered.probability) return steps;
  const deliveredMs = sentMs + delay('delivered');
  const isRead = forced || chance('read') < timings.read.probability;
  const skipsDelivered =
    kind === 'read-without-delivered' ||
    (isRead && !forced && chance('skips delivered') < timings.read.withoutDelivered);
  if (!skipsDelivered) steps.push({ event: 'delivered', afterMs: deliveredMs });
  if (!isRead) return steps;
  const readMs = deliveredMs + delay('read');
  steps.push({ event: 'read', afterMs: readMs });
  if (kind === 'opt-out') steps.push({ event: 'stop', afterMs: readMs + delay('optOut') });
  return steps;
}

/** A delivery later than the time to live, and all that follows it, does not happen. */
function dropAfter(steps: PlannedStatus[], ttlMs: number): void {
  const late = steps.findIndex(
    (step) => step.event !== 'sent' && step.event !== 'failed' && step.afterMs > ttlMs,
  );
  const delivered = steps.some((step) => step.event === 'delivered' && step.afterMs <= ttlMs);
  if (late >= 0 && !delivered) steps.splice(late);
}

/** Two neighbouring statuses change places in time. */
function swapTimes(steps: PlannedStatus[], chance: Chance): void {
  const at = Math.floor(chance('which swap') * (steps.length - 1));
  const earlier = steps[at];
  const later = steps[at + 1];
  if (!earlier || !later) return;
  [earlier.afterMs, later.afterMs] = [later.afterMs, earlier.afterMs];
}
