/** A notifier that is killed while it calls, or between reading and calling, loses no event and makes no second delivery of one. */
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import { THE_SYSTEM } from '../../../services/access/audit-access.ts';
import { createSubscription } from '../../../services/subscriptions/subscriptions.ts';
import { campaignChanged, campaignDocument } from '../../support/campaign-documents.ts';
import { serviceProcesses } from '../../support/service-process.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import {
  answerWith,
  openWebhookReceiver,
  verified,
  type WebhookReceiver,
} from '../../support/webhook-receiver.ts';

const EVENTS = 40;

let system: TestSystem;
let receiver: WebhookReceiver;
const processes = serviceProcesses(() => system.settings);

beforeAll(async () => {
  receiver = await openWebhookReceiver();
  system = await openTestSystem({
    SUBSCRIPTION_KEY: 'only-for-tests-0123456789abcdef0123456789',
    SUBSCRIPTION_INTERNAL_ORIGINS: receiver.origin,
  });
});
afterAll(async () => {
  processes.killAll();
  await system.close();
  await receiver.shut();
});

test('killed in the middle of calls, the next process makes them again under the same ids, and none is lost', async () => {
  const database = await system.context.mongo();
  const { key } = system.settings.subscriptions;
  const env = {
    SUBSCRIPTION_KEY: key,
    SUBSCRIPTION_INTERNAL_ORIGINS: receiver.origin,
    SUBSCRIPTION_TIMEOUT_MS: '3000',
    SUBSCRIPTION_RETRIES: '100ms,100ms',
  };
  const { subscription, secret } = await createSubscription(
    database,
    system.settings.subscriptions,
    randomUUID(),
    { name: 'CRM', url: `${receiver.origin}/hooks`, eventTypes: ['*'], divisionId: 'home', enabled: true },
    { actor: THE_SYSTEM, now: new Date() },
  );
  const campaign = campaignDocument({ _id: randomUUID(), status: 'complete' });
  await database.of(collections.campaigns).insertOne(campaign);
  // the first calls hang: the process dies while they are under way
  const hanging: ServerResponse[] = [];
  let isHanging = true;
  receiver.answer('/hooks', (call, response) => {
    if (isHanging) hanging.push(response);
    else answerWith(204)(call, response);
  });
  const first = await processes.start('notifier', env);
  const producer = await system.context.producer();
  const events = Array.from({ length: EVENTS }, (_, revision) => ({
    ...campaignChanged({ ...campaign, revision }, 'COMPLETED'),
    ...{ eventId: randomUUID(), occurredAt: Date.now() },
  }));
  await producer.send(topics.campaignEvents, events.slice(0, EVENTS / 2));
  await until('calls are under way', () => hanging.length > 0);
  // more comes while it dies
  await producer.send(topics.campaignEvents, events.slice(EVENTS / 2));
  first.signal('SIGKILL');
  expect(await first.exitCode).toBeNull();
  const under = receiver.received.map(({ headers }) => headers['webhook-id']);
  isHanging = false;
  await processes.start('notifier', env);
  await until('all are delivered', async () => {
    const deliveries = database.of(collections.webhookDeliveries);
    return (await deliveries.countDocuments({ state: 'DELIVERED' })) === EVENTS;
  });
  expect(await database.of(collections.webhookDeliveries).countDocuments({})).toBe(EVENTS);
  const calls = receiver.received.slice(under.length);
  const ids = calls.map(({ headers }) => headers['webhook-id']);
  expect(new Set(ids).size).toBe(EVENTS);
  // each call that was cut off was made again
  expect(ids).toEqual(expect.arrayContaining(under));
  for (const call of calls) expect(() => verified(call, secret)).not.toThrow();
  expect(subscription.enabled).toBe(true);
});
