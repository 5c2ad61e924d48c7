/** Who is told by webhook of what happens here, what each is told, and what holds sending at present. */
import { collection } from './collection.ts';

/** A secret that signs calls, encrypted with SUBSCRIPTION_KEY. */
type SealedSecret = string;

export type SubscriptionDocument = {
  _id: string;
  name: string;
  /** Its path and query may hold a secret of the receiver. */
  url: string;
  /** Names of event types; `*` = all, also those of later versions. */
  eventTypes: string[];
  /** It hears of what lies in this division, and of what lies in none. */
  divisionId: string;
  enabled: boolean;
  /** Why it was disabled by the system; null: it was not. */
  disabledReason: string | null;
  /** It hears of what happened since then: when it was created, or enabled the last time. */
  since: Date;
  /** Grows with every change by people, and when the system disables it. */
  version: number;
  secret: SealedSecret;
  /** The secret before: it signs beside the present one until then. */
  formerSecret: { secret: SealedSecret; until: Date } | null;
  /** The first of the tries that have failed in a row, and how many they are; null: the last one succeeded. */
  failing: { since: Date; tries: number } | null;
  createdAt: Date;
  modifiedAt: Date;
};

/** `WAITING`: for its first or next try. `DEAD`: it is not tried again unless somebody asks for it. */
export type DeliveryState = 'WAITING' | 'DELIVERED' | 'DEAD';

/** One event for one subscription. */
export type DeliveryDocument = {
  /** Made from the event and the subscription: an event that is read again makes no second one. */
  _id: string;
  subscriptionId: string;
  /** Header `webhook-id`: the same at every try, and for every subscription. */
  webhookId: string;
  eventType: string;
  /** The JSON that is sent. It holds ids, names and counts, and never a number of a person. */
  payload: string;
  state: DeliveryState;
  createdAt: Date;
  /** When it is tried next; while a try is under way, when another process may try. */
  dueAt: Date;
  /** The try under way; null between tries. */
  claim: string | null;
  /** Since it was created, or asked for again. */
  tries: number;
  /** The last try: when, and why it failed; null: it succeeded. */
  lastTry: { at: Date; status: number | null; failure: string | null } | null;
  /** When it was delivered or given up. */
  endedAt: Date | null;
};

/** A time during which the provider holds or slows something; repeated signals lengthen it and are not told again. */
export type HoldEpisodeDocument = {
  _id: string;
  /** As the signal named it (services/domain/provider/provider-scope.ts). */
  target: string;
  scope: string;
  scopeKey: string;
  code: number;
  since: Date;
  until: Date;
};

export const subscriptionCollections = {
  webhookSubscriptions: collection<SubscriptionDocument>({
    name: 'webhook_subscriptions',
    writers: ['subscriptions'],
    indexes: [{ keys: { name: 1 }, unique: true }, { keys: { divisionId: 1 } }],
  }),
  webhookDeliveries: collection<DeliveryDocument>({
    name: 'webhook_deliveries',
    writers: ['subscriptions'],
    indexes: [
      { keys: { createdAt: 1 }, expireAfterSeconds: 30 * 24 * 3600, expiresBy: 'deliveries' },
      { keys: { state: 1, subscriptionId: 1, dueAt: 1 } },
      { keys: { state: 1, createdAt: 1 } },
      { keys: { subscriptionId: 1, createdAt: 1, _id: 1 } },
      { keys: { subscriptionId: 1, state: 1, createdAt: 1, _id: 1 } },
    ],
  }),
  holdEpisodes: collection<HoldEpisodeDocument>({
    name: 'hold_episodes',
    writers: ['notifier'],
    indexes: [{ keys: { target: 1 } }, { keys: { until: 1 }, expireAfterSeconds: 7 * 24 * 3600 }],
  }),
} as const;
