/** The conversations query and its answer (contract, section 3): the Interactions view, one conversation an attempt. */
import Type, { type Static } from 'typebox';
import {
  conversationDimensions,
  segmentDimensions,
} from '../../queries/conversations/conversation-filter.ts';

const operator = Type.Optional(Type.Enum(['matches', 'exists', 'notExists'], { default: 'matches' }));
const type = Type.Enum(['and', 'or']);
const predicateOf = <D extends string>(dimensions: readonly D[]) =>
  Type.Array(
    Type.Object(
      {
        type: Type.Optional(Type.Enum(['dimension'])),
        dimension: Type.Unsafe<D>(Type.Enum([...dimensions])),
        operator,
        value: Type.Optional(Type.String({ maxLength: 200 })),
      },
      { additionalProperties: false },
    ),
    { maxItems: 100 },
  );
const filtersOf = <D extends string>(dimensions: readonly D[]) =>
  Type.Optional(
    Type.Array(
      Type.Object(
        {
          type,
          clauses: Type.Optional(
            Type.Array(
              Type.Object({ type, predicates: predicateOf(dimensions) }, { additionalProperties: false }),
              { maxItems: 50 },
            ),
          ),
          predicates: Type.Optional(predicateOf(dimensions)),
        },
        { additionalProperties: false },
      ),
      { maxItems: 20 },
    ),
  );

const none = Type.Optional(
  Type.Array(Type.Unknown(), { maxItems: 0, description: 'Not served: must be empty.' }),
);
const orders = ['conversationStart', 'conversationEnd', 'segmentStart', 'segmentEnd'] as const;
export const ConversationQuery = Type.Object(
  {
    interval: Type.String({
      maxLength: 100,
      description:
        '`<start>/<end>`, ISO 8601: conversations that start from one (inclusive) to the other (exclusive).',
    }),
    order: Type.Optional(Type.Enum(['asc', 'desc', 'unordered'], { default: 'asc' })),
    orderBy: Type.Optional(Type.Enum(orders, { default: 'conversationStart' })),
    paging: Type.Optional(
      Type.Object(
        {
          pageSize: Type.Integer({
            minimum: 1,
            maximum: 1_000_000,
            description: 'At most 100 are returned.',
          }),
          pageNumber: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })),
          cursor: Type.Optional(
            Type.String({
              maxLength: 100,
              description:
                'Ours: of the page before; empty: the first page. Pages then come in no order, at any size of the interval, and may be short.',
            }),
          ),
        },
        { additionalProperties: false },
      ),
    ),
    conversationFilters: filtersOf(conversationDimensions),
    segmentFilters: filtersOf(segmentDimensions),
    evaluationFilters: none,
    surveyFilters: none,
    resolutionFilters: none,
    aggregations: none,
  },
  { additionalProperties: false },
);
export type ConversationQuery = Static<typeof ConversationQuery>;

const optional = Type.Optional(Type.String());
export const Conversation = Type.Object({
  conversationId: Type.String(),
  conversationStart: Type.String(),
  conversationEnd: optional,
  divisionIds: Type.Array(Type.String()),
  originatingDirection: Type.Literal('outbound'),
  participants: Type.Array(
    Type.Object({
      participantId: Type.String(),
      participantName: optional,
      purpose: Type.Literal('outbound'),
      sessions: Type.Array(
        Type.Object({
          sessionId: Type.String(),
          mediaType: Type.Literal('message'),
          messageType: Type.Literal('whatsapp'),
          direction: Type.Literal('outbound'),
          addressTo: optional,
          addressFrom: Type.Optional(Type.String({ description: 'Id of the WhatsApp integration.' })),
          outboundCampaignId: Type.String(),
          outboundContactId: Type.String(),
          outboundContactListId: Type.String(),
          deliveryStatus: optional,
          extendedDeliveryStatus: optional,
          deliveryStatusChangeDate: optional,
          errorCodeDescription: optional,
          attempt: Type.Integer({ description: 'Ours; 0: the contact was skipped.' }),
          resendOfRun: Type.Optional(
            Type.Integer({
              description: 'Ours: sent again to contacts of this run of the campaign; absent: not a resend.',
            }),
          ),
          whatsAppMessageId: Type.Optional(Type.String({ description: 'Ours.' })),
          segments: Type.Array(
            Type.Object({
              segmentStart: Type.String(),
              segmentEnd: optional,
              segmentType: Type.Literal('wrapup'),
              wrapUpCode: optional,
              errorCode: optional,
            }),
          ),
        }),
      ),
    }),
  ),
});
export type Conversation = Static<typeof Conversation>;
export const ConversationAnswer = Type.Object({
  conversations: Type.Array(Conversation),
  aggregations: Type.Array(Type.Unknown(), { description: 'Always empty.' }),
  totalHits: Type.Optional(
    Type.Integer({ description: 'At most 100,000 are counted; absent where pages are asked for by cursor.' }),
  ),
  cursor: Type.Optional(Type.String({ description: 'Ours: there are more; for the next page by cursor.' })),
});
