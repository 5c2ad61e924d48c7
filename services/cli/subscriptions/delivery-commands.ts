/** `wac subscriptions deliveries | redeliver | test` */
import { InvalidArgumentError, type Command } from 'commander';
import type { DeliveryDocument, DeliveryState } from '../../../schemas/collections.ts';
import { getSubscription, listDeliveries } from '../../queries/subscriptions/subscriptions.ts';
import { redeliver, sendTestEvent } from '../../subscriptions/redeliver.ts';
import { UsageError } from '../exit-codes.ts';
import { counted } from '../terminal/counted.ts';
import { showAll } from '../terminal/show-all.ts';
import type { WithSession } from '../with-session.ts';

const states: Readonly<Record<string, DeliveryState>> = {
  waiting: 'WAITING',
  delivered: 'DELIVERED',
  dead: 'DEAD',
};

export function addDeliveryCommands(subscriptions: Command, withSession: WithSession): void {
  subscriptions
    .command('deliveries')
    .description('what was and will be sent to a subscription, the oldest first')
    .argument('<subscription>', 'name or id')
    .option('--state <state>', 'waiting, delivered or dead (given up)', readState)
    .action(
      withSession(async (session, reference: string, { state }: { state?: DeliveryState }) => {
        const database = await session.database();
        const { _id: subscriptionId } = await getSubscription(database, reference);
        await showAll(session, {
          read: (request) => listDeliveries(database, { subscriptionId, state }, request),
          none: 'there are no such deliveries',
          columns: ['CREATED', 'ID', 'EVENT', 'STATE', 'TRIES', 'LAST TRY'],
          row: (one) => [
            one.createdAt.toISOString(),
            one._id,
            one.eventType,
            one.state.toLowerCase(),
            String(one.tries),
            lastTryOf(one),
          ],
          view: viewOf,
        });
      }),
    );
  subscriptions
    .command('redeliver')
    .description('send deliveries again that have ended, under the same webhook-id')
    .argument('<subscription>', 'name or id')
    .argument('[ids...]', 'ids, as "wac subscriptions deliveries" prints them')
    .option('--all-dead', 'all that were given up')
    .action(
      withSession(async (session, reference: string, ids: string[], { allDead }: { allDead?: boolean }) => {
        if ((ids.length === 0) === !allDead)
          throw new UsageError('expected ids of deliveries, or --all-dead');
        const database = await session.database();
        const subscription = await getSubscription(database, reference);
        const which = allDead ? ('dead' as const) : { ids };
        const count = await redeliver(database, subscription, which, {
          actor: session.actor,
          now: new Date(),
        });
        session.result({ count }, `${counted(count, 'event')} will be sent again`);
      }),
    );
  subscriptions
    .command('test')
    .description('send a test event to a subscription; "wac subscriptions deliveries" shows what came of it')
    .argument('<subscription>', 'name or id')
    .action(
      withSession(async (session, reference: string) => {
        const database = await session.database();
        const subscription = await getSubscription(database, reference);
        const delivery = await sendTestEvent(database, subscription, new Date());
        session.result(
          viewOf(delivery),
          `a test event is on its way to ${subscription.name} (${delivery._id})`,
        );
      }),
    );
}

function readState(text: string): DeliveryState {
  const state = states[text.toLowerCase()];
  if (!state) throw new InvalidArgumentError(`Expected ${Object.keys(states).join(', ')}, found "${text}".`);
  return state;
}

const lastTryOf = ({ lastTry }: DeliveryDocument): string =>
  lastTry === null ? '-' : `${lastTry.at.toISOString()} ${lastTry.failure ?? 'ok'}`;

const viewOf = (one: DeliveryDocument) => ({
  ...{ id: one._id, webhookId: one.webhookId, eventType: one.eventType, state: one.state, tries: one.tries },
  ...{ createdAt: one.createdAt, dueAt: one.state === 'WAITING' ? one.dueAt : null, lastTry: one.lastTry },
  ...{ endedAt: one.endedAt, payload: JSON.parse(one.payload) as unknown },
});
