/**
 * A message's standing moves by news in one direction only: late, repeated and reordered news changes nothing (invariant 3).
 * Proof of acceptance (an accepting answer, or any status of the provider) wins over every other state for ever.
 */
import type { Delivery, MessageDocument, MessageState } from '../../../schemas/collections.ts';
import type { MessageStatus } from '../../../schemas/types.ts';
import { AMBIGUOUS } from '../../domain/message/message-outcome.ts';

/** The part of a ledger document that news moves. */
export type Standing = Pick<
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

/** News of others, or what this service decides itself: the policy for unknown messages, and the end of the time to live. */
export type News = Omit<MessageStatus, 'kind'> & {
  readonly kind: MessageStatus['kind'] | 'RESEND' | 'GIVE_UP' | 'NO_NEWS';
};

const DELIVERY_RANK: Readonly<Record<Delivery, number>> = {
  SENT: 1,
  EXPIRED: 2,
  UNDELIVERED: 3,
  DELIVERED: 4,
  READ: 5,
};

/** The standing after the news; the same object when nothing changes. */
export function advanceStatus(present: Standing, news: News): Standing {
  switch (news.kind) {
    case 'ACCEPTED':
      return settle(present, accepted(present, news, present.delivery));
    case 'SENT':
    case 'DELIVERED':
    case 'READ':
      return settle(present, accepted(present, news, further(present.delivery, news.kind)));
    case 'UNDELIVERED':
      return settle(present, undelivered(present, news));
    case 'RETRY':
    case 'FAILED':
    case 'SKIPPED':
    case 'UNKNOWN':
      return isOfPresentAttempt(present, news) ? settle(present, answered(present, news)) : present;
    case 'RESEND':
    case 'GIVE_UP':
      return isOfPresentAttempt(present, news) ? decided(present, news) : present;
    case 'NO_NEWS':
      return expired(present);
    default:
      return never(news.kind);
  }
}

/** Proof that a request was accepted, of whatever attempt: two requests cannot be taken back, so an older one counts as well. */
function accepted(present: Standing, news: News, delivery: Delivery | undefined): Standing {
  const next: Standing = { ...present, ...wamidOf(present, news), ...timeOf(present, news) };
  if (delivery) next.delivery = delivery;
  if (delivery === 'UNDELIVERED') return next; // accepted, and its failure is known already
  const proofs = [next.acceptedAt, next.sentAt, next.deliveredAt, next.readAt];
  return outcome(next, 'ACCEPTED', { endedAt: proofs.reduce(earliest, undefined) });
}

/**
 * The provider accepted it and gave up. Beaten by "delivered" and "read". When a later attempt is under way, that one decides.
 * Of several the earliest counts, so that the order of arrival does not matter.
 */
function undelivered(present: Standing, news: News): Standing {
  if (news.attempt !== null && news.attempt < present.attempt) return present;
  const next: Standing = { ...present, ...wamidOf(present, news) };
  if (further(present.delivery, 'UNDELIVERED') !== 'UNDELIVERED') return next;
  const failure = { endedAt: timeIn(present, news), ...failureOf(news) };
  if (present.delivery === 'UNDELIVERED' && !isBefore(failure, present)) return next;
  next.delivery = 'UNDELIVERED';
  return outcome(next, 'FAILED', failure);
}

/** What the sender knows of its own request; only as long as nothing is proven. */
function answered(present: Standing, news: News): Standing {
  const failure = { endedAt: new Date(news.at), ...failureOf(news) };
  const isOpen = present.state === 'INTENT';
  const isUnsure = present.state === 'UNKNOWN';
  switch (news.kind) {
    case 'RETRY':
      if (isUnsure) return outcome(present, 'FAILED', failure); // definitely not sent, and its chance has passed
      if (!isOpen) return present;
      return {
        ...outcome(present, 'WAITING', { ...failure, endedAt: undefined }),
        dueAt: new Date(news.dueAt ?? news.at),
      };
    case 'FAILED':
    case 'SKIPPED':
      return isOpen || isUnsure ? outcome(present, news.kind, failure) : present;
    default:
      return isOpen ? { ...outcome(present, 'UNKNOWN', failure), dueAt: failure.endedAt } : present;
  }
}

/** The campaign's policy for what is unknown; anything heard meanwhile has settled it. */
function decided(present: Standing, news: News): Standing {
  if (present.state !== 'UNKNOWN') return present;
  const at = new Date(news.at);
  if (news.kind === 'GIVE_UP') return outcome(present, 'FAILED', { endedAt: at, reason: AMBIGUOUS });
  if (present.resentAt) return present; // at most once
  return { ...outcome(present, 'WAITING', { endedAt: undefined }), dueAt: at, resentAt: at };
}

/** Accepted, and nothing but "sent" was heard of it; whatever comes later wins. */
function expired(present: Standing): Standing {
  if (present.state !== 'ACCEPTED' || further(present.delivery, 'EXPIRED') !== 'EXPIRED') return present;
  return present.delivery === 'EXPIRED' ? present : { ...present, delivery: 'EXPIRED' };
}

type Ending = { endedAt: Date | undefined; code?: number; reason?: string };

const ENDING_FIELDS = ['owner', 'dueAt', 'code', 'reason', 'endedAt'] as const;

/** The state with what belongs to it, and without what belonged to the former one. */
function outcome(present: Standing, state: MessageState, ending: Ending): Standing {
  const next: Standing = { ...present, state };
  for (const field of ENDING_FIELDS) delete next[field];
  const { endedAt, ...failure } = ending;
  return { ...next, ...failure, ...(endedAt ? { endedAt } : {}) };
}

function isOfPresentAttempt(present: Standing, news: News): boolean {
  return news.attempt === null || news.attempt === present.attempt;
}

function further(present: Delivery | undefined, said: Delivery): Delivery {
  return present && DELIVERY_RANK[present] >= DELIVERY_RANK[said] ? present : said;
}

const TIME_FIELDS = {
  ACCEPTED: 'acceptedAt',
  SENT: 'sentAt',
  DELIVERED: 'deliveredAt',
  READ: 'readAt',
} as const;

/** The earliest time of each step is kept. */
function timeOf(present: Standing, news: News): Partial<Standing> {
  const field = news.kind in TIME_FIELDS ? TIME_FIELDS[news.kind as keyof typeof TIME_FIELDS] : null;
  return field ? { [field]: earliest(present[field], timeIn(present, news)) } : {};
}

/** The provider's times are whole seconds, cut off: nothing happened before the request. */
function timeIn(present: Standing, news: News): Date {
  return new Date(Math.max(news.at, present.intentAt?.getTime() ?? 0));
}

const earliest = (first: Date | undefined, second: Date | undefined): Date | undefined =>
  first && second ? (second < first ? second : first) : (first ?? second);

const wamidOf = (present: Standing, news: News): Partial<Standing> => {
  const wamid = present.wamid ?? news.wamid;
  return wamid ? { wamid } : {};
};

const failureOf = (news: News): Pick<Ending, 'code' | 'reason'> => ({
  ...(news.code === null ? {} : { code: news.code }),
  ...(news.reason === null ? {} : { reason: news.reason }),
});

/** An order of failures that does not depend on their arrival: time, then code, then text. */
function isBefore(failure: Ending, present: Ending | Standing): boolean {
  const key = ({ endedAt, code, reason }: Ending | Standing) =>
    [endedAt?.getTime() ?? 0, code ?? 0, reason ?? ''] as const;
  const [time, code, reason] = key(failure);
  const [presentTime, presentCode, presentReason] = key(present);
  if (time !== presentTime) return time < presentTime;
  return code === presentCode ? reason < presentReason : code < presentCode;
}

/** The present object when the next one says the same. */
function settle(present: Standing, next: Standing): Standing {
  const fields = new Set([...Object.keys(present), ...Object.keys(next)]) as Set<keyof Standing>;
  for (const field of fields) {
    const [before, after] = [present[field], next[field]];
    if (before?.valueOf() !== after?.valueOf()) return next;
  }
  return present;
}

function never(kind: never): never {
  throw new TypeError(`no rule for news of ${String(kind)}`);
}
