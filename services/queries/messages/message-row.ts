/**
 * A ledger document as a row of a report: wrap-up code and Delivery Status in the words of the Genesys
 * contract (section 7).
 */
import type { MessageDocument } from '../../../schemas/collections.ts';
import { deliveryStatus, extendedDeliveryStatus, wrapUpCode } from '../../domain/message/message-outcome.ts';

export const messageColumns = [
  'Campaign',
  'Message ID',
  'Run',
  'Sequence',
  'Contact ID',
  'Phone ID',
  'Template',
  'Attempts',
  'Wrap-up Code',
  'Delivery Status',
  'Extended Delivery Status',
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

/** @param campaign its name */
export function messageRow(campaign: string, message: MessageDocument): MessageRow {
  return {
    Campaign: campaign,
    'Message ID': message._id,
    Run: message.runId,
    Sequence: message.sequence,
    'Contact ID': message.contactId,
    'Phone ID': message.to ?? null,
    Template: message.template?.name ?? null,
    Attempts: message.attempt,
    'Wrap-up Code': wrapUpCode(message),
    'Delivery Status': deliveryStatus(message),
    'Extended Delivery Status': extendedDeliveryStatus(message),
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

const iso = (date: Date | undefined): string | null => date?.toISOString() ?? null;
