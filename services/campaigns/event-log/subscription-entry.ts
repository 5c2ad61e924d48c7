/** The event log's entry about a webhook subscription that the system disabled. Pure. */
import type { EventDocument, SubscriptionDocument } from '../../../schemas/collections.ts';

export type LoggedSubscription = Pick<
  SubscriptionDocument,
  '_id' | 'name' | 'enabled' | 'disabledReason' | 'since' | 'modifiedAt'
>;

/** One for each time that it was enabled: changed by people while it is disabled, it is no second one. Null: the system did not. */
export function subscriptionEntry({
  _id,
  name,
  enabled,
  disabledReason,
  since,
  modifiedAt,
}: LoggedSubscription): EventDocument | null {
  if (enabled || disabledReason === null) return null;
  return {
    _id: `subscription-disabled:${_id}:${since.toISOString()}`,
    ...{ at: modifiedAt, level: 'ERROR', category: 'WEBHOOK_SUBSCRIPTION' },
    code: 'WEBHOOK_SUBSCRIPTION_DISABLED',
    message: `The webhook subscription "${name}" was disabled: ${disabledReason}`,
    ...{ entity: { kind: 'webhookSubscription', id: _id, name }, who: null, correlationId: null },
  };
}
