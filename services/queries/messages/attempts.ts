/**
 * Interactions (H3): one row per attempt. Those before the latest are told by the message's history, which
 * keeps its latest 20 steps.
 */
import type { MessageDocument, MessageStep } from '../../../schemas/collections.ts';
import { AMBIGUOUS } from '../../domain/message/message-outcome.ts';

/**
 * The message as each of its attempts left it, the first one first; what was never tried is there once, with
 * the attempt 0.
 */
export function attemptsOf(message: MessageDocument): MessageDocument[] {
  const { attempt, state, history = [] } = message;
  const ends = new Map(history.filter(isEnd).map((step) => [step.attempt, step]));
  // what waits for another attempt has its latest one behind it
  const over = state === 'WAITING' ? attempt : Math.max(0, attempt - 1);
  const earlier = Array.from({ length: over }, (_, index) => asOf(message, index + 1, ends.get(index + 1)));
  return state === 'WAITING' && attempt > 0 ? earlier : [...earlier, message];
}

const ENDS: ReadonlySet<MessageStep['what']> = new Set([
  ...(['RETRY', 'FAILED', 'UNKNOWN', 'RESENT', 'GAVE_UP', 'REQUEUED'] as const),
]);
const isEnd = ({ what }: MessageStep): boolean => ENDS.has(what);

/** @param end the step that ended the attempt; not known when the history no longer has it */
function asOf(message: MessageDocument, attempt: number, end: MessageStep | undefined): MessageDocument {
  const { _id, campaignId, runId, contactId, sequence, to, template, earlierAttempts = [] } = message;
  const { wamid, acceptedAt, sentAt } = earlierAttempts.find((earlier) => earlier.attempt === attempt) ?? {};
  const isUnknown = end?.what === 'UNKNOWN' || end?.what === 'RESENT';
  const reason = end?.what === 'GAVE_UP' ? AMBIGUOUS : end?.reason;
  return {
    ...{ _id, campaignId, runId, contactId, sequence, attempt },
    state: isUnknown ? 'UNKNOWN' : 'FAILED',
    ...(to === undefined ? {} : { to }),
    ...(template === undefined ? {} : { template }),
    ...(end?.what === 'REQUEUED' ? { delivery: 'UNDELIVERED' as const } : {}),
    ...(wamid === undefined ? {} : { wamid }),
    ...(acceptedAt === undefined ? {} : { acceptedAt }),
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(end?.code === undefined ? {} : { code: end.code }),
    ...(reason === undefined ? {} : { reason }),
    ...(end ? { endedAt: end.at } : {}),
  };
}
