/** Requests that the provider takes and does not answer in time: real Kafka, MongoDB and the simulator. */
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { MessageStatus, ProviderSignal, ReleasedMessage } from '../../../schemas/types.ts';
import { startSender } from '../../../services/sender/handler.ts';
import { campaignDocument, eligibleContact, integrationDocument } from '../../support/campaign-documents.ts';
import { startTestSimulator, type TestSimulator } from '../../support/test-simulator.ts';
import { NO_HURRY, openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const CONNECTIONS = 80;

let system: TestSystem;
let simulator: TestSimulator;
let statuses: MessageStatus[];
let signals: ProviderSignal[];

beforeAll(async () => {
  simulator = await startTestSimulator();
  system = await openTestSystem({
    WHATSAPP_BASE_URL: simulator.url,
    WHATSAPP_ACCESS_TOKENS: 'default=test-token',
    SEND_TIMEOUT_MS: '8000',
    SEND_CONNECTIONS: String(CONNECTIONS),
    ...NO_HURRY,
  });
  statuses = await system.collect(topics.messageStatuses);
  signals = await system.collect(topics.providerSignals);
  await system.start('sender', startSender);
});
afterAll(async () => {
  await system.close();
  await simulator.close();
});

let runs = 0;
async function given(name: string): Promise<CampaignDocument & { phoneNumberId: string }> {
  const database = await system.context.mongo();
  const phoneNumberId = `20${(runs += 1)}`;
  const integration = integrationDocument({ _id: `number-${name}`, phoneNumberId });
  const runId = runs.toString(16).padStart(16, '0');
  const campaign = campaignDocument({ _id: `campaign-${name}`, name, integrationId: integration._id, runId });
  await database.of(collections.integrations).insertOne(integration);
  await database.of(collections.campaigns).insertOne(campaign);
  return { ...campaign, phoneNumberId };
}

async function release(
  { _id, runId, integrationId }: CampaignDocument,
  count: number,
  everyMs: number,
): Promise<void> {
  const messages = Array.from({ length: count }, (_, index): ReleasedMessage => ({
    ...eligibleContact(runId ?? '', index),
    ...{ campaignId: _id, runId: runId ?? '', integrationId, attempt: 1 },
    sendAt: (Date.now() + 300 + index * everyMs) * 1_000,
    spacingMicros: everyMs * 1_000,
  }));
  await (await system.context.producer()).send(topics.releasedMessages, messages);
}

const toldOf = ({ runId }: CampaignDocument, kind: MessageStatus['kind']): number =>
  statuses.filter((status) => status.kind === kind && status.messageId?.startsWith(runId ?? '-')).length;
const signalsAbout = (integrationId: string): ProviderSignal[] =>
  signals.filter((signal) => signal.integrationId === integrationId);

test('a campaign that succeeds by 93 % while some requests hang and some are dropped is not held', async () => {
  await simulator.setScenario({
    outcomes: [
      { probability: 0.05, outcome: 'stall' },
      { probability: 0.02, outcome: 'drop-after-accept' },
    ],
  });
  const campaign = await given('mostly');
  await release(campaign, 200, 20);
  await until('all have ended', () => toldOf(campaign, 'ACCEPTED') + toldOf(campaign, 'UNKNOWN') === 200);
  expect(toldOf(campaign, 'ACCEPTED')).toBeGreaterThan(170);
  expect(toldOf(campaign, 'UNKNOWN')).toBeGreaterThan(5);
  expect(signalsAbout(campaign.integrationId)).toEqual([]);
});

test('a number whose requests all hang is held with that reason and leaves connections to the others', async () => {
  const silent = await given('silent');
  const other = await given('other');
  await simulator.setScenario({ rules: [{ phoneNumberId: silent.phoneNumberId, outcome: 'stall' }] });
  await release(silent, 90, 100);
  const told = await until('the number is held', () => signalsAbout(silent.integrationId)[0]);
  expect(told.body).toMatchObject({
    ...{ type: 'Hold', scope: 'NUMBER', scopeKey: silent.integrationId, code: 0 },
    reason: `${CONNECTIONS / 2} requests have waited for an answer for more than 2 s`,
  });
  expect(toldOf(silent, 'UNKNOWN')).toBe(0);
  await release(other, 20, 20);
  await until('another number goes on', () => toldOf(other, 'ACCEPTED') === 20);
  expect(signalsAbout(other.integrationId)).toEqual([]);
});
