/**
 * An attempt of a message as a conversation of the Interactions view: what it is found by and what is shown
 * of it. Pure.
 */
import type { MessageDocument } from '../../../schemas/collections.ts';
import { callbackDataOf } from '../../domain/message/message.ts';
import { deliveryStatus, extendedDeliveryStatus, wrapUpCode } from '../../domain/message/message-outcome.ts';
import { attemptsOf } from '../messages/attempts.ts';

/** Where a message belongs. A campaign that was deleted has neither name nor division. */
export type Origin = {
  campaignId: string;
  campaignName: string | null;
  divisionId: string | null;
  contactListId: string;
  integrationId: string;
  /** The run to whose contacts this one sends again; null: it sends to the whole list. */
  resendOfRun: number | null;
};

export type ConversationRow = Origin & {
  /** `<message id>.<attempt>` */
  conversationId: string;
  messageId: string;
  attempt: number;
  contactId: string;
  addressTo: string | null;
  startedAt: Date;
  endedAt: Date | null;
  deliveryStatus: string | null;
  deliveryStatusAt: Date | null;
  extendedDeliveryStatus: string | null;
  wrapUpCode: string | null;
  errorCode: number | null;
  reason: string | null;
  detail: string | null;
  wamid: string | null;
};

/**
 * One for each attempt that was made, and one for a contact that was skipped; what waits for its first
 * attempt is none yet.
 */
export function conversationsOf(message: MessageDocument, origin: Origin): ConversationRow[] {
  return attemptsOf(message).flatMap((attempt) => {
    if (attempt.state === 'WAITING') return [];
    const { _id, intentAt, acceptedAt, sentAt, deliveredAt, readAt, endedAt, code, reason, detail } = attempt;
    // of an earlier attempt the ledger knows when it ended
    const startedAt = intentAt ?? endedAt ?? acceptedAt;
    if (!startedAt) return [];
    const status = deliveryStatus(attempt);
    return [
      {
        ...origin,
        conversationId: callbackDataOf(_id, attempt.attempt),
        messageId: _id,
        attempt: attempt.attempt,
        contactId: attempt.contactId,
        addressTo: attempt.to ?? null,
        startedAt,
        endedAt: endedAt ?? readAt ?? deliveredAt ?? sentAt ?? acceptedAt ?? null,
        deliveryStatus: status,
        deliveryStatusAt:
          status === null ? null : (readAt ?? deliveredAt ?? endedAt ?? sentAt ?? acceptedAt ?? startedAt),
        extendedDeliveryStatus: extendedDeliveryStatus(attempt),
        wrapUpCode: wrapUpCode(attempt),
        errorCode: code ?? null,
        reason: reason ?? null,
        detail: detail ?? null,
        wamid: attempt.wamid ?? null,
      },
    ];
  });
}

/** A conversation's id → the message's id and the attempt; null when it is not one of ours. */
export function splitConversationId(id: string): { messageId: string; attempt: number } | null {
  const [, messageId, attempt] = /^([0-9a-f]{16}-x?[0-9a-f]{24})\.(\d{1,6})$/.exec(id) ?? [];
  return messageId === undefined ? null : { messageId, attempt: Number(attempt) };
}
