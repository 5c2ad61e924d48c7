/**
 * What a recipient wrote, tapped or switched → a record for inbound-messages, or null when its sender is not
 * given.
 */
import type { InboundMessage } from '../../schemas/types.ts';
import { toPhoneId } from '../domain/phone/phone-id.ts';
import { eventTime } from './event-time.ts';
import { id, record, startOf, text, type JsonRecord } from './untrusted-json.ts';

/** Longer texts and payloads are not keywords; the rest is not stored. */
const MAX_TEXT = 1_000;

type Content = Pick<InboundMessage, 'kind' | 'text' | 'payload' | 'preference'>;
type Person = Pick<InboundMessage, 'phoneId' | 'userId'>;

/**
 * One entry of `value.messages`.
 * @param contacts `value.contacts`: they may have the number that belongs to a user id
 * @param phoneNumberId the business number written to
 * @param receivedAt ms since the epoch
 */
export function readInbound(
  message: JsonRecord,
  contacts: readonly JsonRecord[],
  phoneNumberId: string,
  receivedAt: number,
): InboundMessage | null {
  const system = record(message['system']);
  const person = personOf(message['from'], message['from_user_id'] ?? system['user_id'], contacts);
  if (!person) return null;
  return {
    ...person,
    phoneNumberId,
    wamid: id(message['id']),
    at: eventTime(message['timestamp'], receivedAt),
    ...contentOf(message),
    contextWamid: id(record(message['context'])['id']),
  };
}

/** One entry of `value.user_preferences`: marketing messages switched off or on. Other categories are null. */
export function readPreference(
  preference: JsonRecord,
  contacts: readonly JsonRecord[],
  phoneNumberId: string,
  receivedAt: number,
): InboundMessage | null {
  const person = personOf(preference['wa_id'], preference['user_id'], contacts);
  const value = switchOf(preference['value']);
  const category = text(preference['category']) ?? 'marketing_messages';
  if (!person || category !== 'marketing_messages' || value === null) return null;
  return {
    ...person,
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

const NOTHING: Content = { kind: 'OTHER', text: '', payload: null, preference: null };

function contentOf(message: JsonRecord): Content {
  switch (message['type']) {
    case 'text':
      return { ...NOTHING, kind: 'TEXT', text: short(record(message['text'])['body']) };
    case 'image':
    case 'video':
    case 'document': {
      const { caption } = record(message[message['type']]);
      return caption === undefined ? NOTHING : { ...NOTHING, kind: 'TEXT', text: short(caption) };
    }
    case 'button': {
      const button = record(message['button']);
      return {
        ...NOTHING,
        kind: 'BUTTON',
        text: short(button['text']),
        payload: short(button['payload']) || null,
      };
    }
    case 'interactive': {
      const interactive = record(message['interactive']);
      const reply = record(interactive['button_reply'] ?? interactive['list_reply']);
      if (reply['title'] === undefined) return NOTHING;
      return { ...NOTHING, kind: 'BUTTON', text: short(reply['title']), payload: short(reply['id']) || null };
    }
    case 'system':
      return systemNotice(record(message['system']));
    default:
      return NOTHING;
  }
}

/**
 * `user_changed_number`: the payload is the new number, in digits. `user_preference_changed`: marketing
 * switched off or on.
 */
function systemNotice(system: JsonRecord): Content {
  const type = text(system['type']) ?? '';
  if (type === 'user_preference_changed') {
    const preference = switchOf(system['marketing'] ?? system['marketing_messages'] ?? system['value']);
    return preference === null
      ? NOTHING
      : { ...NOTHING, kind: 'PREFERENCE', text: short(system['body']), preference };
  }
  const number = phoneIdOf(system['wa_id'] ?? system['new_wa_id']);
  if (!/^(user|customer)_changed_number$/.test(type) || number === '') return NOTHING;
  return { ...NOTHING, kind: 'NUMBER_CHANGED', payload: number };
}

function switchOf(value: unknown): 'stop' | 'resume' | null {
  const word = text(value)?.toLowerCase();
  return word === 'stop' || word === 'resume' ? word : null;
}

/** Business-scoped user ids (contract section 2). */
const USER_ID = /^[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}$/;

/** The sender: a number, a user id or both; null for neither. */
function personOf(number: unknown, user: unknown, contacts: readonly JsonRecord[]): Person | null {
  const written = id(user) ?? onlyUserOf(contacts, number);
  const userId = written !== null && USER_ID.test(written) ? written : null;
  const own = phoneIdOf(number);
  const phoneId =
    own !== '' || userId === null
      ? own
      : phoneIdOf(contacts.find((contact) => id(contact['user_id']) === userId)?.['wa_id']);
  return phoneId === '' && userId === null ? null : { phoneId, userId };
}

/** The user id of the only contact of a call, when its message names no sender. */
const onlyUserOf = (contacts: readonly JsonRecord[], number: unknown): string | null =>
  id(number) === null && contacts.length === 1 ? id(contacts[0]?.['user_id']) : null;

const short = (value: unknown): string => startOf(value, MAX_TEXT);
/** Longer than any number; the limit of a record. */
const MAX_DIGITS = 20;

/** The number of a WhatsApp id, which may be written differently (Brazil, Mexico); '' when there is none. */
function phoneIdOf(value: unknown): string {
  const digits = (id(value) ?? '').replace(/\D/g, '');
  if (digits === '' || digits.length > MAX_DIGITS) return '';
  const reading = toPhoneId(`+${digits}`, null);
  return reading.ok ? reading.phoneId : digits;
}
