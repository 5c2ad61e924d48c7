/**
 * What a ledger document counts for. Counters move by the difference of this before and after, so their sum
 * is always a recount.
 */
import type { Delivery, MessageState } from '../../../schemas/collections.ts';

// States are disjoint; deliveries are cumulative: who read it also had it delivered, and sent.

/**
 * Counter → how many; the keys are paths in a run_counters document, such as `accepted` or `failedBy.131026`.
 */
export type RunCounts = Map<string, number>;

/** The part of a ledger document that is counted. */
export type Counted = {
  state: MessageState;
  delivery?: Delivery;
  code?: number;
  reason?: string;
  sentAt?: Date;
};

const MAX_KEY = 60;

/** The counters in which a document counts one. */
export function countersOf(document: Counted): string[] {
  return [...stateCounters(document), ...deliveryCounters(document)];
}

/** Adds the difference that a change makes. */
export function countChange(counts: RunCounts, before: Counted | null, after: Counted): void {
  for (const counter of before ? countersOf(before) : []) add(counts, counter, -1);
  for (const counter of countersOf(after)) add(counts, counter, 1);
}

/** Adds to a counter; one that comes to 0 is no longer there. */
export function add(counts: RunCounts, counter: string, by: number): void {
  const sum = (counts.get(counter) ?? 0) + by;
  if (sum === 0) counts.delete(counter);
  else counts.set(counter, sum);
}

export function sameCounts(first: RunCounts, second: RunCounts): boolean {
  return first.size === second.size && [...first].every(([counter, count]) => second.get(counter) === count);
}

/** Contacts with an outcome: accepted, failed, skipped or unknown. */
export function settledIn(counts: RunCounts): number {
  return ['accepted', 'failed', 'skipped', 'unknown'].reduce(
    (sum, counter) => sum + (counts.get(counter) ?? 0),
    0,
  );
}

function stateCounters({ state, code, reason }: Counted): string[] {
  switch (state) {
    case 'ACCEPTED':
      return ['accepted'];
    case 'UNKNOWN':
      return ['unknown'];
    case 'FAILED':
      return ['failed', `failedBy.${keyOf(code ?? reason)}`];
    case 'SKIPPED':
      return ['skipped', `skippedBy.${keyOf(reason)}`];
    case 'INTENT':
    case 'WAITING':
      return [];
  }
}

function deliveryCounters({ delivery, sentAt }: Counted): string[] {
  switch (delivery) {
    case 'READ':
      return ['sent', 'delivered', 'read'];
    case 'DELIVERED':
      return ['sent', 'delivered'];
    case 'UNDELIVERED':
      return sentAt ? ['sent', 'undelivered'] : ['undelivered']; // many fail without ever having been sent
    case 'EXPIRED':
      return sentAt ? ['sent', 'expired'] : ['expired'];
    case 'SENT':
      return ['sent'];
    default:
      return [];
  }
}

/** Text as a field name of MongoDB. */
const keyOf = (value: number | string | undefined): string =>
  String(value ?? 'none')
    .replace(/[.$\0]/g, '_')
    .slice(0, MAX_KEY) || 'none';
