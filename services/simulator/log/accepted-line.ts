/** One line of the ledger of accepted messages: what a checker counts duplicates and losses by. */
import type { OutgoingMessage, SentComponent } from '../rules/outgoing-message.ts';

export interface Acceptance {
  /** 1 for the first accepted message since the reset. */
  n: number;
  /** Real time of acceptance, ms since the epoch. */
  at: number;
  wamid: string;
  phoneNumberId: string;
  attempt: number;
  /** The outcome that was drawn. */
  outcome: string;
  endpoint: 'messages' | 'marketing_messages';
}

export function acceptedLine(acceptance: Acceptance, message: OutgoingMessage): string {
  return JSON.stringify({
    n: acceptance.n,
    at: Math.round(acceptance.at * 1000) / 1000,
    to: message.to ?? null,
    ...(message.userId === undefined ? {} : { userId: message.userId }),
    wamid: acceptance.wamid,
    phoneNumberId: acceptance.phoneNumberId,
    type: message.type,
    template: message.template?.name ?? null,
    language: message.template?.language ?? null,
    parameters: message.template ? parameters(message.template.components) : [],
    callbackData: message.callbackData ?? null,
    attempt: acceptance.attempt,
    outcome: acceptance.outcome,
    endpoint: acceptance.endpoint,
  });
}

/** The parameters in order, each with the component it was sent in. */
function parameters(components: readonly SentComponent[]): Record<string, unknown>[] {
  const all: Record<string, unknown>[] = [];
  for (const component of components) {
    const place =
      component.type === 'button'
        ? { component: 'button', sub_type: component.subType, index: component.index }
        : { component: component.type };
    for (const parameter of component.parameters) all.push({ ...place, ...parameter.raw });
    for (const card of component.cards) all.push(...parameters(card));
  }
  return all;
}
