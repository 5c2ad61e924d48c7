/** Makes the deliveries of what happened: durable, and one of each event for each subscription. */
import type { Database } from '../../platform/mongo/mongo.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { insertDeliveries } from '../../subscriptions/delivery-store.ts';
import { wants } from '../../subscriptions/event-types.ts';
import { findEnabledSubscriptions } from '../../subscriptions/subscription-store.ts';
import type { Happening } from './happening.ts';
import { placeHappenings } from './place-happenings.ts';
import { deliveriesOf } from './who-hears.ts';

/** @returns how many deliveries are new */
export async function tell(
  database: Database,
  happenings: readonly Happening[],
  log: Logger,
): Promise<number> {
  if (happenings.length === 0) return 0;
  const subscriptions = await findEnabledSubscriptions(database);
  const wanted = happenings.filter(({ type, at }) =>
    subscriptions.some(({ eventTypes, since }) => at >= since && wants(eventTypes, type)),
  );
  if (wanted.length === 0) return 0;
  const now = new Date();
  const { placed, lost } = await placeHappenings(database, wanted, now);
  for (const { type, about } of lost)
    log.warn({ type, about }, 'nobody is told of this: its division is not known');
  return insertDeliveries(database, deliveriesOf(placed, subscriptions, now));
}
