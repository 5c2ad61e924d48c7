/** The bodies of the admin calls that make the account speak. */
import type { InboundContent } from '../webhooks/inbound-message.ts';
import { number, object, oneOf, optional, text, withDefault, type Read } from '../http/json-reader.ts';
import { TEMPLATE_STATUSES, type TemplateStatus } from './scenario.ts';

const record: Read<Record<string, unknown>> = (value, path, faults) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  faults.push(`${path || 'the document'}: expected an object, found ${JSON.stringify(value)}`);
  return {};
};

const digits: Read<string> = (value, path, faults) => {
  const written = typeof value === 'number' ? String(value) : text(value, path, faults);
  return written.replace(/\D/g, '');
};

export interface InboundCall {
  phoneNumberId: string;
  from: string;
  contextId?: string;
  content: InboundContent;
}

interface InboundBody {
  phoneNumberId: string;
  from: string;
  contextId?: string;
  type: InboundContent['kind'];
  text: string;
  payload?: string;
  newWaId?: string;
}

const inboundBody = object<InboundBody>({
  phoneNumberId: text,
  from: digits,
  contextId: optional(text),
  type: withDefault(oneOf(['text', 'button', 'button_reply', 'unsupported', 'user_changed_number']), 'text'),
  text: withDefault(text, ''),
  payload: optional(text),
  newWaId: optional(digits),
});

export const readInbound: Read<InboundCall> = (value, path, faults) => {
  const body = inboundBody(value, path, faults);
  const { phoneNumberId, from, contextId } = body;
  return { phoneNumberId, from, ...(contextId === undefined ? {} : { contextId }), content: contentOf(body) };
};

function contentOf({ type, text: words, payload, newWaId }: InboundBody): InboundContent {
  switch (type) {
    case 'text':
      return { kind: 'text', text: words };
    case 'button':
      return { kind: 'button', text: words, payload: payload ?? words };
    case 'button_reply':
      return { kind: 'button_reply', id: payload ?? words, title: words };
    case 'unsupported':
      return { kind: 'unsupported' };
    case 'user_changed_number':
      return { kind: 'user_changed_number', newWaId: newWaId ?? '' };
  }
}

export const readPreference = object<{ phoneNumberId: string; from: string; value: 'stop' | 'resume' }>({
  phoneNumberId: text,
  from: digits,
  value: oneOf(['stop', 'resume']),
});

export const readSystemError = object<{ phoneNumberId: string; code: number }>({
  phoneNumberId: text,
  code: withDefault(number({ min: 0, whole: true }), 130429),
});

export interface TemplateChange {
  /** pause: by quality; pace: by pacing; set: to `status`. */
  action: 'pause' | 'pace' | 'unpause' | 'set';
  language?: string;
  status?: TemplateStatus;
  reason?: string;
}

export const readTemplateChange = object<TemplateChange>({
  action: oneOf(['pause', 'pace', 'unpause', 'set']),
  language: optional(text),
  status: optional(oneOf(TEMPLATE_STATUSES)),
  reason: optional(text),
});

export interface NumberChange {
  /** Fields of the number to change, in the API's names. */
  fields: Record<string, unknown>;
  /** Sends phone_number_quality_update with this event. */
  event?: 'ONBOARDING' | 'THROUGHPUT_UPGRADE';
  /** Sends fail with 131057 for this long, on the simulator's clock. */
  upgradeMs?: number;
}

export const readNumberChange = object<NumberChange>({
  fields: withDefault(record, {}),
  event: optional(oneOf(['ONBOARDING', 'THROUGHPUT_UPGRADE'])),
  upgradeMs: optional(number({ min: 0 })),
});

/** The value of an account_update as it is; only its event is checked. */
export const readAccountUpdate: Read<Record<string, unknown>> = (value, path, faults) => {
  const update = record(value, path, faults);
  text(update.event, 'event', faults);
  return update;
};

export interface RawChange {
  field: string;
  value: Record<string, unknown>;
  /** `entry[].time`, epoch seconds. */
  time?: number;
  accountId?: string;
}

export const readChange = object<RawChange>({
  field: text,
  value: record,
  time: optional(number({ whole: true })),
  accountId: optional(text),
});
