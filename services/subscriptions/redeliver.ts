/** What people ask of deliveries: a test event, and what has ended once more. */
import { randomUUID } from 'node:crypto';
import type { DeliveryDocument, SubscriptionDocument } from '../../schemas/collections.ts';
import { insertAudit } from '../audit/audit-store.ts';
import { refusedWith, type Refused } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { askAgain, insertDeliveries, newDelivery } from './delivery-store.ts';
import { TEST_EVENT } from './event-types.ts';
import { payloadOf } from './payload.ts';
import type { Doing } from './write-subscription.ts';

/** @throws Refused when the subscription is disabled */
export async function sendTestEvent(
  database: Database,
  subscription: SubscriptionDocument,
  now: Date,
): Promise<DeliveryDocument> {
  if (!subscription.enabled) throw disabled(subscription);
  const { _id: id, name, divisionId } = subscription;
  const payload = payloadOf(TEST_EVENT, now, { subscription: { id, name }, division: { id: divisionId } });
  const message = { eventId: `test:${randomUUID()}`, eventType: TEST_EVENT, payload };
  const delivery = newDelivery(id, message, now);
  await insertDeliveries(database, [delivery]);
  return delivery;
}

/**
 * Puts deliveries that have ended back among those that wait, as if they had never been tried; the header
 * `webhook-id` stays.
 * @param which ids, or all that were given up
 * @returns how many
 * @throws Refused when the subscription is disabled
 */
export async function redeliver(
  database: Database,
  subscription: SubscriptionDocument,
  which: { readonly ids: readonly string[] } | 'dead',
  { actor, now }: Doing,
): Promise<number> {
  if (!subscription.enabled) throw disabled(subscription);
  const { _id: id, name, divisionId } = subscription;
  const count = await askAgain(database, id, which === 'dead' ? { state: 'DEAD' } : which, now);
  if (count > 0)
    await insertAudit(database, {
      ...{ _id: randomUUID(), at: now, action: 'RedeliverWebhooks', isDone: true, ...actor, faults: [] },
      ...{ entity: { kind: 'webhookSubscription', id, name }, divisionId },
      changes: [{ property: 'deliveries', before: null, after: String(count) }],
    });
  return count;
}

const disabled = ({ name }: SubscriptionDocument): Refused =>
  refusedWith('invalid.update', `The subscription "${name}" is disabled; enable it first.`);
