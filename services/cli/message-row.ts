/** A ledger document as a row of a report: wrap-up code and Delivery Status in the words of the Genesys contract (section 7). */
import type { MessageDocument } from '../../schemas/collections.ts';
import { skipWrapUpCodes, type SkipReason } from '../domain/message.ts';

export const messageColumns = [
  'Message ID',
  'Run',
  'Sequence',
  'Contact ID',
  'Phone ID',
  'Template',
  'Attempts',
  'Wrap-up Code',
  'Delivery Status',
  'Error Code',
  'Reason',
  'WhatsApp Message ID',
  'Accepted At',
  'Sent At',
  'Delivered At',
  'Read At',
  'Ended At',
] as const;

export type MessageRow = Record<(typeof messageColumns)[number], string | number | null>;

/** Limits of number, pair, account, app and spam: the message was held back by WhatsApp rather than wrong. */
const THROTTLED = new Set([4, 80007, 130429, 131048, 131056]);

export function messageRow(message: MessageDocument): MessageRow {
  return {
    'Message ID': message._id,
    Run: message.runId,
    Sequence: message.sequence,
    'Contact ID': message.contactId,
    'Phone ID': message.to ?? null,
    Template: message.template?.name ?? null,
    Attempts: message.attempt,
    'Wrap-up Code': wrapUpCode(message),
    'Delivery Status': deliveryStatus(message),
    'Error Code': message.code ?? null,
    Reason: message.reason ?? null,
    'WhatsApp Message ID': message.wamid ?? null,
    'Accepted At': iso(message.acceptedAt),
    'Sent At': iso(message.sentAt),
    'Delivered At': iso(message.deliveredAt),
    'Read At': iso(message.readAt),
    'Ended At': iso(message.endedAt),
  };
}

/** Null while there is no outcome. */
export function wrapUpCode({
  state,
  code,
  reason,
}: Pick<MessageDocument, 'state' | 'code' | 'reason'>): string | null {
  switch (state) {
    case 'INTENT':
    case 'WAITING':
      return null;
    case 'ACCEPTED':
      return 'OUTBOUND-MESSAGE-SENT';
    case 'FAILED':
      return THROTTLED.has(code ?? 0) ? 'OUTBOUND-MESSAGE-THROTTLED' : 'OUTBOUND-MESSAGE-FAILED';
    case 'UNKNOWN':
      return 'OUTBOUND-MESSAGE-AMBIGUOUS';
    case 'SKIPPED':
      return skipWrapUpCodes[reason as SkipReason] ?? 'UNKNOWN';
    default:
      return state satisfies never;
  }
}

/** Null for what was never given to WhatsApp, or may not have been. */
export function deliveryStatus({
  state,
  delivery,
}: Pick<MessageDocument, 'state' | 'delivery'>): string | null {
  switch (delivery) {
    case 'READ':
      return 'Read';
    case 'DELIVERED':
      return 'DeliverySuccess';
    case 'UNDELIVERED':
      return 'DeliveryFailed';
    case 'SENT':
      return 'Published';
    case undefined:
      break;
    default:
      return delivery satisfies never;
  }
  switch (state) {
    case 'WAITING':
      return 'Queued';
    case 'INTENT':
      return 'Sent';
    case 'ACCEPTED':
      return 'Published';
    case 'FAILED':
      return 'Failed';
    case 'SKIPPED':
    case 'UNKNOWN':
      return null;
    default:
      return state satisfies never;
  }
}

const iso = (date: Date | undefined): string | null => date?.toISOString() ?? null;
