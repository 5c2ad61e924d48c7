/** What the client sees of an accepted message: the documented reply, or one of the faults after acceptance. */
import type { Answer } from '../http/answer.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import type { Outcome } from './outcome.ts';
import type { ReplySettings } from '../scenario/scenario.ts';

const SLOW_MS = 5000;

export function acceptedAnswer(
  settings: ReplySettings,
  outcome: Outcome,
  message: OutgoingMessage,
  wamid: string,
  delayMs: number,
  early: Promise<void> | undefined,
): Answer {
  const body = acceptedBody(settings, outcome, message, wamid);
  const reply: Answer = { kind: 'reply', status: 200, body, delayMs };
  if (early) reply.after = early;
  switch (outcome.outcome) {
    case 'timeout-after-accept':
      return { kind: 'silence' };
    case 'drop-after-accept':
      return { kind: 'drop' };
    case 'gateway-error-after-accept':
      return gatewayError(outcome.status ?? 504, delayMs);
    case 'reset-in-body':
      return { kind: 'reset-in-body', body };
    case 'garbage-body':
      return { ...reply, body: '<html><body>upstream said something else</body></html>' };
    case 'no-message-id':
      return { ...reply, body: '{"messaging_product":"whatsapp","contacts":[],"messages":[]}' };
    case 'slow':
      return { ...reply, delayMs: outcome.delayMs ?? SLOW_MS };
    default:
      return reply;
  }
}

/** What a proxy in between says: no Graph body. */
export function gatewayError(status: number, delayMs: number): Answer {
  return { kind: 'reply', status, body: '', delayMs };
}

/** The recipient's id, which need not be the digits that were sent to. */
export function waIdOf(settings: ReplySettings, message: OutgoingMessage): string | undefined {
  return message.to === undefined ? undefined : (settings.waIds[message.to] ?? message.to);
}

function acceptedBody(
  settings: ReplySettings,
  outcome: Outcome,
  message: OutgoingMessage,
  wamid: string,
): string {
  const waId = waIdOf(settings, message);
  const contact = {
    input: message.input,
    ...(waId === undefined ? { user_id: message.userId } : { wa_id: waId }),
  };
  const held = outcome.outcome === 'held' || outcome.outcome === 'held-then-dropped';
  const withStatus = settings.messageStatus && message.template !== undefined;
  const status = withStatus ? { message_status: held ? 'held_for_quality_assessment' : 'accepted' } : {};
  return JSON.stringify({
    messaging_product: 'whatsapp',
    contacts: [contact],
    messages: [{ id: wamid, ...status }],
  });
}
