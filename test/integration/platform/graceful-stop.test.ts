/** SIGTERM under load, on real processes: nothing is lost, nothing is left unknown, and who is called by HTTP is heard out. */
import { randomUUID } from 'node:crypto';
import { freePorts } from '../../../deploy/local/free-port.ts';
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { ReleasedMessage } from '../../../schemas/types.ts';
import { startStatus } from '../../../services/status/handler.ts';
import { acceptedBy } from '../../support/campaign-checker.ts';
import { campaignDocument, eligibleContact, integrationDocument } from '../../support/campaign-documents.ts';
import { serviceProcesses } from '../../support/service-process.ts';
import { startTestSimulator, type TestSimulator } from '../../support/test-simulator.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const MESSAGES = 300;

let system: TestSystem;
let simulator: TestSimulator;
const processes = serviceProcesses(() => system.settings);
const { start } = processes;

beforeAll(async () => {
  simulator = await startTestSimulator();
  system = await openTestSystem();
});
afterAll(async () => {
  processes.killAll();
  await system.close();
  await simulator.close();
});

it('a sender with slow requests under way lets them end: no intent is left, nothing is unknown', async () => {
  await simulator.setScenario({ reply: { delayMs: { min: 1_500, max: 2_500 } } });
  const database = await system.context.mongo();
  const campaign = campaignDocument({ _id: randomUUID() });
  const runId = campaign.runId ?? '';
  await database
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: campaign.integrationId, phoneNumberId: '106540352242922' }));
  await database.of(collections.campaigns).insertOne(campaign);
  await system.start('status', startStatus);
  const sender = await start('sender', {
    WHATSAPP_BASE_URL: simulator.url,
    WHATSAPP_ACCESS_TOKENS: 'default=test-token',
    SEND_LATENESS_MS: '5000',
    PACE_MARGIN: '0.1',
  });
  const begin = Date.now() + 300;
  const messages = Array.from({ length: MESSAGES }, (_, sequence): ReleasedMessage => ({
    ...eligibleContact(runId, sequence),
    ...{
      campaignId: campaign._id,
      runId,
      integrationId: campaign.integrationId,
      attempt: 1,
      spacingMicros: 5_000,
    },
    sendAt: (begin + sequence * 10) * 1_000,
  }));
  const producer = await system.context.producer();
  for (let at = 0; at < MESSAGES; at += 20)
    await producer.send(topics.releasedMessages, messages.slice(at, at + 20));
  const inState = (state: string): Promise<number> =>
    database.of(collections.messages).countDocuments({ runId, state: state as never });
  await until('requests are under way', async () => (await inState('INTENT')) >= 50);

  sender.signal('SIGTERM');
  await until('it is not ready any more', async () => (await sender.ready()) !== 200);
  expect(await sender.exitCode).toBe(0);
  // what the sender told is in the topic; status enters it
  await until('no intent is left', async () => (await inState('INTENT')) === 0);
  expect(await inState('UNKNOWN')).toBe(0);
  const [accepted, waiting] = [await inState('ACCEPTED'), await inState('WAITING')];
  expect(accepted).toBeGreaterThan(0);
  expect(
    (await acceptedBy(simulator.url)).filter(({ callbackData }) => callbackData.startsWith(runId)),
  ).toHaveLength(accepted);
  // nobody is lost: who was claimed and not sent waits; who was not claimed is still on the topic for the next sender
  const next = await start('sender', {
    WHATSAPP_BASE_URL: simulator.url,
    WHATSAPP_ACCESS_TOKENS: 'default=test-token',
  });
  await until('the rest is known to the ledger', async () => {
    const known = await database.of(collections.messages).countDocuments({ runId });
    return known === MESSAGES && (await inState('INTENT')) === 0;
  });
  expect(await inState('UNKNOWN')).toBe(0);
  expect(waiting).toBeLessThanOrEqual(MESSAGES - accepted);
  next.signal('SIGTERM');
  expect(await next.exitCode).toBe(0);
});

it('a webhook says that it is not ready, and goes on answering until load balancers have turned away', async () => {
  const [webhookPort = 0] = await freePorts(1);
  const webhook = await start('webhook', {
    WEBHOOK_PORT: String(webhookPort),
    WEBHOOK_ALLOW_UNSIGNED: 'true',
    DRAIN_MS: '4000',
  });
  const call = (): Promise<number> =>
    fetch(`http://127.0.0.1:${webhookPort}/webhooks/whatsapp`, {
      method: 'POST',
      headers: { connection: 'close' },
      body: JSON.stringify({ object: 'whatsapp_business_account', entry: [] }),
    }).then(({ status }) => status);
  expect(await call()).toBe(200);
  webhook.signal('SIGTERM');
  await until('it is not ready any more', async () => (await webhook.ready()) === 503);
  expect(await call()).toBe(200);
  expect(await webhook.exitCode).toBe(0);
  await expect(call()).rejects.toThrow();
});
