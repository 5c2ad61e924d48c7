/** What of the interactions is looked for, as it stands in the address ↔ as the API is asked. Pure. */
import type { Conversation, ConversationQuery } from '../api/types.ts';
import { DAY } from '../../../domain/time/lengths.ts';

export const deliveryStatuses = [
  'Queued',
  'Sent',
  'Published',
  'DeliverySuccess',
  'Read',
  'DeliveryFailed',
  'Failed',
] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];
export const isDeliveryStatus = (text: string): text is DeliveryStatus =>
  (deliveryStatuses as readonly string[]).includes(text);

export type InteractionSearch = {
  readonly campaignId: string | undefined;
  readonly deliveryStatus: string | undefined;
  readonly wrapUpCode: string | undefined;
  /** A number as people write it, or the id of a contact. */
  readonly who: string | undefined;
  /** First and last day, as the reader's clock has them: `2025-01-31`. */
  readonly from: string;
  readonly to: string;
};

type Filters = NonNullable<ConversationQuery['segmentFilters']>;
type Dimension = NonNullable<Filters[number]['predicates']>[number]['dimension'];

/** Midnight of a day where the reader is. */
const startOf = (day: string): number => new Date(`${day}T00:00:00`).getTime();

export function queryOf(search: InteractionSearch): Omit<ConversationQuery, 'paging'> {
  const { campaignId, deliveryStatus, wrapUpCode, who, from, to } = search;
  const matches = (dimension: Dimension, value: string) => ({
    dimension,
    operator: 'matches' as const,
    value,
  });
  const all = [
    ...(campaignId === undefined ? [] : [matches('outboundCampaignId', campaignId)]),
    ...(deliveryStatus === undefined ? [] : [matches('deliveryStatus', deliveryStatus)]),
    ...(wrapUpCode === undefined ? [] : [matches('wrapUpCode', wrapUpCode)]),
  ];
  const digits = who?.replace(/[\s()+.-]/g, '') ?? '';
  const either = [
    ...(/^\d{5,}$/.test(digits) ? [matches('addressTo', digits)] : []),
    ...(who === undefined ? [] : [matches('outboundContactId', who)]),
  ];
  const segmentFilters: Filters = [
    ...(all.length > 0 ? [{ type: 'and' as const, predicates: all }] : []),
    ...(either.length > 0 ? [{ type: 'or' as const, predicates: either }] : []),
  ];
  const end = new Date(startOf(to) + DAY);
  return {
    interval: `${new Date(startOf(from)).toISOString()}/${end.toISOString()}`,
    order: 'desc',
    orderBy: 'conversationStart',
    ...(segmentFilters.length > 0 ? { segmentFilters } : {}),
  };
}

/** A day of the reader's calendar. */
export function dayOf(date: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export type Interaction = {
  readonly id: string;
  readonly startedAt: string;
  readonly campaign: { readonly id: string; readonly name: string } | null;
  readonly to: string | null;
  readonly contactId: string;
  readonly contactListId: string;
  readonly attempt: number;
  /** The run to whose contacts it was sent again; null: it was not. */
  readonly resendOfRun: number | null;
  readonly wrapUpCode: string | null;
  readonly deliveryStatus: string | null;
  readonly changedAt: string | null;
  readonly extended: string | null;
  readonly errorCode: string | null;
  readonly error: string | null;
};

/** The one attempt that a conversation of ours is; null for one without a session. */
export function interactionOf(conversation: Conversation): Interaction | null {
  const [participant] = conversation.participants;
  const session = participant?.sessions[0];
  if (!session) return null;
  const segment = session.segments[0];
  return {
    id: conversation.conversationId,
    startedAt: conversation.conversationStart,
    campaign:
      participant.participantName === undefined
        ? null
        : { id: session.outboundCampaignId, name: participant.participantName },
    to: session.addressTo ?? null,
    contactId: session.outboundContactId,
    contactListId: session.outboundContactListId,
    attempt: session.attempt,
    resendOfRun: session.resendOfRun ?? null,
    wrapUpCode: segment?.wrapUpCode ?? null,
    deliveryStatus: session.deliveryStatus ?? null,
    changedAt: session.deliveryStatusChangeDate ?? null,
    extended: session.extendedDeliveryStatus ?? null,
    errorCode: segment?.errorCode ?? null,
    error: session.errorCodeDescription ?? null,
  };
}
