/**
 * A status update moves a message in one direction only: what is late, repeated or reordered changes nothing (invariant 3).
 * Proof of acceptance (an accepting answer, or any status of the provider) wins over every other state for ever.
 */
import type { Delivery, MessageDocument, MessageState } from '../../../schemas/collections.ts';
import type { MessageStatus } from '../../../schemas/types.ts';
import { AMBIGUOUS } from '../../domain/message/message-outcome.ts';
import { stateAfter } from './transitions.ts';

/** The part of a ledger document that status updates move. */
export type Position = Pick<
  MessageDocument,
  | 'state'
  | 'attempt'
  | 'owner'
  | 'dueAt'
  | 'wamid'
  | 'delivery'
  | 'code'
  | 'reason'
  | 'intentAt'
  | 'acceptedAt'
  | 'sentAt'
  | 'deliveredAt'
  | 'readAt'
  | 'endedAt'
  | 'resentAt'
>;

/** What others tell, or what `status` decides itself: the policy for unknown messages, and the end of the time to live. */
export type StatusUpdate = Omit<MessageStatus, 'kind'> & {
  readonly kind: MessageStatus['kind'] | 'RESEND' | 'GIVE_UP' | 'EXPIRE';
};

const DELIVERY_RANK: Readonly<Record<Delivery, number>> = {
  SENT: 1,
  EXPIRED: 2,
  UNDELIVERED: 3,
  DELIVERED: 4,
  READ: 5,
};

/** The position after the update; the same object when nothing changes. */
export function advanceStatus(present: Position, update: StatusUpdate): Position {
  const state = stateAfter(present.state, update.kind);
  if (state === null) return present;
  switch (update.kind) {
    case 'ACCEPTED':
      return settle(present, accepted(present, update, present.delivery));
    case 'SENT':
    case 'DELIVERED':
    case 'READ':
      return settle(present, accepted(present, update, further(present.delivery, update.kind)));
    case 'UNDELIVERED':
      return settle(present, undelivered(present, update));
    case 'RETRY':
    case 'FAILED':
    case 'SKIPPED':
    case 'UNKNOWN':
      return isOfPresentAttempt(present, update)
        ? settle(present, answered(present, update, state))
        : present;
    case 'RESEND':
    case 'GIVE_UP':
      return isOfPresentAttempt(present, update) ? decided(present, update, state) : present;
    case 'EXPIRE':
      return expired(present);
    default:
      return never(update.kind);
  }
}

/** Proof that a request was accepted, of whatever attempt: two requests cannot be taken back, so an older one counts as well. */
function accepted(present: Position, update: StatusUpdate, delivery: Delivery | undefined): Position {
  const next: Position = { ...present, ...wamidOf(present, update), ...timeOf(present, update) };
  if (delivery) next.delivery = delivery;
  if (delivery === 'UNDELIVERED') return next; // accepted, and its failure is known already
  const proofs = [next.acceptedAt, next.sentAt, next.deliveredAt, next.readAt];
  return outcome(next, 'ACCEPTED', { endedAt: proofs.reduce(earliest, undefined) });
}

/**
 * The provider accepted it and gave up. Beaten by "delivered" and "read". When a later attempt is under way, that one decides.
 * Of several the earliest counts, so that the order of arrival does not matter.
 */
function undelivered(present: Position, update: StatusUpdate): Position {
  if (update.attempt !== null && update.attempt < present.attempt) return present;
  const next: Position = { ...present, ...wamidOf(present, update) };
  if (further(present.delivery, 'UNDELIVERED') !== 'UNDELIVERED') return next;
  const failure = { endedAt: timeIn(present, update), ...failureOf(update) };
  if (present.delivery === 'UNDELIVERED' && !isBefore(failure, present)) return next;
  next.delivery = 'UNDELIVERED';
  return outcome(next, 'FAILED', failure);
}

/** What the sender knows of its own request; only as long as nothing is proven. */
function answered(present: Position, update: StatusUpdate, state: MessageState): Position {
  const failure = { endedAt: new Date(update.at), ...failureOf(update) };
  switch (state) {
    case 'WAITING':
      return {
        ...outcome(present, state, { ...failure, endedAt: undefined }),
        dueAt: new Date(update.dueAt ?? update.at),
      };
    case 'UNKNOWN':
      return { ...outcome(present, state, failure), dueAt: failure.endedAt };
    default:
      return outcome(present, state, failure);
  }
}

/** The campaign's policy for what is unknown; anything heard meanwhile has settled it. */
function decided(present: Position, update: StatusUpdate, state: MessageState): Position {
  const at = new Date(update.at);
  if (update.kind === 'GIVE_UP') return outcome(present, state, { endedAt: at, reason: AMBIGUOUS });
  if (present.resentAt) return present; // at most once
  return { ...outcome(present, state, { endedAt: undefined }), dueAt: at, resentAt: at };
}

/** Accepted, and nothing but "sent" was heard of it; whatever comes later wins. */
function expired(present: Position): Position {
  if (further(present.delivery, 'EXPIRED') !== 'EXPIRED') return present;
  return present.delivery === 'EXPIRED' ? present : { ...present, delivery: 'EXPIRED' };
}

type Ending = { endedAt: Date | undefined; code?: number; reason?: string };

const ENDING_FIELDS = ['owner', 'dueAt', 'code', 'reason', 'endedAt'] as const;

/** The state with what belongs to it, and without what belonged to the former one. */
function outcome(present: Position, state: MessageState, ending: Ending): Position {
  const next: Position = { ...present, state };
  for (const field of ENDING_FIELDS) delete next[field];
  const { endedAt, ...failure } = ending;
  return { ...next, ...failure, ...(endedAt ? { endedAt } : {}) };
}

function isOfPresentAttempt(present: Position, update: StatusUpdate): boolean {
  return update.attempt === null || update.attempt === present.attempt;
}

function further(present: Delivery | undefined, told: Delivery): Delivery {
  return present && DELIVERY_RANK[present] >= DELIVERY_RANK[told] ? present : told;
}

const TIME_FIELDS = {
  ACCEPTED: 'acceptedAt',
  SENT: 'sentAt',
  DELIVERED: 'deliveredAt',
  READ: 'readAt',
} as const;

/** The earliest time of each step is kept. */
function timeOf(present: Position, update: StatusUpdate): Partial<Position> {
  const field = update.kind in TIME_FIELDS ? TIME_FIELDS[update.kind as keyof typeof TIME_FIELDS] : null;
  return field ? { [field]: earliest(present[field], timeIn(present, update)) } : {};
}

/** The provider's times are whole seconds, cut off: nothing happened before the request. */
function timeIn(present: Position, update: StatusUpdate): Date {
  return new Date(Math.max(update.at, present.intentAt?.getTime() ?? 0));
}

const earliest = (first: Date | undefined, second: Date | undefined): Date | undefined =>
  first && second ? (second < first ? second : first) : (first ?? second);

const wamidOf = (present: Position, update: StatusUpdate): Partial<Position> => {
  const wamid = present.wamid ?? update.wamid;
  return wamid ? { wamid } : {};
};

const failureOf = (update: StatusUpdate): Pick<Ending, 'code' | 'reason'> => ({
  ...(update.code === null ? {} : { code: update.code }),
  ...(update.reason === null ? {} : { reason: update.reason }),
});

/** An order of failures that does not depend on their arrival: time, then code, then text. */
function isBefore(failure: Ending, present: Ending | Position): boolean {
  const key = ({ endedAt, code, reason }: Ending | Position) =>
    [endedAt?.getTime() ?? 0, code ?? 0, reason ?? ''] as const;
  const [time, code, reason] = key(failure);
  const [presentTime, presentCode, presentReason] = key(present);
  if (time !== presentTime) return time < presentTime;
  return code === presentCode ? reason < presentReason : code < presentCode;
}

/** The present object when the next one says the same. */
function settle(present: Position, next: Position): Position {
  const fields = new Set([...Object.keys(present), ...Object.keys(next)]) as Set<keyof Position>;
  for (const field of fields) {
    const [before, after] = [present[field], next[field]];
    if (before?.valueOf() !== after?.valueOf()) return next;
  }
  return present;
}

function never(kind: never): never {
  throw new TypeError(`no rule for the status update ${String(kind)}`);
}
