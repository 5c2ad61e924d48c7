/** What happens to one POST to /messages or /marketing_messages: checked, limited, given its outcome, recorded, answered. */
import { acceptedLine } from './accepted-line.ts';
import type { Answer } from './answer.ts';
import { chooseOutcome } from './choose-outcome.ts';
import { delayAt } from './delay.ts';
import { followMessage } from './follow-message.ts';
import { graphError, unknownObject, type GraphError } from './graph-error.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import { isAccepted, type Outcome } from './outcome.ts';
import { planStatuses } from './plan-statuses.ts';
import type { PhoneNumber, Template } from './scenario.ts';
import { seededChance, type Chance } from './seeded-chance.ts';
import type { SimulatorState } from './simulator-state.ts';
import { validateMessage } from './validate-message.ts';

export type SendEndpoint = 'messages' | 'marketing_messages';

/** A decided request and the word it is counted under. */
export interface Decided {
  answer: Answer;
  countedAs: string;
}

export function sendMessage(
  state: SimulatorState,
  endpoint: SendEndpoint,
  phoneNumberId: string,
  body: unknown,
): Decided {
  const at = state.realNow();
  const number = state.numbers.find(phoneNumberId);
  if (!number) return refused(state, unknownObject(phoneNumberId));
  const validated = validateMessage(body);
  switch (validated.kind) {
    case 'error':
      return refused(state, validated.error);
    case 'read-receipt':
      return {
        countedAs: 'read receipt',
        answer: { kind: 'reply', status: 200, body: '{"success":true}', delayMs: 0 },
      };
    case 'message':
      return sendValid(state, endpoint, number, validated.message, at);
  }
}

function refused(state: SimulatorState, error: GraphError, delayMs = 0): Decided {
  return { countedAs: `error ${error.code}`, answer: state.errorAnswer(error, delayMs) };
}

function sendValid(
  state: SimulatorState,
  endpoint: SendEndpoint,
  number: PhoneNumber,
  message: OutgoingMessage,
  at: number,
): Decided {
  const { scenario } = state;
  const found = message.template ? state.templates.forSending(message.template) : { template: undefined };
  if ('error' in found) return refused(state, found.error);
  const recipient = message.to ?? message.userId ?? '';
  const limited = state.limits.check(number, recipient, at);
  if (limited) return refused(state, limited);

  const attempt = state.attempts.next(number.id, recipient);
  const chance = seededChance(scenario.seed, recipient, attempt);
  const outcome = chooseOutcome(
    scenario,
    { recipient, phoneNumberId: number.id, template: message.template?.name, attempt },
    chance,
  );
  const replyDelayMs = delayAt(scenario.reply.delayMs, chance('reply delay'));
  if (!isAccepted(outcome.outcome)) return refusal(state, outcome, replyDelayMs);

  const wamid = state.nextWamid(recipient);
  const early = accept(state, {
    endpoint,
    number,
    message,
    template: found.template,
    outcome,
    attempt,
    wamid,
    at,
    chance,
  });
  return {
    countedAs: outcome.outcome,
    answer: acceptedAnswer(state, outcome, message, wamid, replyDelayMs, early),
  };
}

function refusal(state: SimulatorState, outcome: Outcome, delayMs: number): Decided {
  switch (outcome.outcome) {
    case 'refuse':
      return { countedAs: 'refuse', answer: { kind: 'drop' } };
    case 'stall':
      return { countedAs: 'stall', answer: { kind: 'silence' } };
    case 'gateway-error':
      return { countedAs: 'gateway-error', answer: gatewayError(outcome.status ?? 502, delayMs) };
    default: {
      const error = graphError(outcome.code ?? 131000, outcome.details);
      return refused(
        state,
        outcome.status === undefined ? error : { ...error, status: outcome.status },
        delayMs,
      );
    }
  }
}

interface Accepting {
  endpoint: SendEndpoint;
  number: PhoneNumber;
  message: OutgoingMessage;
  template: Template | undefined;
  outcome: Outcome;
  attempt: number;
  wamid: string;
  at: number;
  chance: Chance;
}

/** Records the message and sets its statuses going. */
function accept(state: SimulatorState, accepting: Accepting): Promise<void> | undefined {
  const { message, number, wamid, outcome, attempt, at, endpoint, chance, template } = accepting;
  const { scenario, counts } = state;
  counts.accepted += 1;
  state.acceptedLog.append(
    acceptedLine(
      {
        n: counts.accepted,
        at,
        wamid,
        phoneNumberId: number.id,
        attempt,
        outcome: outcome.outcome,
        endpoint,
      },
      message,
    ),
  );
  const category =
    endpoint === 'marketing_messages'
      ? 'marketing_lite'
      : (template?.category.toLowerCase() ?? (message.template ? 'marketing' : 'service'));
  const followed = {
    wamid,
    waId: waIdOf(state, message),
    userId: message.userId,
    number,
    callbackData: message.callbackData,
    category,
  };
  return followMessage(
    state.follow,
    followed,
    planStatuses(scenario.statuses, scenario.webhook, outcome, chance),
  );
}

function waIdOf(state: SimulatorState, message: OutgoingMessage): string | undefined {
  return message.to === undefined ? undefined : (state.scenario.reply.waIds[message.to] ?? message.to);
}

function acceptedAnswer(
  state: SimulatorState,
  outcome: Outcome,
  message: OutgoingMessage,
  wamid: string,
  delayMs: number,
  early: Promise<void> | undefined,
): Answer {
  const body = acceptedBody(state, outcome, message, wamid);
  const reply: Answer = { kind: 'reply', status: 200, body, delayMs, headers: state.usageHeaders() };
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
      return { ...reply, delayMs: outcome.delayMs ?? 5000 };
    default:
      return reply;
  }
}

/** What a proxy in between says: no Graph body. */
function gatewayError(status: number, delayMs: number): Answer {
  return { kind: 'reply', status, body: '', delayMs };
}

function acceptedBody(
  state: SimulatorState,
  outcome: Outcome,
  message: OutgoingMessage,
  wamid: string,
): string {
  const waId = waIdOf(state, message);
  const contact =
    waId === undefined
      ? { input: message.input, user_id: message.userId }
      : { input: message.input, wa_id: waId };
  const held = outcome.outcome === 'held' || outcome.outcome === 'held-then-dropped';
  const withStatus = state.scenario.reply.messageStatus && message.template !== undefined;
  return JSON.stringify({
    messaging_product: 'whatsapp',
    contacts: [contact],
    messages: [
      {
        id: wamid,
        ...(withStatus ? { message_status: held ? 'held_for_quality_assessment' : 'accepted' } : {}),
      },
    ],
  });
}
