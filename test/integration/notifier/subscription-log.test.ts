/** A webhook subscription that the system disables is in the event log, once for each time, where its division shows it. */
import { randomUUID } from 'node:crypto';
import { collections, type EventDocument } from '../../../schemas/collections.ts';
import { THE_SYSTEM } from '../../../services/access/audit-access.ts';
import { keepSubscriptionLog } from '../../../services/campaigns/event-log/keep-subscription-log.ts';
import { startNotifier } from '../../../services/notifier/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { sendTestEvent } from '../../../services/subscriptions/redeliver.ts';
import { changeSubscription, createSubscription } from '../../../services/subscriptions/subscriptions.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import { answerWith, openWebhookReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';

let system: TestSystem;
let database: Database;
let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = await openWebhookReceiver();
  system = await openTestSystem({
    SUBSCRIPTION_KEY: 'only-for-tests-0123456789abcdef0123456789',
    SUBSCRIPTION_INTERNAL_ORIGINS: receiver.origin,
    LOG_LEVEL: 'fatal',
  });
  database = await system.context.mongo();
  await system.start('notifier', startNotifier);
  await keepSubscriptionLog(system.context);
});
afterAll(async () => {
  await system.close();
  await receiver.shut();
});

const doing = () => ({ actor: THE_SYSTEM, now: new Date() });
const findSubscription = async (id: string) => {
  const found = await database.of(collections.webhookSubscriptions).findOne({ _id: id });
  if (!found) throw new Error('the subscription is gone');
  return found;
};
const entriesOf = (id: string): Promise<EventDocument[]> =>
  database.of(collections.events).find({ 'entity.id': id }).sort({ at: 1 }).toArray();

/** Enabled or not; the rest stays. */
async function change(id: string, more: { enabled?: boolean; name?: string }): Promise<void> {
  const { name, url, eventTypes, divisionId, enabled, version } = await findSubscription(id);
  const { subscriptions } = system.settings;
  const definition = { name, url, eventTypes, divisionId, enabled, version, ...more };
  await changeSubscription(database, subscriptions, id, definition, doing());
}

it('says which, why and when; again after it was enabled and disabled again; not for what people do', async () => {
  const id = randomUUID();
  receiver.answer('/gone', answerWith(410));
  const definition = { name: 'Sales', url: `${receiver.origin}/gone`, eventTypes: ['*'] };
  await createSubscription(
    database,
    system.settings.subscriptions,
    id,
    { ...definition, divisionId: 'home', enabled: true },
    doing(),
  );
  await change(id, { enabled: false });
  await change(id, { enabled: true });
  await sendTestEvent(database, await findSubscription(id), new Date());
  const [first] = await until('it is in the log', async () => {
    const entries = await entriesOf(id);
    return entries.length > 0 ? entries : null;
  });
  expect(first).toMatchObject({
    ...{ level: 'ERROR', category: 'WEBHOOK_SUBSCRIPTION', code: 'WEBHOOK_SUBSCRIPTION_DISABLED' },
    message: 'The webhook subscription "Sales" was disabled: the receiver answered 410 Gone',
    ...{ entity: { kind: 'webhookSubscription', id, name: 'Sales' }, divisionId: 'home' },
  });
  expect(first?.at).toEqual((await findSubscription(id)).modifiedAt);
  // changed while it is disabled: it was disabled once
  await change(id, { name: 'Sales (old)' });
  await change(id, { enabled: true });
  await sendTestEvent(database, await findSubscription(id), new Date());
  await until('the second time is in the log', async () => (await entriesOf(id)).length > 1);
  const messages = (await entriesOf(id)).map(({ message }) => message);
  expect(messages).toHaveLength(2);
  expect(messages[1]).toContain('"Sales (old)"');
});
