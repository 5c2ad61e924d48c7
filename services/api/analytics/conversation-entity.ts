/** A row of the Interactions view → a conversation of the contract, or a line of CSV. Pure. */
import type { ConversationRow } from '../../queries/conversations/conversation-row.ts';
import type { Conversation } from './conversation-schema.ts';

export function toConversation(row: ConversationRow): Conversation {
  const { conversationId, startedAt, endedAt, divisionId, wrapUpCode, errorCode } = row;
  const description = [row.reason, row.detail].filter((part) => part !== null && part !== '').join(': ');
  const start = startedAt.toISOString();
  const end = endedAt === null ? {} : { end: endedAt.toISOString() };
  return {
    conversationId,
    conversationStart: start,
    ...('end' in end ? { conversationEnd: end.end } : {}),
    divisionIds: divisionId === null ? [] : [divisionId],
    originatingDirection: 'outbound',
    participants: [
      {
        participantId: `${conversationId}.participant`,
        ...(row.campaignName === null ? {} : { participantName: row.campaignName }),
        purpose: 'outbound',
        sessions: [
          {
            sessionId: `${conversationId}.session`,
            ...{ mediaType: 'message', messageType: 'whatsapp', direction: 'outbound' },
            ...(row.addressTo === null ? {} : { addressTo: row.addressTo }),
            addressFrom: row.integrationId,
            outboundCampaignId: row.campaignId,
            outboundContactId: row.contactId,
            outboundContactListId: row.contactListId,
            ...(row.deliveryStatus === null ? {} : { deliveryStatus: row.deliveryStatus }),
            ...(row.extendedDeliveryStatus === null
              ? {}
              : { extendedDeliveryStatus: row.extendedDeliveryStatus }),
            ...(row.deliveryStatusAt === null
              ? {}
              : { deliveryStatusChangeDate: row.deliveryStatusAt.toISOString() }),
            ...(description === '' ? {} : { errorCodeDescription: description }),
            attempt: row.attempt,
            ...(row.resendOfRun === null ? {} : { resendOfRun: row.resendOfRun }),
            ...(row.wamid === null ? {} : { whatsAppMessageId: row.wamid }),
            segments: [
              {
                segmentStart: start,
                ...('end' in end ? { segmentEnd: end.end } : {}),
                segmentType: 'wrapup',
                ...(wrapUpCode === null ? {} : { wrapUpCode }),
                ...(errorCode === null ? {} : { errorCode: String(errorCode) }),
              },
            ],
          },
        ],
      },
    ],
  };
}

/** Columns of the export, with what stands in them. */
export const exportColumns: ReadonlyArray<readonly [string, (row: ConversationRow) => string]> = [
  ['Conversation ID', ({ conversationId }) => conversationId],
  ['Campaign', ({ campaignName, campaignId }) => campaignName ?? campaignId],
  ['Contact ID', ({ contactId }) => contactId],
  ['Address To', ({ addressTo }) => addressTo ?? ''],
  ['Attempt', ({ attempt }) => String(attempt)],
  ['Conversation Start', ({ startedAt }) => startedAt.toISOString()],
  ['Conversation End', ({ endedAt }) => endedAt?.toISOString() ?? ''],
  ['Wrap-up Code', ({ wrapUpCode }) => wrapUpCode ?? ''],
  ['Delivery Status', ({ deliveryStatus }) => deliveryStatus ?? ''],
  ['Extended Delivery Status', ({ extendedDeliveryStatus }) => extendedDeliveryStatus ?? ''],
  ['Error Code', ({ errorCode }) => (errorCode === null ? '' : String(errorCode))],
  ['Reason', ({ reason }) => reason ?? ''],
  ['WhatsApp Message ID', ({ wamid }) => wamid ?? ''],
  ['Resend Of Run', ({ resendOfRun }) => (resendOfRun === null ? '' : String(resendOfRun))],
];
