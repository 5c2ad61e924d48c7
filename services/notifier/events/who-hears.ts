/**
 * Which subscriptions hear of something: those that are enabled, name its type, lie in its division, and
 * were there when it happened. Pure.
 */
import type { DeliveryDocument, SubscriptionDocument } from '../../../schemas/collections.ts';
import { newDelivery } from '../../subscriptions/delivery-store.ts';
import { wants } from '../../subscriptions/event-types.ts';
import { payloadOf } from '../../subscriptions/payload.ts';
import { ANY_DIVISION, type PlacedHappening } from './happening.ts';

type Listener = Pick<SubscriptionDocument, '_id' | 'enabled' | 'eventTypes' | 'divisionId' | 'since'>;

export const hears = (
  { _id, enabled, eventTypes, divisionId, since }: Listener,
  happening: Pick<PlacedHappening, 'type' | 'at' | 'divisionId' | 'about'>,
): boolean =>
  enabled &&
  wants(eventTypes, happening.type) &&
  (happening.divisionId === ANY_DIVISION || happening.divisionId === divisionId) &&
  happening.at.getTime() >= since.getTime() &&
  // it cannot be told of itself
  !(happening.about.kind === 'subscription' && happening.about.id === _id);

export function deliveriesOf(
  happenings: readonly PlacedHappening[],
  subscriptions: readonly Listener[],
  now: Date,
): DeliveryDocument[] {
  return happenings.flatMap((happening) => {
    const listeners = subscriptions.filter((subscription) => hears(subscription, happening));
    if (listeners.length === 0) return [];
    const { eventId, type, at, about, name, divisionId, data } = happening;
    const payload = payloadOf(type, at, {
      [about.kind]: { id: about.id, ...(name === null ? {} : { name }) },
      ...(divisionId === ANY_DIVISION ? {} : { division: { id: divisionId } }),
      ...data,
    });
    return listeners.map(({ _id }) => newDelivery(_id, { eventId, eventType: type, payload }, now));
  });
}
