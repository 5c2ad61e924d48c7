/** Webhook subscriptions, and what was sent to each. */
import type { Filter } from 'mongodb';
import {
  collections,
  type DeliveryDocument,
  type DeliveryState,
  type SubscriptionDocument,
} from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { getByName } from '../find-by-name.ts';
import { pageByName } from '../page-by-name.ts';
import { pageByNumber, textCondition, type Numbered, type TextComparison } from '../page-number.ts';
import { joinCursor, limitOf, pageOf, splitCursor, type Page, type PageRequest } from '../page.ts';

export type SubscriptionQuery = {
  readonly divisions: 'all' | readonly string[];
  readonly name?: { text: string; how: TextComparison } | undefined;
};

/** By name. */
export function findSubscriptions(
  database: Database,
  { divisions, name }: SubscriptionQuery,
  page: { skip: number; size: number; isDescending: boolean },
): Promise<Numbered<SubscriptionDocument>> {
  const filter: Filter<SubscriptionDocument> = {
    ...(divisions === 'all' ? {} : { divisionId: { $in: [...divisions] } }),
    ...(name === undefined ? {} : { name: textCondition(name.text, name.how) }),
  };
  return pageByNumber(database, collections.webhookSubscriptions, filter, { ...page, index: { name: 1 } });
}

export const listSubscriptions = (
  database: Database,
  request: PageRequest,
): Promise<Page<SubscriptionDocument>> => pageByName(database, collections.webhookSubscriptions, request);

/** @param reference name or id. @throws Refused when there is none */
export const getSubscription = (database: Database, reference: string): Promise<SubscriptionDocument> =>
  getByName(database, collections.webhookSubscriptions, 'subscription', reference);

/** The latest first. */
export const findDeliveries = (
  database: Database,
  { subscriptionId, state }: { subscriptionId: string; state: DeliveryState | undefined },
  { skip, size }: { skip: number; size: number },
): Promise<Numbered<DeliveryDocument>> =>
  pageByNumber(
    database,
    collections.webhookDeliveries,
    { subscriptionId, ...(state === undefined ? {} : { state }) },
    {
      ...{ skip, size, isDescending: true },
      index:
        state === undefined
          ? { subscriptionId: 1, createdAt: 1, _id: 1 }
          : { subscriptionId: 1, state: 1, createdAt: 1, _id: 1 },
    },
  );

/** The oldest first. */
export async function listDeliveries(
  database: Database,
  { subscriptionId, state }: { subscriptionId: string; state: DeliveryState | undefined },
  request: PageRequest,
): Promise<Page<DeliveryDocument>> {
  const [at = '', id = ''] = request.after === null ? [] : splitCursor(request.after, 2);
  const createdAt = new Date(at);
  const found = await database
    .of(collections.webhookDeliveries)
    .find({
      subscriptionId,
      ...(state === undefined ? {} : { state }),
      ...(request.after === null
        ? {}
        : { $or: [{ createdAt: { $gt: createdAt } }, { createdAt, _id: { $gt: id } }] }),
    })
    .sort({ createdAt: 1, _id: 1 })
    .limit(limitOf(request))
    .toArray();
  return pageOf(found, request, (one) => joinCursor(one.createdAt.toISOString(), one._id));
}

export type WaitingDeliveries = { readonly waiting: number; readonly oldest: Date | null };

/** So many are counted at most. */
const COUNTED = 100_000;

/** What waits for its first or its next try, of all subscriptions. */
export async function countWaiting(database: Database): Promise<WaitingDeliveries> {
  const deliveries = database.of(collections.webhookDeliveries);
  const hint = { state: 1, createdAt: 1 } as const;
  const [waiting, oldest] = await Promise.all([
    deliveries.countDocuments({ state: 'WAITING' }, { hint, limit: COUNTED }),
    deliveries.findOne({ state: 'WAITING' }, { hint, sort: { createdAt: 1 }, projection: { createdAt: 1 } }),
  ]);
  return { waiting, oldest: oldest?.createdAt ?? null };
}
