/**
 * A message's identity: the same campaign, run and person always give the same id, so a second message cannot
 * exist.
 */
import { hash as digestOf } from 'node:crypto';
import { personOf } from '../phone/person-of.ts';

/** 16 hex digits; also the prefix of all ledger ids of the run, so that a run is a range of ids. */
export function runIdOf(campaignId: string, runNumber: number): string {
  return hash(`${campaignId}/${runNumber}`, 16);
}

/**
 * Ledger id of the one message that a person may get in a run, in any spelling of the number: `<run id>-<24
 * hex digits>`.
 */
export function messageIdOf(runId: string, phoneId: string): string {
  return `${runId}-${hash(`${runId}/phone/${personOf(phoneId)}`, 24)}`;
}

/** Ledger id of a contact that gets no message in a run: `<run id>-x<24 hex digits>`. */
export function exclusionIdOf(runId: string, contactId: string): string {
  return `${runId}-x${hash(`${runId}/contact/${contactId}`, 24)}`;
}

/** Bounds of a run's ledger ids: from (inclusive) and to (exclusive). */
export function ledgerRangeOf(runId: string): { from: string; to: string } {
  return { from: `${runId}-`, to: `${runId}.` }; // '.' is the character after '-'
}

/** The callback data that WhatsApp returns with every status: `<message id>.<attempt>`. */
export function callbackDataOf(messageId: string, attempt: number): string {
  return `${messageId}.${attempt}`;
}

/** The message id and attempt in callback data; null when it is not ours. */
export function readCallbackData(text: string): { messageId: string; attempt: number } | null {
  const match = /^([0-9a-f]{16}-[0-9a-f]{24})\.(\d{1,6})$/.exec(text);
  return match?.[1] && match[2] ? { messageId: match[1], attempt: Number(match[2]) } : null;
}

/**
 * Why a contact gets no message, with the wrap-up code that reports show (contracts: skip reasons of the
 * Genesys page).
 */
export const skipWrapUpCodes = {
  ON_DO_NOT_CALL_LIST: 'ININ-OUTBOUND-ON-DO-NOT-CALL-LIST',
  OPTED_OUT: 'OUTBOUND-CONTACT-UNCONTACTABLE-SKIPPED',
  INVALID_PHONE_NUMBER: 'OUTBOUND-INVALID-PHONE-NUMBER',
  MISSING_PARAMETER: 'OUTBOUND-INVALID-CONTENT-TEMPLATE',
  INVALID_PARAMETER: 'OUTBOUND-INVALID-CONTENT-TEMPLATE',
  HEADER_VALUE_TOO_LONG: 'OUTBOUND-MESSAGE-HEADER-PARAMETER-VALUE-TOO-LONG',
  BODY_VALUE_TOO_LONG: 'OUTBOUND-MESSAGE-BODY-PARAMETER-VALUE-TOO-LONG',
  BUTTON_URL_VALUE_TOO_LONG: 'OUTBOUND-MESSAGE-BUTTON-URL-PARAMETER-VALUE-TOO-LONG',
  DUPLICATE_PHONE_NUMBER: 'OUTBOUND-CONTACT-ADDRESS-UNCONTACTABLE-SKIPPED',
  CONTACT_REMOVED: 'OUTBOUND-STUCK-CONTACT',
  ALREADY_REACHED: 'OUTBOUND-CONTACT-ADDRESS-UNCONTACTABLE-SKIPPED',
} as const;

export type SkipReason = keyof typeof skipWrapUpCodes;

/** A Phone ID as logs may show it: country code and last two digits. */
export function maskPhoneId(phoneId: string): string {
  return phoneId.length <= 5
    ? '***'
    : `${phoneId.slice(0, 3)}${'*'.repeat(phoneId.length - 5)}${phoneId.slice(-2)}`;
}

function hash(text: string, hexDigits: number): string {
  return digestOf('sha256', text, 'hex').slice(0, hexDigits);
}
