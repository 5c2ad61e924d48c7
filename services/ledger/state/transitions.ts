/** The message's state machine: what may happen to a message in which state, and the state that follows. Everything else is refused. */
import type { MessageState } from '../../../schemas/collections.ts';
import type { MessageStatus } from '../../../schemas/types.ts';

/** ABSENT: the ledger has no document of that id. */
export type Before = MessageState | 'ABSENT';

/**
 * - EXCLUDE (status): the contact is not messaged.
 * - PUT_OFF (throttle, sender): waits for its time, nothing was sent.
 * - CLAIM (sender): the intent of a request. GIVE_BACK (sender): of a claim nothing was sent.
 * - ERASE (people): what waits of a person who was erased is not sent.
 * - REQUEUE (status): the provider gave it up for a reason that passes; it is tried again.
 * - RESEND, GIVE_UP (status): the campaign's policy for unknown messages. EXPIRE (status): nothing was heard within the time to live.
 * - All others: status updates of sender and provider.
 */
export type LedgerEvent =
  | 'EXCLUDE'
  | 'PUT_OFF'
  | 'CLAIM'
  | 'GIVE_BACK'
  | 'ERASE'
  | MessageStatus['kind']
  | 'REQUEUE'
  | 'RESEND'
  | 'GIVE_UP'
  | 'EXPIRE';

const fromAny = (to: MessageState): Record<MessageState, MessageState> => ({
  ...{ INTENT: to, WAITING: to, ACCEPTED: to, FAILED: to, SKIPPED: to, UNKNOWN: to },
});

export const transitions: Readonly<Record<LedgerEvent, Readonly<Partial<Record<Before, MessageState>>>>> = {
  EXCLUDE: { ABSENT: 'SKIPPED' },
  PUT_OFF: { ABSENT: 'WAITING' },
  CLAIM: { ABSENT: 'INTENT', WAITING: 'INTENT' },
  GIVE_BACK: { INTENT: 'WAITING' },
  ERASE: { WAITING: 'SKIPPED' },
  // proof of acceptance wins over every other state for ever
  ACCEPTED: fromAny('ACCEPTED'),
  SENT: fromAny('ACCEPTED'),
  DELIVERED: fromAny('ACCEPTED'),
  READ: fromAny('ACCEPTED'),
  UNDELIVERED: fromAny('FAILED'),
  REQUEUE: fromAny('WAITING'),
  // an unknown message that turns out not to have been sent has had its chance
  RETRY: { INTENT: 'WAITING', UNKNOWN: 'FAILED' },
  FAILED: { INTENT: 'FAILED', UNKNOWN: 'FAILED' },
  SKIPPED: { INTENT: 'SKIPPED', UNKNOWN: 'SKIPPED' },
  UNKNOWN: { INTENT: 'UNKNOWN' },
  RESEND: { UNKNOWN: 'WAITING' },
  GIVE_UP: { UNKNOWN: 'FAILED' },
  EXPIRE: { ACCEPTED: 'ACCEPTED' },
};

/** The state that follows, if nothing else forbids it (attempt, delivery, owner); null: refused. */
export const stateAfter = (before: Before, event: LedgerEvent): MessageState | null =>
  transitions[event][before] ?? null;

/**
 * A step of the table for a statement, as its condition and its effect.
 * @throws TypeError when the table refuses it, so that a statement outside of the table does not even load
 */
export function step<B extends Before>(from: B, event: LedgerEvent): { from: B; to: MessageState } {
  const to = stateAfter(from, event);
  if (to === null) throw new TypeError(`the ledger has no step ${event} from ${from}`);
  return { from, to };
}
