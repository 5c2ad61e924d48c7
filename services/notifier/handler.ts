/**
 * What happens to campaigns, imports and integrations → deliveries, one of each event for each subscription;
 * and their sending as signed calls. Records are committed when their deliveries are durable.
 */
import { topics, type Topic } from '../../schemas/topics.ts';
import type { Running, ServiceContext } from '../platform/process/run-service.ts';
import { keepDelivering } from './delivery/keep-delivering.ts';
import { showDeliveries } from './delivery/show-deliveries.ts';
import { campaignHappenings } from './events/campaign-happening.ts';
import type { Happening } from './events/happening.ts';
import { importHappenings } from './events/import-happening.ts';
import { takeSignals } from './events/take-signals.ts';
import { tell } from './events/tell.ts';

const GROUP = 'notifier';

export async function startNotifier(context: ServiceContext): Promise<Running> {
  const { log, settings } = context;
  const database = await context.mongo();
  if (settings.subscriptions.key === '')
    log.warn('SUBSCRIPTION_KEY is empty: no webhook can be signed, and none is sent');
  const delivering = await keepDelivering(context);
  const tellOf = async (happenings: readonly Happening[]): Promise<void> => {
    if ((await tell(database, happenings, log)) > 0) delivering.wake();
  };
  const consume = <V>(topic: Topic<V>, take: (values: readonly V[]) => Promise<void>) =>
    context.consume({
      ...{ topic, groupId: GROUP },
      handle: async (records) => take(records.map(({ value }) => value)),
    });
  await Promise.all([
    consume(topics.campaignEvents, (events) => tellOf(events.flatMap(campaignHappenings))),
    consume(topics.contactListEvents, (events) => tellOf(events.flatMap(importHappenings))),
    consume(topics.providerSignals, (signals) => takeSignals(database, signals, tellOf)),
  ]);
  showDeliveries(database, context.metrics, log);
  return delivering;
}
