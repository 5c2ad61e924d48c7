/**
 * What happens to one POST to /messages or /marketing_messages: checked, limited, given its outcome,
 * recorded, answered.
 */
import { acceptMessage, type Accepting } from './accept-message.ts';
import { acceptedAnswer, gatewayError } from './accepted-answer.ts';
import { checkMarketingFields, checkMarketingTemplate } from './check-marketing.ts';
import { checkTemplate } from './check-template.ts';
import { chooseOutcome } from './choose-outcome.ts';
import { delayAt } from '../scenario/delay.ts';
import { graphError, unknownObject, type GraphError } from './graph-error.ts';
import { refused, replied, type Decided } from '../http/graph-reply.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import { isAccepted, type Outcome } from './outcome.ts';
import type { PhoneNumber, Template } from '../scenario/scenario.ts';
import { seededChance, type Chance } from '../scenario/seeded-chance.ts';
import type { SimulatorState } from '../simulator-state.ts';
import { validateMessage } from './validate-message.ts';
import { displayDigits } from './display-digits.ts';

export type SendEndpoint = 'messages' | 'marketing_messages';

export function sendMessage(
  state: SimulatorState,
  endpoint: SendEndpoint,
  phoneNumberId: string,
  body: unknown,
): Decided {
  const at = state.realNow();
  const number = state.numbers.find(phoneNumberId);
  if (!number)
    return refused(state, unknownObject(phoneNumberId, 'post', state.scenario.reply.unknownObjectCode));
  const validated = validateMessage(body, state.scenario.reply.bareNumberPrefix ?? '');
  switch (validated.kind) {
    case 'error':
      return refused(state, validated.error);
    case 'read-receipt':
      return endpoint === 'messages'
        ? replied('read receipt', { success: true })
        : refused(state, graphError(131055));
    case 'message': {
      const fields =
        endpoint === 'marketing_messages' ? checkMarketingFields(body as Record<string, unknown>) : undefined;
      return fields ? refused(state, fields) : sendValid(state, endpoint, number, validated.message, at);
    }
  }
}

function sendValid(
  state: SimulatorState,
  endpoint: SendEndpoint,
  number: PhoneNumber,
  message: OutgoingMessage,
  at: number,
): Decided {
  const blocked = checkAccount(state, number, message);
  if (blocked) return refused(state, blocked);
  const lookup = message.template ? state.templates.forSending(message.template) : { template: undefined };
  if ('error' in lookup) return refused(state, lookup.error);
  const { template } = lookup;
  const recipient = message.to ?? message.userId ?? '';
  const unfit = checkContent(state, endpoint, message, template);
  const error = unfit ?? state.limits.checkSend(number, recipient, at, state.clock.now());
  if (error) return refused(state, error);

  const attempt = state.attempts.next(number.id, recipient);
  const chance = seededChance(state.scenario.seed, recipient, attempt);
  const sending = { recipient, phoneNumberId: number.id, template: message.template?.name, attempt };
  const drawn = state.faults.take(sending, chance, at) ?? chooseOutcome(state.scenario, sending, chance);
  const outcome = isAccepted(drawn.outcome) ? (overruled(state, message, template) ?? drawn) : drawn;
  const delayMs = delayAt(state.scenario.reply.delayMs, chance('reply delay'));
  if (!isAccepted(outcome.outcome)) return refusal(state, outcome, attempt, delayMs);
  state.limits.countAccepted(number, recipient, at, state.clock.now());
  return accepted(state, { endpoint, number, message, template, outcome, attempt, at, chance }, delayMs);
}

/** What stands in the way whatever the message says. */
function checkAccount(
  state: SimulatorState,
  number: PhoneNumber,
  message: OutgoingMessage,
): GraphError | undefined {
  if (state.blockedBy !== undefined) return graphError(state.blockedBy);
  if ((state.upgradingUntil.get(number.id) ?? 0) > state.clock.now()) return graphError(131057);
  const own = displayDigits(number);
  return message.to === own ? graphError(131021) : undefined;
}

function checkContent(
  state: SimulatorState,
  endpoint: SendEndpoint,
  message: OutgoingMessage,
  template: Template | undefined,
): GraphError | undefined {
  if (endpoint === 'marketing_messages') {
    const unfit = checkMarketingTemplate(message, template);
    if (unfit) return unfit;
  } else if (!state.scenario.limits.marketingOnMessages && template?.category === 'MARKETING') {
    return graphError(131063);
  }
  if (template?.category === 'AUTHENTICATION' && message.userId !== undefined) return graphError(131062);
  return template && message.template ? checkTemplate(template, message.template.components) : undefined;
}

/** Facts that decide whatever was drawn: the user stopped marketing, or its identity key is another. */
function overruled(
  state: SimulatorState,
  message: OutgoingMessage,
  template: Template | undefined,
): Outcome | undefined {
  const marketing = message.template !== undefined && (template?.category ?? 'MARKETING') === 'MARKETING';
  if (marketing && message.to !== undefined && state.stopped.has(message.to))
    return { outcome: 'fail-by-webhook', code: 131050 };
  const key = message.to === undefined ? undefined : state.scenario.reply.identityKeys[message.to];
  const isOtherIdentity =
    key !== undefined && message.identityKeyHash !== undefined && message.identityKeyHash !== key;
  return isOtherIdentity ? { outcome: 'fail-by-webhook', code: 137000 } : undefined;
}

function refusal(state: SimulatorState, outcome: Outcome, attempt: number, delayMs: number): Decided {
  switch (outcome.outcome) {
    case 'refuse':
      return { countedAs: 'refuse', answer: { kind: 'drop' }, refusal: { told: 'refuse', attempt } };
    case 'stall':
      return { countedAs: 'stall', answer: { kind: 'silence' }, refusal: { told: 'stall', attempt } };
    case 'gateway-error':
      return {
        countedAs: 'gateway-error',
        answer: gatewayError(outcome.status ?? 502, delayMs),
        refusal: { told: 'gateway-error', attempt },
      };
    default: {
      const error = graphError(outcome.code ?? 131000, outcome.details);
      const told =
        outcome.status === undefined ? error : { ...error, status: outcome.status, throttling: undefined };
      return { ...refused(state, told, delayMs), refusal: { told, attempt } };
    }
  }
}

function accepted(
  state: SimulatorState,
  accepting: Omit<Accepting, 'wamid'> & { chance: Chance },
  delayMs: number,
): Decided {
  const { outcome, message } = accepting;
  const wamid = state.nextWamid(message.to ?? message.userId ?? '');
  const early = acceptMessage(state, { ...accepting, wamid });
  return {
    countedAs: outcome.outcome,
    answer: acceptedAnswer(state.scenario.reply, outcome, message, wamid, delayMs, early),
  };
}
