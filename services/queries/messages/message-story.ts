/** What happened to a message, in the order of time: its ledger document as lines for people. */
import type { MessageDocument, MessageStep } from '../../../schemas/collections.ts';

export type StoryLine = {
  at: Date;
  what: string;
  attempt: number | null;
  code: number | null;
  detail: string;
};

const words: Readonly<Record<MessageStep['what'], string>> = {
  RETRY: 'refused, to be tried again',
  UNKNOWN: 'no answer: whether it was sent is unknown',
  FAILED: 'failed',
  SKIPPED: 'not sent',
  UNDELIVERED: 'not delivered',
  EXPIRED: 'no news within its time to live',
  RESENT: 'no news: given a second attempt',
  GAVE_UP: 'no news: given up',
  SETTLED: 'settled by a webhook',
  REQUEUED: 'not delivered, to be tried again',
};

export function messageStory(message: MessageDocument): StoryLine[] {
  const { intentAt, acceptedAt, sentAt, deliveredAt, readAt, endedAt, state, attempt } = message;
  const line = (at: Date | undefined, what: string, of: Partial<StoryLine> = {}): StoryLine[] =>
    at ? [{ at, what, attempt: null, code: null, detail: '', ...of }] : [];
  const steps = (message.history ?? []).flatMap((step) =>
    line(step.at, words[step.what], {
      attempt: step.attempt,
      code: step.code ?? null,
      detail: step.reason ?? '',
    }),
  );
  // what ended without a step: skipped when it was taken up, or from before there was a history
  const ending =
    (state === 'SKIPPED' || state === 'FAILED' || state === 'UNKNOWN') && steps.length === 0
      ? line(endedAt, words[state], {
          code: message.code ?? null,
          detail: [message.reason, message.detail].filter((part) => part).join(': '),
        })
      : [];
  return [
    ...line(intentAt, 'claimed for sending', { attempt }),
    ...line(acceptedAt, 'accepted by WhatsApp', { detail: message.wamid ?? '' }),
    ...steps,
    ...line(sentAt, 'sent'),
    ...line(deliveredAt, 'delivered'),
    ...line(readAt, 'read'),
    ...ending,
  ].sort((one, other) => one.at.getTime() - other.at.getTime());
}
