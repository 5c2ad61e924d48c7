/**
 * Webhook subscriptions that the system disabled → the event log. Looked at from time to time: they are told by webhook, and on no
 * topic.
 */
import { collections } from '../../../schemas/collections.ts';
import type { ServiceContext } from '../../platform/process/run-service.ts';
import { insertEvents } from './event-store.ts';
import { subscriptionEntry, type LoggedSubscription } from './subscription-entry.ts';

const LOOK_EVERY_MS = 5_000;

export async function keepSubscriptionLog(context: ServiceContext): Promise<void> {
  const database = await context.mongo();
  let written = new Set<string>();

  async function look(): Promise<void> {
    const disabled = await database
      .of(collections.webhookSubscriptions)
      .find({ enabled: false, disabledReason: { $ne: null } })
      .project<LoggedSubscription>({ name: 1, enabled: 1, disabledReason: 1, since: 1, modifiedAt: 1 })
      .toArray();
    const entries = disabled.flatMap((subscription) => subscriptionEntry(subscription) ?? []);
    await insertEvents(
      database,
      entries.filter(({ _id }) => !written.has(_id)),
    );
    written = new Set(entries.map(({ _id }) => _id));
  }

  context.repeat('the look at disabled subscriptions', LOOK_EVERY_MS, look);
}
