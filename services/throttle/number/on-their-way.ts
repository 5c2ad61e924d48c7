/**
 * Messages that were released a moment ago. One that waits in the ledger again with its attempt unused came
 * too late for its slot: it gets another one, and how many there are tells what the senders manage.
 */
import type { MessageDocument } from '../../../schemas/collections.ts';
import type { ReleasedMessage } from '../../../schemas/types.ts';

/**
 * A message that was put off before and is released again is not changed when it comes too late: after this
 * it is released once more.
 */
const RELEASE_AGAIN_MS = 5_000;

type OnItsWay = { readonly slotMs: number; readonly kind: 'first' | 'again' };

/** By message and attempts before this one. */
export type OnTheirWay = Map<string, OnItsWay>;

export const openOnTheirWay = (): OnTheirWay => new Map();

/** Notes a message whose release is durable. */
export function noteOnItsWay(all: OnTheirWay, message: ReleasedMessage, kind: OnItsWay['kind']): void {
  all.set(keyOf(message.messageId, message.attempt - 1), { slotMs: message.sendAt / 1_000, kind });
}

/**
 * Judges a message that waits in the ledger and is due.
 * @returns `on its way`: a sender may still claim it; `late`: it was released and missed its slot; `other`:
 *   it waits for another reason
 */
export function judgeDue(
  all: OnTheirWay,
  { _id, attempt }: Pick<MessageDocument, '_id' | 'attempt'>,
  nowMs: number,
): 'on its way' | 'late' | 'other' {
  const key = keyOf(_id, attempt);
  const released = all.get(key);
  if (!released) return 'other';
  // a first attempt is in the ledger only since a sender put it off
  if (released.kind === 'again' && nowMs - released.slotMs <= RELEASE_AGAIN_MS) return 'on its way';
  all.delete(key);
  return 'late';
}

/** Forgets what a sender must have dealt with. */
export function forgetArrived(all: OnTheirWay, nowMs: number): void {
  for (const [key, { slotMs }] of all) if (nowMs - slotMs > 2 * RELEASE_AGAIN_MS) all.delete(key);
}

const keyOf = (messageId: string, attemptsBefore: number): string => `${messageId}.${attemptsBefore}`;
