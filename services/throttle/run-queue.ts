/**
 * The contacts of one run on their way through the throttle. Contacts count only when the record that closes their block has come:
 * then every contact of the block is known, also when two eligibility instances answered at once. Pure: no clock, no I/O.
 */
import type { EligibleContact } from '../../schemas/types.ts';

export type RunQueue = {
  /** Contacts ready for a slot, in sequence order. */
  readonly ready: readonly EligibleContact[];
  /** Contacts whose block is not closed yet, by sequence number. */
  readonly open: ReadonlyMap<number, EligibleContact>;
  /** Every contact below this number has been received, or is excluded. */
  readonly receivedThrough: number;
  readonly planned: number;
  readonly planComplete: boolean;
};

/** The queue of a run which has released everything below a sequence number. */
export function openQueue(releasedThrough: number): RunQueue {
  return { ready: [], open: new Map(), receivedThrough: releasedThrough, planned: 0, planComplete: false };
}

/** A contact arrives; it counts once its block is closed. What was received already is dropped. */
export function addContact(queue: RunQueue, contact: EligibleContact): RunQueue {
  if (contact.sequence < queue.receivedThrough) return queue;
  (queue.open as Map<number, EligibleContact>).set(contact.sequence, contact); // the map belongs to this queue alone
  return queue;
}

/** A block [from, through) is closed: its contacts become ready, unless something before it is missing. */
export function closeBlock(
  queue: RunQueue,
  block: { fromSequence: number; decidedThrough: number; planned: number; planComplete: boolean },
): RunQueue {
  const known = {
    ...queue,
    planned: Math.max(queue.planned, block.planned),
    planComplete: queue.planComplete || block.planComplete,
  };
  if (block.fromSequence > queue.receivedThrough || block.decidedThrough <= queue.receivedThrough)
    return known;
  const taken: EligibleContact[] = [];
  const open = new Map<number, EligibleContact>();
  for (const [sequence, contact] of queue.open) {
    if (sequence >= block.decidedThrough) open.set(sequence, contact);
    else if (sequence >= queue.receivedThrough) taken.push(contact);
  }
  taken.sort((a, b) => a.sequence - b.sequence);
  return { ...known, ready: [...queue.ready, ...taken], open, receivedThrough: block.decidedThrough };
}

/** Takes the first contacts that are ready. */
export function takeReady(
  queue: RunQueue,
  count: number,
): { taken: readonly EligibleContact[]; queue: RunQueue } {
  return { taken: queue.ready.slice(0, count), queue: { ...queue, ready: queue.ready.slice(count) } };
}

/** Puts contacts back that could not be released. */
export function putBack(queue: RunQueue, contacts: readonly EligibleContact[]): RunQueue {
  return { ...queue, ready: [...contacts, ...queue.ready] };
}

/** Every contact below this number has left the queue or was excluded. */
export function releasedThrough(queue: RunQueue): number {
  return queue.ready[0]?.sequence ?? queue.receivedThrough;
}

/** How many contacts ahead: a few seconds of sending, at least one. */
export function lookAhead(intervalMicros: number, seconds: number): number {
  return Math.max(1, Math.ceil((seconds * 1_000_000) / intervalMicros));
}

/**
 * The demand to make now; null when enough is ready, nothing is left, or the last one is still fresh.
 * @param last the demand made last; it is repeated when unanswered for `repeatMs`
 */
export function demandOf(
  queue: RunQueue,
  ahead: number,
  last: { throughSequence: number; atMs: number } | null,
  nowMs: number,
  repeatMs: number,
): { fromSequence: number; throughSequence: number } | null {
  const exhausted = queue.planComplete && queue.receivedThrough >= queue.planned;
  if (exhausted || queue.ready.length > ahead / 2) return null;
  const outstanding = last !== null && last.throughSequence > queue.receivedThrough;
  if (outstanding && nowMs - last.atMs < repeatMs) return null;
  const through = queue.receivedThrough + ahead;
  return {
    fromSequence: queue.receivedThrough,
    throughSequence: queue.planComplete ? Math.min(through, queue.planned) : through,
  };
}
