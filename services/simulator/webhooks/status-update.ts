/** One delivery status as it stands in a webhook (contract section 8). */
import { errorEntry, errorTitle } from '../rules/documented-errors.ts';

export interface StatusFacts {
  wamid: string;
  status: 'sent' | 'delivered' | 'read' | 'failed';
  /** Epoch seconds (or milliseconds, where a scenario wants that). */
  timestamp: number;
  /** Digits, or undefined for a send by user id. */
  waId: string | undefined;
  userId: string | undefined;
  /** Undefined leaves it out. */
  callbackData: string | undefined;
  /** Error code of `failed`. */
  code: number | undefined;
  /** Category of the template, in lower case, or marketing_lite; undefined for messages that are not priced. */
  category: string | undefined;
  /** Conversation id; undefined leaves the object out. */
  conversationId: string | undefined;
}

const ERROR_HREF = 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/';

export function statusUpdate(facts: StatusFacts): Record<string, unknown> {
  const update: Record<string, unknown> = {
    id: facts.wamid,
    status: facts.status,
    timestamp: String(Math.floor(facts.timestamp)),
    recipient_id: facts.waId ?? facts.userId,
  };
  if (facts.userId !== undefined) update.recipient_user_id = facts.userId;
  if (facts.callbackData !== undefined) update.biz_opaque_callback_data = facts.callbackData;
  if (facts.conversationId !== undefined && facts.status !== 'failed') {
    update.conversation = {
      id: facts.conversationId,
      ...(facts.status === 'sent'
        ? { expiration_timestamp: String(Math.floor(facts.timestamp) + 86_400) }
        : {}),
      origin: { type: facts.category ?? 'service' },
    };
  }
  if (facts.status === 'sent' || facts.status === 'delivered') {
    update.pricing = {
      billable: true,
      pricing_model: 'PMP',
      type: 'regular',
      category: facts.category ?? 'service',
    };
  }
  if (facts.code !== undefined) update.errors = [webhookError(facts.code)];
  return update;
}

export function webhookError(code: number): Record<string, unknown> {
  const entry = errorEntry(code);
  const title = errorTitle(entry);
  return { code, title, message: title, error_data: { details: entry.details }, href: ERROR_HREF };
}
