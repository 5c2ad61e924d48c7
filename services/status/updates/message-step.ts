/** Which change of a message is a step of its history: what its other fields do not tell afterwards, or what is out of the ordinary. */
import type { MessageStep } from '../../../schemas/collections.ts';
import type { News, Standing } from './advance-status.ts';

/** @returns null for the ordinary way (accepted, sent, delivered, read), which has its own times */
export function stepOf(before: Standing, after: Standing, news: News): MessageStep | null {
  const what = whatOf(before, after, news);
  if (!what) return null;
  return {
    at: new Date(news.at),
    what,
    attempt: news.attempt ?? after.attempt,
    ...(news.code === null ? {} : { code: news.code }),
    ...reasonOf(what, news),
  };
}

function whatOf(before: Standing, after: Standing, news: News): MessageStep['what'] | null {
  switch (news.kind) {
    case 'RESEND':
      return 'RESENT';
    case 'GIVE_UP':
      return 'GAVE_UP';
    case 'NO_NEWS':
      return 'EXPIRED';
    case 'RETRY':
    case 'UNKNOWN':
    case 'FAILED':
    case 'SKIPPED':
      return news.kind;
    case 'UNDELIVERED':
      return after.delivery === 'UNDELIVERED' ? 'UNDELIVERED' : null;
    default:
      return before.state !== 'INTENT' && after.state !== before.state ? 'SETTLED' : null;
  }
}

function reasonOf(what: MessageStep['what'], { kind, reason }: News): Pick<MessageStep, 'reason'> {
  if (what === 'SETTLED') return { reason: kind.toLowerCase() };
  return reason === null || reason === '' ? {} : { reason: reason.slice(0, 200) };
}
