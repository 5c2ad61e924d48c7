/** What a service has begun beside its topics is ended, or handed over, when it is told to stop. */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePorts } from '../../../deploy/local/free-port.ts';
import { collections, type ProviderSyncDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import { startCampaigns } from '../../../services/campaigns/handler.ts';
import { startWebhook } from '../../../services/webhook/handler.ts';
import { integrationDocument } from '../../support/campaign-documents.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let provider: Server;
/** Calls to the provider that got no answer yet. */
let asked = 0;

beforeAll(async () => {
  provider = createServer(() => void (asked += 1));
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const [webhookPort] = await freePorts(1);
  system = await openTestSystem({
    WEBHOOK_PORT: String(webhookPort),
    WEBHOOK_ALLOW_UNSIGNED: 'true',
    WHATSAPP_BASE_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}`,
    WHATSAPP_ACCESS_TOKENS: 'default=test-token',
    // so that it is the stop that ends the call
    WHATSAPP_SYNC_TIMEOUT_MS: '60000',
  });
});
afterAll(async () => {
  await system.close();
  provider.closeAllConnections();
  await new Promise((resolve) => provider.close(resolve));
});

it('a refresh from the provider is broken off, and is another instance’s at once: no failure, no lease to wait for', async () => {
  const database = await system.context.mongo();
  await database
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: randomUUID(), phoneNumberId: '106540352242922' }));
  const claimed = (): Promise<ProviderSyncDocument | null> =>
    database.of(collections.providerSyncs).findOne({ owner: { $ne: null } });
  const campaigns = await system.start('campaigns', startCampaigns);
  const sync = await until('a refresh is under way', async () => (asked > 0 ? claimed() : null));
  await system.stop(campaigns);
  const left = await database.of(collections.providerSyncs).findOne({ _id: sync._id });
  expect(left).toMatchObject({ owner: null, failures: 0, error: null, dueAt: sync.dueAt });

  const before = asked;
  const next = await system.start('campaigns', startCampaigns);
  await until('the next instance asks the provider', () => asked > before);
  await system.stop(next);
});

it('calls kept as they came are on their topic, also those of the last moment', async () => {
  const kept = await system.collect(topics.webhookNotifications);
  const webhook = await system.start('webhook', startWebhook);
  const url = `http://127.0.0.1:${system.settings.http.webhookPort}/webhooks/whatsapp`;
  const call = async (number: number): Promise<number> => {
    const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [], number });
    return (await fetch(url, { method: 'POST', body })).status;
  };
  const CALLS = 30;
  const answers = await Promise.all(Array.from({ length: CALLS }, (_, number) => call(number)));
  await system.stop(webhook);
  expect(new Set(answers)).toEqual(new Set([200]));
  await until('all are kept', () => kept.length >= CALLS);
});
