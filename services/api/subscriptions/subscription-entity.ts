/** A webhook subscription, and a delivery, as they travel. The secret is in the answer to its making alone. */
import Type, { type Static } from 'typebox';
import type { DeliveryDocument, SubscriptionDocument } from '../../../schemas/collections.ts';
import { ALL_EVENTS, eventTypes } from '../../subscriptions/event-types.ts';
import { setByServer } from '../http/ignored-fields.ts';
import { Nullable } from '../http/nullable.ts';
import { Ref, refTo, SentRef } from '../http/refs.ts';

const MAX_NAMES = 100;
const eventTypeNames = [ALL_EVENTS, ...eventTypes] as const;

export const SubscriptionBody = Type.Object(
  {
    name: Type.String({ maxLength: 1_000, description: 'Unique.' }),
    url: Type.String({
      maxLength: 10_000,
      description:
        'https; its host must not be internal. http and internal hosts: SUBSCRIPTION_INTERNAL_ORIGINS.',
    }),
    eventTypes: Type.Array(Type.Enum(eventTypeNames), {
      maxItems: MAX_NAMES,
      description: '`*`: all, also those of later versions.',
    }),
    division: Type.Optional(Nullable(SentRef)),
    enabled: Type.Optional(Type.Boolean({ description: 'True unless given.' })),
    version: Type.Optional(Type.Integer({ description: 'Required by PUT: that of the subscription read.' })),
    ...{
      id: setByServer,
      disabledReason: setByServer,
      failingSince: setByServer,
      formerSecretEnds: setByServer,
      dateCreated: setByServer,
      dateModified: setByServer,
      selfUri: setByServer,
    },
  },
  { additionalProperties: false },
);

export const SubscriptionEntity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  url: Type.String(),
  eventTypes: Type.Array(Type.String()),
  division: Ref,
  enabled: Type.Boolean(),
  disabledReason: Type.Optional(Type.String({ description: 'Why the system has disabled it.' })),
  failingSince: Type.Optional(Type.String({ description: 'No call has succeeded since then.' })),
  formerSecretEnds: Type.Optional(
    Type.String({ description: 'Until then calls are also signed with the secret before.' }),
  ),
  version: Type.Integer(),
  dateCreated: Type.String(),
  dateModified: Type.String(),
  selfUri: Type.String(),
});
export type SubscriptionEntity = Static<typeof SubscriptionEntity>;

export const WithSecret = Type.Object({
  ...SubscriptionEntity.properties,
  secret: Type.String({ description: 'Signs calls (Standard Webhooks). It is not shown again.' }),
});

export const DeliveryEntity = Type.Object({
  id: Type.String(),
  webhookId: Type.String({ description: 'Header `webhook-id` of every try.' }),
  eventType: Type.String(),
  state: Type.Enum(['WAITING', 'DELIVERED', 'DEAD']),
  tries: Type.Integer({ description: 'Since it was made, or asked for again.' }),
  dateCreated: Type.String(),
  nextTry: Type.Optional(Type.String()),
  lastTry: Type.Optional(
    Type.Object({
      at: Type.String(),
      status: Type.Optional(Type.Integer({ description: 'That the receiver answered.' })),
      failure: Type.Optional(Type.String()),
    }),
  ),
  dateEnded: Type.Optional(Type.String({ description: 'When it was delivered or given up.' })),
  payload: Type.Unknown({ description: 'The JSON that is sent.' }),
});

export const toSubscription = (one: SubscriptionDocument): SubscriptionEntity => ({
  ...{ id: one._id, name: one.name, url: one.url, eventTypes: one.eventTypes },
  division: refTo('division', one.divisionId),
  enabled: one.enabled,
  ...(one.disabledReason === null ? {} : { disabledReason: one.disabledReason }),
  ...(one.failing === null ? {} : { failingSince: one.failing.since.toISOString() }),
  ...(one.formerSecret === null ? {} : { formerSecretEnds: one.formerSecret.until.toISOString() }),
  version: one.version,
  ...{ dateCreated: one.createdAt.toISOString(), dateModified: one.modifiedAt.toISOString() },
  selfUri: refTo('webhookSubscription', one._id).selfUri ?? '',
});

export const toDelivery = (one: DeliveryDocument): Static<typeof DeliveryEntity> => ({
  ...{ id: one._id, webhookId: one.webhookId, eventType: one.eventType, state: one.state, tries: one.tries },
  dateCreated: one.createdAt.toISOString(),
  ...(one.state === 'WAITING' ? { nextTry: one.dueAt.toISOString() } : {}),
  ...(one.lastTry === null
    ? {}
    : {
        lastTry: {
          at: one.lastTry.at.toISOString(),
          ...(one.lastTry.status === null ? {} : { status: one.lastTry.status }),
          ...(one.lastTry.failure === null ? {} : { failure: one.lastTry.failure }),
        },
      }),
  ...(one.endedAt === null ? {} : { dateEnded: one.endedAt.toISOString() }),
  payload: JSON.parse(one.payload) as unknown,
});
