/**
 * What the account tells by webhook beside delivery statuses: inbound messages, preferences, templates,
 * numbers, errors.
 */
import { inboundMessage, type InboundContent } from '../webhooks/inbound-message.ts';
import type { PhoneNumber, Template } from '../scenario/scenario.ts';
import type { SimulatorState } from '../simulator-state.ts';
import { webhookError } from '../webhooks/status-update.ts';
import { userIdOf } from './user-id.ts';
import { displayDigits } from './display-digits.ts';

type Value = Record<string, unknown>;

/** Sends any change; `time` (epoch seconds) is for fields which carry `entry[].time`. */
export function sendChange(
  state: SimulatorState,
  field: string,
  value: Value,
  options: { time?: number; accountId?: string } = {},
): void {
  state.webhook.send({
    kind: 'change',
    accountId: options.accountId ?? state.scenario.account.id,
    change: JSON.stringify({ field, value }),
    time: options.time,
    logged: JSON.stringify({ field, value }).slice(1, -1),
  });
}

function metadata(number: PhoneNumber): Value {
  return { display_phone_number: displayDigits(number), phone_number_id: number.id };
}

function nowSeconds(state: SimulatorState): number {
  return Math.floor(state.realNow() / 1000);
}

/** The user id that webhooks tell beside a phone number, if they tell one. */
export function knownUserId(state: SimulatorState, waId: string | undefined): string | undefined {
  return waId !== undefined && state.scenario.webhook.userIds ? userIdOf(waId) : undefined;
}

function contactOf(state: SimulatorState, waId: string): Value {
  const userId = knownUserId(state, waId);
  return {
    profile: { name: 'Simulated User' },
    wa_id: waId,
    ...(userId === undefined ? {} : { user_id: userId }),
  };
}

/** A user writes; opens their service window. Returns the message's id. */
export function receiveInbound(
  state: SimulatorState,
  number: PhoneNumber,
  from: string,
  content: InboundContent,
  contextId?: string,
): string {
  const id = state.nextWamid(from);
  state.counts.inbound += 1;
  state.limits.portfolio.openServiceWindow(from, state.clock.now());
  const message = inboundMessage({
    id,
    from,
    fromUserId: knownUserId(state, from),
    timestamp: nowSeconds(state),
    to: displayDigits(number),
    contextId,
    content,
  });
  sendChange(state, 'messages', {
    messaging_product: 'whatsapp',
    metadata: metadata(number),
    ...(content.kind === 'user_changed_number' ? {} : { contacts: [contactOf(state, from)] }),
    messages: [message],
  });
  return id;
}

/** A user switches marketing messages off or on; after off, marketing templates to them fail with 131050. */
export function changePreference(
  state: SimulatorState,
  number: PhoneNumber,
  from: string,
  value: 'stop' | 'resume',
): void {
  if (value === 'stop') state.stopped.add(from);
  else state.stopped.delete(from);
  const detail = `User requested to ${value} marketing messages`;
  sendChange(state, 'user_preferences', {
    messaging_product: 'whatsapp',
    metadata: metadata(number),
    contacts: [contactOf(state, from)],
    user_preferences: [
      { wa_id: from, detail, category: 'marketing_messages', value, timestamp: nowSeconds(state) },
    ],
  });
}

/** An error of the number itself: `value.errors[]` without statuses. */
export function sendSystemError(state: SimulatorState, number: PhoneNumber, code: number): void {
  sendChange(state, 'messages', {
    messaging_product: 'whatsapp',
    metadata: metadata(number),
    errors: [webhookError(code)],
  });
}

export interface TemplateStatusChange {
  event: string;
  reason?: string | undefined;
  /** FIRST_PAUSE, SECOND_PAUSE, RATE_LIMITING_PAUSE, UNPAUSE or DISABLED. */
  title?: string | undefined;
}

/** By the documents the webhook writes the language with a hyphen, a send with an underscore. */
export function sendTemplateStatusChange(
  state: SimulatorState,
  template: Template,
  change: TemplateStatusChange,
): void {
  const value: Value = {
    event: change.event,
    message_template_id: Number(template.id),
    message_template_name: template.name,
    message_template_language:
      state.scenario.webhook.templateLanguage === 'hyphen'
        ? template.language.replace('_', '-')
        : template.language,
    reason: change.reason ?? 'NONE',
    message_template_category: template.category,
  };
  if (change.event === 'DISABLED') value.disable_info = { disable_date: nowSeconds(state) };
  if (change.title !== undefined)
    value.other_info = { title: change.title, description: `The template is ${change.event.toLowerCase()}.` };
  if (change.event === 'REJECTED')
    value.rejection_info = { reason: change.reason ?? 'NONE', recommendation: 'Edit the template.' };
  sendChange(state, 'message_template_status_update', value, { time: nowSeconds(state) });
}
