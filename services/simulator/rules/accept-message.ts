/** Records an accepted message and sets its statuses going. */
import { acceptedLine } from '../log/accepted-line.ts';
import { knownUserId } from './account-events.ts';
import { waIdOf } from './accepted-answer.ts';
import { followMessage } from './follow-message.ts';
import { readableText } from './readable-text.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import type { Outcome } from './outcome.ts';
import { planStatuses } from './plan-statuses.ts';
import type { PhoneNumber, Template } from '../scenario/scenario.ts';
import type { Chance } from '../scenario/seeded-chance.ts';
import type { SimulatorState } from '../simulator-state.ts';

export interface Accepting {
  endpoint: 'messages' | 'marketing_messages';
  number: PhoneNumber;
  message: OutgoingMessage;
  template: Template | undefined;
  outcome: Outcome;
  attempt: number;
  wamid: string;
  /** Real time, ms since the epoch. */
  at: number;
  chance: Chance;
}

/** A promise only when the first status goes ahead of the reply: resolved when it was answered. */
export function acceptMessage(state: SimulatorState, accepting: Accepting): Promise<void> | undefined {
  const { message, number, wamid, outcome, attempt, at, endpoint, chance, template } = accepting;
  const { scenario, counts } = state;
  counts.accepted += 1;
  const acceptance = {
    n: counts.accepted,
    at,
    wamid,
    phoneNumberId: number.id,
    attempt,
    outcome: outcome.outcome,
    endpoint,
  };
  state.acceptedLog.append(acceptedLine(acceptance, message));
  counts.history.note(at);
  const sent = message.template;
  counts.latest.accepted({
    ...{ wamid, at, outcome: outcome.outcome, phoneNumberId: number.id },
    to: message.to ?? message.userId ?? '',
    template: sent?.name ?? message.type,
    callbackData: message.callbackData ?? null,
    text: () => (sent ? readableText(sent, template) : ''),
  });
  const ttl = template?.message_send_ttl_seconds;
  const plan = planStatuses(
    scenario.statuses,
    scenario.webhook,
    outcome,
    chance,
    ttl === undefined ? undefined : ttl * 1000,
  );
  const waId = waIdOf(scenario.reply, message);
  return followMessage(
    state.follow,
    {
      wamid,
      waId,
      userId: message.userId ?? knownUserId(state, waId),
      number,
      callbackData: message.callbackData,
      category: priceCategory(accepting),
      template: message.template?.name,
    },
    plan,
  );
}

function priceCategory({ endpoint, template, message }: Accepting): string {
  if (endpoint === 'marketing_messages') return 'marketing_lite';
  if (template) return template.category.toLowerCase();
  return message.template ? 'marketing' : 'service';
}
