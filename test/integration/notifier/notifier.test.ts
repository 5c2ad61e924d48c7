/** What happens reaches subscribers as signed calls: once for each event, whatever receivers and processes do. */
import { randomUUID } from 'node:crypto';
import {
  collections,
  type CampaignDocument,
  type DeliveryDocument,
  type SubscriptionDocument,
} from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { CampaignEvent, ProviderSignal } from '../../../schemas/types.ts';
import { THE_SYSTEM } from '../../../services/access/audit-access.ts';
import { startNotifier } from '../../../services/notifier/handler.ts';
import { LEAST_FAILURES } from '../../../services/notifier/delivery/next-step.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { redeliver, sendTestEvent } from '../../../services/subscriptions/redeliver.ts';
import {
  changeSubscription,
  createSubscription,
  rotateSecret,
} from '../../../services/subscriptions/subscriptions.ts';
import { campaignDocument, integrationDocument } from '../../support/campaign-documents.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import {
  answerWith,
  openWebhookReceiver,
  verified,
  type WebhookReceiver,
} from '../../support/webhook-receiver.ts';

const KEY = 'only-for-tests-0123456789abcdef0123456789';
const RETRIES = 3;

let system: TestSystem;
let database: Database;
let receiver: WebhookReceiver;

beforeAll(async () => {
  receiver = await openWebhookReceiver();
  system = await openTestSystem({
    // nobody dies here: a process that has no time for a heartbeat keeps its partitions, and nothing is delivered again
    KAFKA_SESSION_MS: '30000',
    SUBSCRIPTION_KEY: KEY,
    SUBSCRIPTION_INTERNAL_ORIGINS: receiver.origin,
    SUBSCRIPTION_TIMEOUT_MS: '1000',
    // failures are what is tested here
    LOG_LEVEL: 'fatal',
    SUBSCRIPTION_RETRIES: Array.from({ length: RETRIES }, () => '100ms').join(),
  });
  database = await system.context.mongo();
  // two processes: nothing may be sent twice
  await system.start('notifier', startNotifier);
  await system.start('notifier', startNotifier);
});
afterAll(async () => {
  await system.close();
  await receiver.shut();
});

// no test hears of another's events
afterEach(() => database.of(collections.webhookSubscriptions).deleteMany({}));

const doing = () => ({ actor: THE_SYSTEM, now: new Date() });

/** A subscription that is called at a path of its own. */
async function subscribe(more: Partial<SubscriptionDocument> = {}) {
  const name = randomUUID();
  const path = `/${name}`;
  const { subscription, secret } = await createSubscription(
    database,
    system.settings.subscriptions,
    name,
    {
      ...{ name, url: `${receiver.origin}${path}`, eventTypes: ['*'], divisionId: 'home', enabled: true },
      ...more,
    },
    doing(),
  );
  return { subscription, id: name, secret, path };
}

async function storeCampaign(more: Partial<CampaignDocument> = {}): Promise<string> {
  const campaign = campaignDocument({ _id: randomUUID(), ...more });
  await database.of(collections.campaigns).insertOne(campaign);
  return campaign._id;
}

const completed = (campaignId: string): CampaignEvent => ({
  ...{ eventId: randomUUID(), subjectId: campaignId, occurredAt: Date.now() },
  body: {
    ...{
      type: 'CampaignChanged',
      campaignId,
      cause: 'COMPLETED',
      revision: 3,
      status: 'complete',
      name: 'x',
    },
    ...{ integrationId: 'i1', contactListId: 'l1', messagesPerMinute: 60, alwaysRunning: false, runId: 'r1' },
    errors: [],
  },
});

const publish = async (...events: CampaignEvent[]): Promise<void> =>
  (await system.context.producer()).send(topics.campaignEvents, events);

const deliveriesOf = (subscriptionId: string): Promise<DeliveryDocument[]> =>
  database.of(collections.webhookDeliveries).find({ subscriptionId }).sort({ createdAt: 1 }).toArray();

const oneIn = (id: string, state: DeliveryDocument['state']): Promise<DeliveryDocument> =>
  until(`a delivery is ${state}`, async () => (await deliveriesOf(id)).find((one) => one.state === state));

const findSubscription = (id: string) => database.of(collections.webhookSubscriptions).findOne({ _id: id });

test('an event reaches those that want it as one call, which the standard library verifies', async () => {
  const { id, secret, path, subscription } = await subscribe();
  const other = await subscribe({ eventTypes: ['v2.outbound.whatsappcampaigns.started'] });
  const elsewhere = await subscribe();
  await database
    .of(collections.webhookSubscriptions)
    .updateOne({ _id: elsewhere.id }, { $set: { divisionId: 'north' } });
  const campaignId = await storeCampaign({ name: 'Spring', runId: 'r1' });
  const event = completed(campaignId);
  await publish(event, event);
  const delivery = await oneIn(id, 'DELIVERED');
  // and once more, after it was delivered
  await publish(event);
  await system.untilHandled(topics.campaignEvents, 'notifier');
  expect(await deliveriesOf(id)).toHaveLength(1);
  const [call] = receiver.of(path);
  expect(receiver.of(path)).toHaveLength(1);
  expect(call && verified(call, secret)).toEqual({
    ...{
      type: 'v2.outbound.whatsappcampaigns.completed',
      timestamp: new Date(event.occurredAt).toISOString(),
    },
    data: {
      ...{ campaign: { id: campaignId, name: 'Spring' }, division: { id: 'home' } },
      ...{ status: 'complete', runId: 'r1', errors: [] },
      counts: { contacts: null, accepted: 0, failed: 0, skipped: 0, unknown: 0 },
    },
  });
  expect(call?.headers['webhook-id']).toBe(delivery.webhookId);
  expect(() => call && verified(call, other.secret)).toThrow('No matching signature');
  expect(delivery).toMatchObject({ tries: 1, lastTry: { status: 204, failure: null } });
  expect([...(await deliveriesOf(other.id)), ...(await deliveriesOf(elsewhere.id))]).toEqual([]);
  expect(JSON.stringify(subscription)).not.toContain(secret.slice(6));
});

test('two processes deliver many events once each', async () => {
  const { id, path } = await subscribe();
  const campaignId = await storeCampaign();
  const events = Array.from({ length: 60 }, () => completed(campaignId));
  await publish(...events);
  await until('all are delivered', async () => {
    const all = await deliveriesOf(id);
    return all.length === events.length && all.every(({ state }) => state === 'DELIVERED');
  });
  const ids = receiver.of(path).map(({ headers }) => headers['webhook-id']);
  expect(ids).toHaveLength(events.length);
  expect(new Set(ids).size).toBe(events.length);
});

test('a receiver that fails gets the event again under the same id, until it takes it', async () => {
  const { id, path } = await subscribe();
  let calls = 0;
  receiver.answer(path, (call, response) => answerWith((calls += 1) < 3 ? 500 : 200)(call, response));
  await publish(completed(await storeCampaign()));
  const delivery = await oneIn(id, 'DELIVERED');
  expect(delivery.tries).toBe(3);
  const ids = receiver.of(path).map(({ headers }) => headers['webhook-id']);
  expect(ids).toEqual([delivery.webhookId, delivery.webhookId, delivery.webhookId]);
  expect((await findSubscription(id))?.failing).toBeNull();
});

test('what cannot be delivered is given up with the reason, and sent again when somebody asks', async () => {
  const { id, path } = await subscribe();
  receiver.answer(path, answerWith(503));
  await publish(completed(await storeCampaign()));
  const dead = await oneIn(id, 'DEAD');
  expect(dead).toMatchObject({ tries: RETRIES + 1, lastTry: { status: 503, failure: 'answered 503' } });
  expect((await findSubscription(id))?.failing).toMatchObject({ tries: RETRIES + 1 });
  receiver.answer(path, answerWith(200));
  const subscription = await findSubscription(id);
  expect(subscription && (await redeliver(database, subscription, { ids: [dead._id] }, doing()))).toBe(1);
  const delivered = await oneIn(id, 'DELIVERED');
  expect(delivered).toMatchObject({ _id: dead._id, webhookId: dead.webhookId, tries: 1 });
  expect((await findSubscription(id))?.failing).toBeNull();
});

test('a receiver that hangs is left after its time, and holds no other', async () => {
  const slow = await subscribe();
  const quick = await subscribe();
  receiver.answer(slow.path, () => undefined);
  const campaignId = await storeCampaign();
  await publish(...Array.from({ length: 10 }, () => completed(campaignId)));
  await until('the quick one has all', async () => receiver.of(quick.path).length === 10);
  expect((await deliveriesOf(slow.id)).every(({ state }) => state === 'WAITING')).toBe(true);
  const delivery = await until('a try has ended', async () =>
    (await deliveriesOf(slow.id)).find(({ lastTry }) => lastTry !== null),
  );
  expect(delivery.lastTry).toMatchObject({ status: null, failure: 'no answer within 1000 ms' });
});

test('redirects are not followed', async () => {
  const { id, path } = await subscribe();
  receiver.answer(path, answerWith(307, { location: `${receiver.origin}/elsewhere` }));
  await publish(completed(await storeCampaign()));
  expect((await oneIn(id, 'DEAD')).lastTry?.failure).toBe('answered 307, and redirects are not followed');
  expect(receiver.of('/elsewhere')).toEqual([]);
});

test('internal addresses are not connected to, by number or by name', async () => {
  for (const url of [
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://localhost/',
    'https://169.254.169.254/',
  ]) {
    const { id } = await subscribe({ url });
    const subscription = await findSubscription(id);
    if (subscription) await sendTestEvent(database, subscription, new Date());
    expect((await oneIn(id, 'DEAD')).lastTry?.failure).toBe(
      `the host ${new URL(url).hostname.replace(/^\[|\]$/g, '')} is internal`,
    );
  }
});

test('410 Gone disables a subscription; the others are told, and what waits for it is given up', async () => {
  const { id, path } = await subscribe();
  const other = await subscribe({ eventTypes: ['v2.outbound.webhooksubscriptions.disabled'] });
  receiver.answer(path, answerWith(410));
  await publish(completed(await storeCampaign()));
  const told = await oneIn(other.id, 'DELIVERED');
  expect(JSON.parse(told.payload)).toMatchObject({
    data: { subscription: { id }, reason: 'the receiver answered 410 Gone' },
  });
  const disabled = await until('it is disabled', async () => {
    const subscription = await findSubscription(id);
    return subscription?.enabled === false ? subscription : null;
  });
  expect(disabled).toMatchObject({ disabledReason: 'the receiver answered 410 Gone', version: 2 });
  const audits = await database.of(collections.audits).find({ 'entity.id': id }).sort({ at: 1 }).toArray();
  expect(audits.map(({ action, who }) => [action, who.kind])).toEqual([
    ['CreateWebhookSubscription', 'system'],
    ['DisableWebhookSubscription', 'system'],
  ]);
  const waiting = { subscriptionId: id, state: 'WAITING' as const, dueAt: new Date() };
  const [first] = await deliveriesOf(id);
  if (first)
    await database.of(collections.webhookDeliveries).insertOne({ ...first, ...waiting, _id: randomUUID() });
  await until('both are given up', async () =>
    (await deliveriesOf(id)).every(({ state }) => state === 'DEAD'),
  );
  expect((await deliveriesOf(id)).map(({ lastTry }) => lastTry?.failure)).toContain(
    'the subscription is disabled',
  );
  expect(receiver.of(path)).toHaveLength(1);
});

test('a receiver that has failed for days is disabled; enabled again, it hears of what happens from then on', async () => {
  const { id, path } = await subscribe();
  receiver.answer(path, answerWith(500));
  const since = new Date(Date.now() - system.settings.subscriptions.disableAfterMs);
  await database
    .of(collections.webhookSubscriptions)
    .updateOne({ _id: id }, { $set: { failing: { since, tries: LEAST_FAILURES - 1 } } });
  const campaignId = await storeCampaign();
  await publish(completed(campaignId));
  const disabled = await until('it is disabled', async () => {
    const subscription = await findSubscription(id);
    return subscription?.enabled === false ? subscription : null;
  });
  expect(disabled.disabledReason).toContain(since.toISOString());
  await publish(completed(campaignId));
  await system.untilHandled(topics.campaignEvents, 'notifier');
  receiver.answer(path, answerWith(204));
  const { name, url, eventTypes, divisionId, version } = disabled;
  const definition = { name, url, eventTypes, divisionId, version, enabled: true };
  const enabled = await changeSubscription(database, system.settings.subscriptions, id, definition, doing());
  expect(enabled).toMatchObject({ enabled: true, disabledReason: null, failing: null, version: version + 1 });
  await publish(completed(campaignId));
  await oneIn(id, 'DELIVERED');
  expect((await deliveriesOf(id)).filter(({ state }) => state === 'DELIVERED')).toHaveLength(1);
});

test('while a secret is exchanged both sign; then the present one alone', async () => {
  const { id, path, secret: former } = await subscribe();
  const { secret } = await rotateSecret(database, system.settings.subscriptions, id, 60_000, doing());
  const campaignId = await storeCampaign();
  await publish(completed(campaignId));
  await oneIn(id, 'DELIVERED');
  const [both] = receiver.of(path);
  expect(both?.headers['webhook-signature']?.split(' ')).toHaveLength(2);
  for (const one of [former, secret]) expect(() => both && verified(both, one)).not.toThrow();
  await database
    .of(collections.webhookSubscriptions)
    .updateOne({ _id: id }, { $set: { 'formerSecret.until': new Date(0) } });
  await publish(completed(campaignId));
  const present = await until('a second call', () => receiver.of(path)[1]);
  expect(() => verified(present, secret)).not.toThrow();
  expect(() => verified(present, former)).toThrow('No matching signature');
});

test('a hold of a number is told of the number and of its campaigns that are on, once', async () => {
  const { id } = await subscribe();
  const integration = integrationDocument({ _id: randomUUID() });
  await database.of(collections.integrations).insertOne(integration);
  const campaignId = await storeCampaign({ integrationId: integration._id, status: 'on' });
  const hold = (at: number): ProviderSignal => ({
    ...{ integrationId: `number:${integration.phoneNumberId}`, at },
    body: {
      ...{ type: 'Hold', scope: 'NUMBER', scopeKey: integration.phoneNumberId, until: at + 60_000 },
      ...{ code: 131_048, reason: 'spam' },
    },
  });
  const at = Date.now();
  await (await system.context.producer()).send(topics.providerSignals, [hold(at), hold(at + 1)]);
  await (await system.context.producer()).send(topics.providerSignals, [hold(at + 2)]);
  await system.untilHandled(topics.providerSignals, 'notifier');
  type Told = { type: string; data: object };
  const told = (await deliveriesOf(id)).map(({ payload }) => JSON.parse(payload) as Told);
  expect(told.map(({ type }) => type).sort()).toEqual([
    'v2.conversations.messaging.integrations.whatsapp.held',
    'v2.outbound.whatsappcampaigns.held',
  ]);
  expect(told).toContainEqual(
    expect.objectContaining({
      data: expect.objectContaining({
        campaign: expect.objectContaining({ id: campaignId }),
        scope: 'NUMBER',
      }),
    }),
  );
});

test('a secret that another SUBSCRIPTION_KEY has encrypted sends nothing, and costs no try', async () => {
  const { id, path } = await subscribe();
  const foreign = await subscribe();
  await database
    .of(collections.webhookSubscriptions)
    .updateOne({ _id: foreign.id }, { $set: { secret: 'eyJhbGciOiJkaXIifQ' } });
  await publish(completed(await storeCampaign()));
  await oneIn(id, 'DELIVERED');
  expect(receiver.of(path)).toHaveLength(1);
  expect(await deliveriesOf(foreign.id)).toMatchObject([{ state: 'WAITING', tries: 0 }]);
  expect(receiver.of(foreign.path)).toEqual([]);
});
