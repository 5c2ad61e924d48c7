/** docs/examples/receive-webhooks.mjs as its reader runs it: takes a real call, prints each event once, refuses wrong signatures. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { freePorts } from '../../../deploy/local/free-port.ts';
import { collections, type SubscriptionDocument } from '../../../schemas/collections.ts';
import { THE_SYSTEM } from '../../../services/access/audit-access.ts';
import { startNotifier } from '../../../services/notifier/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { sendTestEvent } from '../../../services/subscriptions/redeliver.ts';
import { createSubscription } from '../../../services/subscriptions/subscriptions.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

let origin: string;
let system: TestSystem;
let database: Database;
let example: ChildProcess;
let secret: string;
let subscription: SubscriptionDocument;
const printed: string[] = [];
const complaints: string[] = [];

const doing = () => ({ actor: THE_SYSTEM, now: new Date() });

async function subscribe() {
  const id = randomUUID();
  const wanted = { name: id, url: `${origin}/hooks`, eventTypes: ['*'], divisionId: 'home', enabled: true };
  return createSubscription(database, system.settings.subscriptions, id, wanted, doing());
}

beforeAll(async () => {
  const [port = 0] = await freePorts(1);
  origin = `http://127.0.0.1:${port}`;
  system = await openTestSystem({
    SUBSCRIPTION_KEY: 'only-for-tests-0123456789abcdef0123456789',
    SUBSCRIPTION_INTERNAL_ORIGINS: origin,
    SUBSCRIPTION_RETRIES: '100ms',
    LOG_LEVEL: 'fatal',
  });
  database = await system.context.mongo();
  ({ subscription, secret } = await subscribe());
  example = spawn(process.execPath, ['docs/examples/receive-webhooks.mjs', String(port), secret], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const collect = (lines: string[]) => (chunk: Buffer) => {
    lines.push(...chunk.toString().split('\n').filter(Boolean));
  };
  example.stdout?.on('data', collect(printed));
  example.stderr?.on('data', collect(complaints));
  await until('it listens', () => complaints.some((line) => line.includes(`waiting on port ${port}`)));
  await system.start('notifier', startNotifier);
});
afterAll(async () => {
  example.kill();
  await system.close();
});

/** A call as the notifier makes it. */
async function call(id: string, body: string, key = secret): Promise<number> {
  const now = new Date();
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(key).sign(id, now, body),
  };
  return (await fetch(`${origin}/hooks`, { method: 'POST', headers, body })).status;
}

const deliveryIn = (subscriptionId: string, state: 'DELIVERED' | 'DEAD') =>
  until(`the delivery is ${state}`, () =>
    database.of(collections.webhookDeliveries).findOne({ subscriptionId, state }),
  );

it('takes a call of ours and prints the event', async () => {
  await sendTestEvent(database, subscription, new Date());
  await deliveryIn(subscription._id, 'DELIVERED');
  await until('the event is printed', () => printed.length > 0);
  expect(printed).toHaveLength(1);
  expect(JSON.parse(printed[0] ?? '')).toMatchObject({ type: expect.stringMatching(/test/) as unknown });
  expect(complaints).toHaveLength(1);
});

it('prints an event that comes again only once', async () => {
  const before = printed.length;
  const body = JSON.stringify({ type: 'again', timestamp: new Date().toISOString(), data: {} });
  expect([await call('msg_1', body), await call('msg_1', body), await call('msg_2', body)]).toEqual([
    204, 204, 204,
  ]);
  await until('the last is printed', () => printed.length >= before + 2);
  expect(printed.slice(before)).toEqual([body, body]);
});

it('refuses what somebody else signed, what was changed on the way, and what is not signed', async () => {
  const before = printed.length;
  const body = JSON.stringify({ type: 'forged' });
  const another = `whsec_${Buffer.from('another secret of thirty-two bytes').toString('base64')}`;
  expect(await call('msg_3', body, another)).toBe(401);
  const headers = {
    'webhook-id': 'msg_4',
    'webhook-timestamp': String(Math.floor(Date.now() / 1_000)),
    'webhook-signature': new Webhook(secret).sign('msg_4', new Date(), '{"type":"other"}'),
  };
  const changed = await fetch(`${origin}/hooks`, { method: 'POST', headers, body });
  expect(changed.status).toBe(401);
  expect((await fetch(`${origin}/hooks`, { method: 'POST', body })).status).toBe(401);
  // a subscription whose secret it does not have: the call is a failure that the notifier sees
  const other = await subscribe();
  await sendTestEvent(database, other.subscription, new Date());
  expect(await deliveryIn(other.subscription._id, 'DEAD')).toMatchObject({ lastTry: { status: 401 } });
  expect(printed).toHaveLength(before);
});
