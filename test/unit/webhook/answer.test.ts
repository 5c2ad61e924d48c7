/** When a call is answered 200, its records are safe; the broker here is one that the test commands. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { createMetrics } from '../../../services/platform/process/metrics.ts';
import { createLogger } from '../../../services/platform/process/logger.ts';
import type { ServiceContext } from '../../../services/platform/process/run-service.ts';
import { startWebhook } from '../../../services/webhook/handler.ts';

type Webhook = { appSecrets: string[]; verifyToken: string; allowUnsigned: boolean };

async function contextWith(send: () => Promise<void>, webhook: Partial<Webhook> = {}) {
  const port = await freePort();
  const settings = {
    http: { host: '127.0.0.1', webhookPort: port, requestMs: 5_000 },
    webhook: { appSecrets: ['secret'], verifyToken: 'token', allowUnsigned: false, ...webhook },
  };
  const context = {
    settings,
    log: createLogger('webhook', 'test', 'silent', false),
    metrics: createMetrics('webhook'),
    producer: async () => ({ send, disconnect: async () => undefined }),
  } as unknown as ServiceContext;
  return { context, url: `http://127.0.0.1:${port}/webhooks/whatsapp` };
}
const body = JSON.stringify({
  object: 'whatsapp_business_account',
  entry: [
    { id: '1', changes: [{ field: 'messages', value: { statuses: [{ id: 'wamid.A', status: 'sent' }] } }] },
  ],
});
const post = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    body,
    headers: {
      'x-hub-signature-256': `sha256=${createHmac('sha256', 'secret').update(body).digest('hex')}`,
      ...headers,
    },
  });

test('a call is not answered before the broker has acknowledged', async () => {
  const order: string[] = [];
  let acknowledge = () => undefined as void;
  const sending = new Promise<void>((resolve) => (acknowledge = resolve));
  let asked: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  const { context, url } = await contextWith(() => {
    asked();
    return sending.then(() => void order.push('acknowledged'));
  });
  const { stop } = await startWebhook(context);
  const answer = post(url).then((response) => {
    order.push(`answered ${response.status}`);
  });
  await isAsked;
  acknowledge();
  await answer;
  expect(order).toEqual(['acknowledged', 'answered 200']);
  await stop?.();
});

test('a call whose records the broker does not take is 503, so that the provider sends it again', async () => {
  const { context, url } = await contextWith(() => Promise.reject(new Error('no broker')));
  const { stop } = await startWebhook(context);
  expect((await post(url)).status).toBe(503);
  await stop?.();
});

test('without an app secret it does not start, and says what to set', async () => {
  const { context } = await contextWith(async () => undefined, { appSecrets: [] });
  await expect(startWebhook(context)).rejects.toThrow(/WHATSAPP_APP_SECRETS.*WEBHOOK_ALLOW_UNSIGNED/s);
});

test('without an app secret it takes unsigned calls when that is allowed', async () => {
  const { context, url } = await contextWith(async () => undefined, { appSecrets: [], allowUnsigned: true });
  const { stop } = await startWebhook(context);
  expect((await post(url, { 'x-hub-signature-256': '' })).status).toBe(200);
  await stop?.();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
