/** What the sender does to a campaign, a number and an account when the provider keeps refusing: real Kafka, MongoDB and the simulator. */
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { MessageStatus, ProviderSignal, ReleasedMessage } from '../../../schemas/types.ts';
import { startSender } from '../../../services/sender/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import {
  campaignChanged,
  campaignDocument,
  eligibleContact,
  integrationDocument,
} from '../../support/campaign-documents.ts';
import { startTestSimulator, type TestSimulator } from '../../support/test-simulator.ts';
import { NO_HURRY, openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const LIMIT = 5;

let system: TestSystem;
let database: Database;
let simulator: TestSimulator;
let statuses: MessageStatus[];
let signals: ProviderSignal[];

beforeAll(async () => {
  simulator = await startTestSimulator('new-token');
  system = await openTestSystem({
    WHATSAPP_BASE_URL: simulator.url,
    WHATSAPP_ACCESS_TOKENS: 'default=new-token,old=old-token',
    SEND_MAX_FAILURES_IN_ROW: String(LIMIT),
    SEND_TIMEOUT_MS: '1000',
    ...NO_HURRY,
  });
  database = await system.context.mongo();
  statuses = await system.collect(topics.messageStatuses);
  signals = await system.collect(topics.providerSignals);
  await system.start('sender', startSender);
});
afterAll(async () => {
  await system.close();
  await simulator.close();
});

let runs = 0;
async function given(name: string, credentials = 'default'): Promise<CampaignDocument> {
  const integration = integrationDocument({
    _id: `number-${name}`,
    phoneNumberId: `10${(runs += 1)}`,
    businessAccountId: `account-${name}`,
    credentials,
  });
  const campaign = campaignDocument({
    _id: `campaign-${name}`,
    name,
    integrationId: integration._id,
    runId: runs.toString(16).padStart(16, '0'),
  });
  await database.of(collections.integrations).insertOne(integration);
  await database.of(collections.campaigns).insertOne(campaign);
  return campaign;
}

/** So many messages at even slots from now on. */
async function release(
  campaign: CampaignDocument,
  from: number,
  count: number,
  everyMs: number,
): Promise<void> {
  const runId = campaign.runId ?? '';
  const messages = Array.from({ length: count }, (_, index): ReleasedMessage => ({
    ...eligibleContact(runId, from + index),
    campaignId: campaign._id,
    runId,
    integrationId: campaign.integrationId,
    attempt: 1,
    sendAt: (Date.now() + 150 + index * everyMs) * 1_000,
    spacingMicros: everyMs * 1_000,
  }));
  await (await system.context.producer()).send(topics.releasedMessages, messages);
}

const rules = (...all: object[]): Promise<void> => simulator.setScenario({ rules: all });
const newsOf = ({ runId }: CampaignDocument, kind: MessageStatus['kind']): MessageStatus[] =>
  statuses.filter((status) => status.kind === kind && status.messageId?.startsWith(runId ?? '-'));
const signalsAbout = ({ _id }: CampaignDocument): ProviderSignal[] =>
  signals.filter(({ body }) =>
    'campaignId' in body ? body.campaignId === _id : body.type === 'Hold' && body.scopeKey === _id,
  );
const inLedger = ({ runId }: CampaignDocument, state: string): Promise<number> =>
  database.of(collections.messages).countDocuments({ runId: runId ?? '', state } as object);

test('a template that is always refused stops its campaign before the list is used up', async () => {
  await rules({ outcome: 'fail-in-reply', code: 132000, details: 'body: 2 do not match 3' });
  const campaign = await given('refused');
  await release(campaign, 0, 40, 50);
  await until(
    'all have been seen',
    async () => (await inLedger(campaign, 'WAITING')) + newsOf(campaign, 'FAILED').length >= 40,
  );
  const failed = newsOf(campaign, 'FAILED').length;
  expect(failed).toBeGreaterThanOrEqual(LIMIT);
  expect(failed).toBeLessThanOrEqual(LIMIT + 2); // slots are 50 ms apart, answers take less than twice that
  const told = await until('it is told', () => signalsAbout(campaign)[0]);
  expect(told.body).toEqual({
    type: 'CampaignMustStop',
    campaignId: campaign._id,
    code: 132000,
    reason: `body: 2 do not match 3 – ${LIMIT} messages in a row failed this way, and the campaign was stopped before it used up its list`,
  });
  expect(signalsAbout(campaign)).toHaveLength(1);

  await rules();
  const started = { ...campaign, revision: campaign.revision + 2 };
  const off = { ...campaign, revision: campaign.revision + 1, status: 'forced_off' as const };
  await database.of(collections.campaigns).replaceOne({ _id: campaign._id }, started);
  await (
    await system.context.producer()
  ).send(topics.campaignEvents, [campaignChanged(off, 'STOPPED'), campaignChanged(started, 'STARTED')]);
  await until('it sends again when it is started again', async () => {
    await release(campaign, 100 + (runs += 10), 3, 20);
    return newsOf(campaign, 'ACCEPTED').length > 0;
  });
});

test('recipients that cannot be reached do not stop it', async () => {
  await rules({ outcome: 'fail-in-reply', code: 131026 });
  const campaign = await given('unreachable');
  await release(campaign, 0, 4 * LIMIT, 10);
  await until('all have failed', () => newsOf(campaign, 'FAILED').length === 4 * LIMIT);
  expect(signalsAbout(campaign)).toEqual([]);
});

test('requests without an answer hold it before they use up its list', async () => {
  await rules({ outcome: 'gateway-error', status: 504 });
  const campaign = await given('silent');
  await release(campaign, 0, 30, 20);
  const told = await until('it is held', () => signalsAbout(campaign)[0]);
  expect(told.body).toMatchObject({ type: 'Hold', scope: 'CAMPAIGN' });
  await rules();
  const other = await given('answered');
  await release(other, 0, 60, 20);
  await until('another campaign goes on beyond its slots', () => newsOf(other, 'ACCEPTED').length === 60);
  expect(newsOf(campaign, 'UNKNOWN').length).toBeLessThanOrEqual(LIMIT + 2);
  expect(newsOf(campaign, 'ACCEPTED')).toEqual([]);
});

test('a hold in a late answer is said to be of when its request left, and lasts from the answer on', async () => {
  await simulator.setScenario({
    rules: [{ outcome: 'fail-in-reply', code: 132015 }],
    reply: { delayMs: 500 },
  });
  const campaign = await given('late');
  await release(campaign, 0, 1, 10);
  const held = await until('it is held', () =>
    signals.find(({ integrationId }) => integrationId === 'account:account-late'),
  );
  const answered = await until('it is put off', () => newsOf(campaign, 'RETRY')[0]);
  expect(held.body).toMatchObject({ type: 'Hold', scope: 'TEMPLATE', code: 132015 });
  expect(answered.at - held.at).toBeGreaterThanOrEqual(490); // by the simulator's clock it took 500 ms
  expect('until' in held.body && held.body.until - answered.at).toBe(10_800_000);
  await rules();
});

test('an account held for its token is lifted when the token was replaced', async () => {
  const campaign = await given('token', 'old');
  await release(campaign, 0, 1, 10);
  const held = await until('the account is held', () =>
    signals.find(
      ({ integrationId }) => integrationId === 'account-token' || integrationId === 'account:account-token',
    ),
  );
  expect(held).toMatchObject({
    integrationId: 'account:account-token',
    body: { type: 'Hold', scope: 'ACCOUNT', code: 190 },
  });
  await until('its message waits for another try', () => newsOf(campaign, 'RETRY').length === 1);
  // plays the throttle, which stores its holds
  const hold = {
    scope: 'ACCOUNT' as const,
    scopeKey: '',
    untilMs: Date.now() + 300_000,
    code: 190,
    reason: '',
  };
  await database
    .of(collections.pace)
    .insertOne({ _id: campaign.integrationId, epoch: 1, owner: '', nextMicros: 0, runs: {}, holds: [hold] });
  await database
    .of(collections.integrations)
    .updateOne({ _id: campaign.integrationId }, { $set: { credentials: 'default' } });
  const lifted = await until('it is lifted', () =>
    signals.find(
      ({ integrationId, body }) => integrationId === 'account:account-token' && body.type === 'Lift',
    ),
  );
  expect(lifted.body).toMatchObject({ scope: 'ACCOUNT', codes: [0, 104, 190] });
});
