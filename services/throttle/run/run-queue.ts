/** The contacts of one run on their way through the throttle. */
import type { EligibleContact } from '../../../schemas/types.ts';

// Contacts count only when the record that closes their block has come: then every contact of the block is
// known, also when two eligibility instances answered at once. Pure: no clock, no I/O.

export type RunQueue = {
  /** Contacts ready for a slot, in sequence order. */
  readonly ready: readonly EligibleContact[];
  /** Contacts that must wait for their callable time and are not in the ledger yet, in sequence order. */
  readonly aside: readonly EligibleContact[];
  /** Contacts whose block is not closed yet, by sequence number. */
  readonly open: ReadonlyMap<number, EligibleContact>;
  /** Every contact below this number has been received, or is excluded. */
  readonly receivedThrough: number;
  readonly planned: number;
  readonly planComplete: boolean;
};

/** The queue of a run which has released everything below a sequence number. */
export function openQueue(releasedThrough: number): RunQueue {
  return {
    ready: [],
    aside: [],
    open: new Map(),
    receivedThrough: releasedThrough,
    planned: 0,
    planComplete: false,
  };
}

/**
 * A contact arrives; it counts once its block is closed, also towards the block's number when it was received
 * before.
 */
export function addContact(queue: RunQueue, contact: EligibleContact): RunQueue {
  (queue.open as Map<number, EligibleContact>).set(contact.sequence, contact); // the map belongs to this queue alone
  return queue;
}

/**
 * A block [from, through) is closed: its contacts become ready, unless something before it or in it is
 * missing. A throttle that takes a number over may begin to read in the middle of a block, and would take the
 * rest for all of it; the block's number tells.
 */
export function closeBlock(
  queue: RunQueue,
  block: {
    fromSequence: number;
    decidedThrough: number;
    planned: number;
    planComplete: boolean;
    /** How many contacts the block has; null or absent when an older eligibility service does not say. */
    eligible?: number | null | undefined;
  },
): RunQueue {
  const known = {
    ...queue,
    planned: Math.max(queue.planned, block.planned),
    planComplete: queue.planComplete || block.planComplete,
  };
  const taken: EligibleContact[] = [];
  const open = new Map<number, EligibleContact>();
  let ofBlock = 0;
  for (const [sequence, contact] of queue.open) {
    if (sequence >= block.fromSequence && sequence < block.decidedThrough) ofBlock += 1;
    if (sequence >= block.decidedThrough) open.set(sequence, contact);
    else if (sequence >= queue.receivedThrough) taken.push(contact);
  }
  if (block.decidedThrough <= queue.receivedThrough) return { ...known, open };
  if (block.fromSequence > queue.receivedThrough) return known;
  if (typeof block.eligible === 'number' && ofBlock < block.eligible) return known;
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

/** Sets those aside who may not be messaged now: they neither take slots nor hold up the others. */
export function setAside(queue: RunQueue, isOpen: (timeZone: string | null) => boolean): RunQueue {
  const ready: EligibleContact[] = [];
  const aside = [...queue.aside];
  for (const contact of queue.ready) (isOpen(contact.timeZone ?? null) ? ready : aside).push(contact);
  if (aside.length === queue.aside.length) return queue;
  return { ...queue, ready, aside: aside.sort((a, b) => a.sequence - b.sequence) };
}

/** Contacts that were set aside are in the ledger now. */
export function dropAside(queue: RunQueue, contacts: readonly EligibleContact[]): RunQueue {
  const dropped = new Set(contacts.map((contact) => contact.sequence));
  return { ...queue, aside: queue.aside.filter((contact) => !dropped.has(contact.sequence)) };
}

/** Every contact below this number has left the queue or was excluded. */
export function releasedThrough(queue: RunQueue): number {
  return Math.min(
    queue.ready[0]?.sequence ?? queue.receivedThrough,
    queue.aside[0]?.sequence ?? queue.receivedThrough,
  );
}

/** With many who must wait among them so many contacts are looked at ahead; a page of the order. */
const MAX_LOOK_AHEAD_FOR_FEW = 1_000;

/**
 * How many contacts ahead: a few seconds of sending, at least one.
 * @param callableShare share of the contacts met last that may be messaged now: the fewer, the more are asked
 *   for, so that the few go out at full pace and a long stretch of sleepers is passed quickly
 */
export function lookAhead(intervalMicros: number, seconds: number, callableShare = 1): number {
  const needed = Math.max(1, Math.ceil((seconds * 1_000_000) / intervalMicros));
  return Math.max(
    needed,
    Math.min(MAX_LOOK_AHEAD_FOR_FEW, Math.ceil(needed / Math.max(callableShare, 1e-6))),
  );
}

/** The share after more contacts were met: the last ones count as much as all before them. */
export function shareAfter(share: number, callable: number, met: number): number {
  return met === 0 ? share : (share + callable / met) / 2;
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
  if (exhausted || queue.ready.length > ahead / 2 || queue.aside.length > MAX_LOOK_AHEAD_FOR_FEW) return null;
  const outstanding = last !== null && last.throughSequence > queue.receivedThrough;
  if (outstanding && nowMs - last.atMs < repeatMs) return null;
  const through = queue.receivedThrough + ahead;
  return {
    fromSequence: queue.receivedThrough,
    throughSequence: queue.planComplete ? Math.min(through, queue.planned) : through,
  };
}
