/**
 * A status update moves a message in one direction only: what is late, repeated or reordered changes nothing
 * (invariant 3).
 */
import { isDeepStrictEqual } from 'node:util';
import type { Delivery, MessageState } from '../../../schemas/collections.ts';
import { AMBIGUOUS } from '../../domain/message/message-outcome.ts';
import { earlierAttempt, hasOtherAccepted, withWamid } from './earlier-attempts.ts';
import type { Position, StatusUpdate } from './position.ts';
import { beforeQueuedAgain, queueAgain, type Giving } from './requeue.ts';
import { earliest, timeIn, timeOf } from './step-times.ts';
import { stateAfter } from './transitions.ts';

// Proof of acceptance (an accepting answer, or any status of the provider) wins over every other state for
// ever.

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
  const waiting = beforeQueuedAgain(present);
  if (waiting) return settle(present, whileQueuedAgain(present, update, waiting));
  if (isOver(present, update)) return settle(present, { ...present, ...wamidOf(present, update) });
  switch (update.kind) {
    case 'ACCEPTED':
      return settle(present, accepted(present, update, present.delivery));
    case 'SENT':
    case 'DELIVERED':
    case 'READ':
      return settle(present, accepted(present, update, further(present.delivery, update.kind)));
    case 'UNDELIVERED':
      return settle(present, undelivered(present, update));
    case 'REQUEUE':
      return settle(present, requeued(present, update));
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

/**
 * Proof that a request was accepted, of whatever attempt: two requests cannot be taken back, so an older one
 * counts as well.
 */
function accepted(present: Position, update: StatusUpdate, delivery: Delivery | undefined): Position {
  const next: Position = { ...present, ...wamidOf(present, update), ...timeOf(present, update) };
  if (delivery) next.delivery = delivery;
  if (delivery === 'UNDELIVERED') return next; // accepted, and its failure is known already
  const endedAt = earliest(earliest(next.acceptedAt, next.sentAt), earliest(next.deliveredAt, next.readAt));
  return isPlainlyAccepted(next, endedAt) ? next : outcome(next, 'ACCEPTED', { endedAt });
}

/** As almost all are from their second status on: nothing of a former state is there, and nothing is to be copied. */
const isPlainlyAccepted = (
  { state, owner, dueAt, code, reason, endedAt }: Position,
  since: Date | undefined,
): boolean =>
  state === 'ACCEPTED' &&
  (owner ?? dueAt ?? code ?? reason) === undefined &&
  endedAt?.getTime() === since?.getTime();

/**
 * The provider accepted it and gave up. Beaten by "delivered" and "read". When a later attempt is under way,
 * that one decides. Of several the earliest counts, so that the order of arrival does not matter.
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

/**
 * As undelivered, but it is tried again: unless another attempt may still arrive, since nobody gets two
 * messages.
 */
function requeued(present: Position, update: StatusUpdate): Position {
  if (update.attempt !== null && update.attempt < present.attempt) return present;
  const next: Position = { ...present, ...wamidOf(present, update) };
  if (hasOtherAccepted(present)) return next;
  if (further(present.delivery, 'UNDELIVERED') !== 'UNDELIVERED') return next;
  const dueAt = new Date(update.dueAt ?? update.at);
  return queueAgain(next, { undeliveredAt: timeIn(present, update), dueAt, ...failureOf(update) });
}

/**
 * It waits for another attempt because the provider gave the present one up. "Delivered" and "read" win all
 * the same, and so does an older attempt that turns out to have been accepted; what else is heard is kept,
 * and it goes on waiting.
 */
function whileQueuedAgain(
  present: Position,
  update: StatusUpdate,
  { failed, giving }: NonNullable<ReturnType<typeof beforeQueuedAgain>>,
): Position {
  const isRepeat = update.kind === 'REQUEUE' && attemptOf(present, update) === present.attempt;
  const next = isRepeat ? { ...failed, ...wamidOf(failed, update) } : advanceStatus(failed, update);
  if (next.delivery !== 'UNDELIVERED') return next;
  if (hasOtherAccepted(next)) return advanceStatus(asAccepted(failed), update);
  return queueAgain(next, isRepeat ? earliestOf(giving, present, update) : giving);
}

/** As if nothing had been heard of the failure. */
function asAccepted(failed: Position): Position {
  const next = outcome(failed, 'ACCEPTED', { endedAt: undefined });
  delete next.delivery;
  return failed.sentAt ? { ...next, delivery: 'SENT' } : next;
}

/** Of several notices that an attempt was given up the earliest counts. */
const earliestOf = (giving: Giving, present: Position, update: StatusUpdate): Giving => ({
  ...giving,
  undeliveredAt: earliest(giving.undeliveredAt, timeIn(present, update)) ?? giving.undeliveredAt,
  dueAt: earliest(giving.dueAt, new Date(update.dueAt ?? update.at)) ?? giving.dueAt,
});

/** True for "accepted" and "sent", however late, of an attempt that was given up and followed by another. */
function isOver(present: Position, update: StatusUpdate): boolean {
  if (update.kind !== 'ACCEPTED' && update.kind !== 'SENT') return false;
  const attempt = attemptOf(present, update);
  return attempt < present.attempt && earlierAttempt(present, attempt)?.undeliveredAt !== undefined;
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

/**
 * The state with what belongs to it, and without what belonged to the former one. (Not by `delete`: objects
 * that lost a field stay slow for everybody after.)
 */
function outcome(present: Position, state: MessageState, ending: Ending): Position {
  const { owner, dueAt, code, reason, endedAt: formerEnd, ...kept } = present;
  const { endedAt, ...failure } = ending;
  return { ...kept, state, ...failure, ...(endedAt ? { endedAt } : {}) };
}

function isOfPresentAttempt(present: Position, update: StatusUpdate): boolean {
  return update.attempt === null || update.attempt === present.attempt;
}

function further(present: Delivery | undefined, told: Delivery): Delivery {
  return present && DELIVERY_RANK[present] >= DELIVERY_RANK[told] ? present : told;
}

const wamidOf = (present: Position, update: StatusUpdate): Partial<Position> =>
  withWamid(present, attemptOf(present, update), update.wamid);

/** Nothing is told of an attempt before its intent is in the ledger. */
const attemptOf = (present: Position, update: StatusUpdate): number =>
  Math.min(update.attempt ?? present.attempt, present.attempt);

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
  if (next === present) return present;
  for (const field in next) if (isChanged(present, next, field as keyof Position)) return next;
  for (const field in present) if (!(field in next)) return next;
  return present;
}

function isChanged(present: Position, next: Position, field: keyof Position): boolean {
  const [before, after] = [present[field], next[field]];
  if (before?.valueOf() === after?.valueOf()) return false;
  return !Array.isArray(before) || !isDeepStrictEqual(before, after);
}

function never(kind: never): never {
  throw new TypeError(`no rule for the status update ${String(kind)}`);
}
