/**
 * Which changes of a message are steps of its history: those that its other fields do not tell afterwards, or
 * that are out of the ordinary.
 */
import type { MessageStep } from '../../../schemas/collections.ts';
import type { Position, StatusUpdate } from './position.ts';

/** @returns null for the ordinary way (accepted, sent, delivered, read), which has its own times */
export function stepOf(before: Position, after: Position, update: StatusUpdate): MessageStep | null {
  const what = whatOf(before, after, update);
  if (!what) return null;
  return {
    at: new Date(update.at),
    what,
    attempt: update.attempt ?? after.attempt,
    ...(update.code === null ? {} : { code: update.code }),
    ...reasonOf(what, update),
  };
}

function whatOf(before: Position, after: Position, update: StatusUpdate): MessageStep['what'] | null {
  switch (update.kind) {
    case 'RESEND':
      return 'RESENT';
    case 'GIVE_UP':
      return 'GAVE_UP';
    case 'EXPIRE':
      return 'EXPIRED';
    case 'RETRY':
    case 'UNKNOWN':
    case 'FAILED':
    case 'SKIPPED':
      return update.kind;
    case 'REQUEUE':
      if (after.state === 'WAITING' && before.state !== 'WAITING') return 'REQUEUED';
      return after.delivery === 'UNDELIVERED' ? 'UNDELIVERED' : null;
    case 'UNDELIVERED':
      return after.delivery === 'UNDELIVERED' ? 'UNDELIVERED' : null;
    default:
      return before.state !== 'INTENT' && after.state !== before.state ? 'SETTLED' : null;
  }
}

function reasonOf(what: MessageStep['what'], { kind, reason }: StatusUpdate): Pick<MessageStep, 'reason'> {
  if (what === 'SETTLED') return { reason: kind.toLowerCase() };
  return reason === null || reason === '' ? {} : { reason: reason.slice(0, 200) };
}
