/** What a recipient wrote, tapped or switched → a record for inbound-messages, or null without a phone number to act on. */
import type { InboundMessage } from '../../schemas/types.ts';
import { toPhoneId } from '../domain/phone/phone-id.ts';
import { eventTime } from './event-time.ts';
import { id, record, startOf, text, type JsonRecord } from './untrusted-json.ts';

/** Longer texts and payloads are no keyword; the rest is not kept. */
const MAX_TEXT = 1_000;

type Said = Pick<InboundMessage, 'kind' | 'text' | 'payload'>;

/**
 * One entry of `value.messages`.
 * @param phoneNumberId the business number written to
 * @param receivedAt ms since the epoch
 */
export function readInbound(
  message: JsonRecord,
  phoneNumberId: string,
  receivedAt: number,
): InboundMessage | null {
  const phoneId = phoneIdOf(message['from']);
  if (phoneId === '') return null;
  return {
    phoneId,
    phoneNumberId,
    wamid: id(message['id']),
    at: eventTime(message['timestamp'], receivedAt),
    ...whatWasSaid(message),
    contextWamid: id(record(message['context'])['id']),
    preference: null,
  };
}

/** One entry of `value.user_preferences`: marketing messages switched off or on. Other categories are null. */
export function readPreference(
  preference: JsonRecord,
  phoneNumberId: string,
  receivedAt: number,
): InboundMessage | null {
  const phoneId = phoneIdOf(preference['wa_id']);
  const value = text(preference['value'])?.toLowerCase();
  const category = text(preference['category']) ?? 'marketing_messages';
  if (phoneId === '' || category !== 'marketing_messages' || (value !== 'stop' && value !== 'resume'))
    return null;
  return {
    phoneId,
    phoneNumberId,
    wamid: null,
    at: eventTime(preference['timestamp'], receivedAt),
    kind: 'PREFERENCE',
    text: short(preference['detail']),
    payload: null,
    contextWamid: null,
    preference: value,
  };
}

function whatWasSaid(message: JsonRecord): Said {
  switch (message['type']) {
    case 'text':
      return { kind: 'TEXT', text: short(record(message['text'])['body']), payload: null };
    case 'button': {
      const button = record(message['button']);
      return { kind: 'BUTTON', text: short(button['text']), payload: short(button['payload']) || null };
    }
    case 'interactive': {
      const reply = record(record(message['interactive'])['button_reply']);
      if (reply['title'] === undefined) return { kind: 'OTHER', text: '', payload: null };
      return { kind: 'BUTTON', text: short(reply['title']), payload: short(reply['id']) || null };
    }
    case 'system':
      return numberChange(record(message['system']));
    default:
      return { kind: 'OTHER', text: '', payload: null };
  }
}

/** `user_changed_number`: the payload is the new number, in digits. */
function numberChange(system: JsonRecord): Said {
  const isChange = /^(user|customer)_changed_number$/.test(text(system['type']) ?? '');
  const number = phoneIdOf(system['wa_id'] ?? system['new_wa_id']);
  if (!isChange || number === '') return { kind: 'OTHER', text: '', payload: null };
  return { kind: 'NUMBER_CHANGED', text: '', payload: number };
}

const short = (value: unknown): string => startOf(value, MAX_TEXT);
/** Longer than any number, and what a record may hold. */
const MAX_DIGITS = 20;

/** Of a WhatsApp id, which may write a number otherwise than we do (Brazil, Mexico); '' when there is none. */
function phoneIdOf(value: unknown): string {
  const digits = (id(value) ?? '').replace(/\D/g, '');
  if (digits === '' || digits.length > MAX_DIGITS) return '';
  const reading = toPhoneId(`+${digits}`, null);
  return reading.ok ? reading.phoneId : digits;
}
