/** What the provider reports about a number, a template or an account → slow down, hold, or lift a hold. */
import type { ProviderSignal } from '../../schemas/types.ts';
import { accountScope, numberScope, templateKeyOf } from '../domain/provider/provider-scope.ts';
import { eventTime } from './event-time.ts';
import { codeOf, id, record, startOf, text, type JsonRecord } from './untrusted-json.ts';
import { DAY, HOUR } from '../domain/time/lengths.ts';

/** Until it is lifted: longer than any campaign. */
const FOR_GOOD = 365 * DAY;
const THROUGHPUT_EXCEEDED = 130_429;
const SPAM_LIMIT = 131_048;
const TEMPLATE_PAUSED = 132_015;
const TEMPLATE_DISABLED = 132_016;
const ACCOUNT_LOCKED = 131_031;

/** A template pauses for 3 h, then 6 h, then it is disabled (contract section 9). */
const PAUSES: ReadonlyMap<string, number> = new Map([
  ['FIRST_PAUSE', 3 * HOUR],
  ['SECOND_PAUSE', 6 * HOUR],
]);

/** The provider's limits are 512 and about 10 characters. */
const MAX_TEMPLATE_NAME = 512;
const MAX_LANGUAGE = 32;
const MAX_WORDS = 200;

/** One entry of `value.errors`, an error of a number without a message. */
export function readNumberError(
  error: JsonRecord,
  phoneNumberId: string,
  receivedAt: number,
): ProviderSignal | null {
  const code = codeOf(error['code']);
  const reason = startOf(text(record(error['error_data'])['details']) ?? error['title'], MAX_WORDS);
  if (phoneNumberId === '') return null; // its target is not known
  const about = { integrationId: numberScope(phoneNumberId), at: receivedAt };
  if (code === THROUGHPUT_EXCEEDED) return { ...about, body: { type: 'SlowDown', code, detail: reason } };
  if (code !== SPAM_LIMIT) return null;
  const until = receivedAt + HOUR;
  return { ...about, body: { type: 'Hold', scope: 'NUMBER', scopeKey: phoneNumberId, until, code, reason } };
}

/**
 * The value of a `message_template_status_update`.
 * @param time the entry's time
 */
export function readTemplateUpdate(
  value: JsonRecord,
  businessAccountId: string,
  time: unknown,
  receivedAt: number,
): ProviderSignal | null {
  const name = id(value['message_template_name'], MAX_TEMPLATE_NAME);
  if (!name) return null;
  const scopeKey = templateKeyOf(name, startOf(value['message_template_language'], MAX_LANGUAGE));
  const at = eventTime(time, receivedAt);
  const about = { integrationId: accountScope(businessAccountId), at };
  const event = eventOf(value);
  const title = startOf(record(value['other_info'])['title'], MAX_WORDS);
  const hold = (code: number, ms: number): ProviderSignal => ({
    ...about,
    body: {
      type: 'Hold',
      scope: 'TEMPLATE',
      scopeKey,
      until: at + ms,
      code,
      reason: `template ${event.toLowerCase()} ${title}`.trim(),
    },
  });
  switch (event) {
    case 'PAUSED':
      return hold(TEMPLATE_PAUSED, PAUSES.get(title) ?? FOR_GOOD);
    case 'DISABLED':
    case 'DELETED':
    case 'PENDING_DELETION':
    case 'REJECTED':
    case 'ARCHIVED':
      return hold(TEMPLATE_DISABLED, FOR_GOOD);
    case 'APPROVED':
    case 'REINSTATED':
    case 'UNARCHIVED':
      return {
        ...about,
        body: { type: 'Lift', scope: 'TEMPLATE', scopeKey, reason: title || event, codes: [] },
      };
    default:
      return null;
  }
}

/**
 * The value of any update about a template (`message_template_status_update`, …): copies of the template are
 * read again.
 * @param time the entry's time
 */
export function readTemplateChange(
  value: JsonRecord,
  businessAccountId: string,
  time: unknown,
  receivedAt: number,
): ProviderSignal | null {
  const key = id(value['message_template_name'], MAX_TEMPLATE_NAME);
  if (!key) return null;
  const event = eventOf(value);
  const at = eventTime(time, receivedAt);
  return {
    integrationId: accountScope(businessAccountId),
    at,
    body: { type: 'ProviderChanged', what: 'TEMPLATE', key, event },
  };
}

/**
 * The value of an update about a number's quality, throughput or limits: the number's status is read again.
 */
export function readNumberChange(
  value: JsonRecord,
  businessAccountId: string,
  time: unknown,
  receivedAt: number,
): ProviderSignal {
  const key = (id(value['display_phone_number']) ?? '').replace(/\D/g, '');
  const event = eventOf(value);
  const at = eventTime(time, receivedAt);
  return {
    integrationId: accountScope(businessAccountId),
    at,
    body: { type: 'ProviderChanged', what: 'NUMBER', key, event },
  };
}

/** The value of an `account_update`. */
export function readAccountUpdate(
  value: JsonRecord,
  businessAccountId: string,
  time: unknown,
  receivedAt: number,
): ProviderSignal | null {
  const at = eventTime(time, receivedAt);
  const about = { integrationId: accountScope(businessAccountId), at };
  const event = eventOf(value);
  const ban = text(record(value['ban_info'])['waba_ban_state'])?.toUpperCase();
  const held = { scope: 'ACCOUNT' as const, scopeKey: businessAccountId };
  if (event === 'ACCOUNT_RECONNECTED' || (event === 'DISABLED_UPDATE' && ban === 'REINSTATE'))
    return { ...about, body: { type: 'Lift', ...held, reason: event, codes: [] } };
  if (
    ['ACCOUNT_DELETED', 'ACCOUNT_RESTRICTION', 'ACCOUNT_OFFBOARDED'].includes(event) ||
    (event === 'DISABLED_UPDATE' && ban === 'DISABLE')
  )
    return {
      ...about,
      body: { type: 'Hold', ...held, until: at + FOR_GOOD, code: ACCOUNT_LOCKED, reason: event },
    };
  return null;
}

const eventOf = (value: JsonRecord): string => startOf(value['event'], MAX_WORDS).toUpperCase();
