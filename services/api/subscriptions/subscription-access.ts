/** The subscription that a request names, for callers who may use the route in its division. */
import type { SubscriptionDocument } from '../../../schemas/collections.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { findSubscription } from '../../subscriptions/subscription-store.ts';
import { requireDivision } from '../access/access.ts';
import { notFound } from '../http/api-error.ts';
import type { Caller } from '../http/api-server.ts';

export const SEEING = ['outbound:webhookSubscription:view'] as const;

/** @throws ApiError 404 where the caller does not see it, 403 where he may not do this */
export async function subscriptionFor(
  database: Database,
  caller: Caller,
  id: string,
): Promise<SubscriptionDocument> {
  const subscription = await findSubscription(database, id);
  if (!subscription) throw notFound();
  requireDivision(caller, subscription.divisionId, SEEING);
  return subscription;
}
