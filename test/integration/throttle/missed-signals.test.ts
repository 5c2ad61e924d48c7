/** What was told while no throttle ran: an operator's lift holds, however long it takes until a throttle is there again. */
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { ProviderSignal } from '../../../schemas/types.ts';
import { startThrottle } from '../../../services/throttle/handler.ts';
import { campaignDocument, integrationDocument } from '../../support/campaign-documents.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await openTestSystem();
});
afterAll(() => system.close(), 60_000);

const HOLD = { scope: 'CAMPAIGN', code: 131_042, reason: 'payment' } as const;

/** A number on which a campaign sends and was held, at a time and for an hour. */
async function givenHeld(integrationId: string, saidMs: number): Promise<void> {
  const mongo = await system.context.mongo();
  const campaign = campaignDocument({ _id: `${integrationId}-campaign`, integrationId });
  await mongo.of(collections.integrations).insertOne(integrationDocument({ _id: integrationId }));
  await mongo.of(collections.campaigns).insertOne({ ...campaign, name: campaign._id });
  const hold = { ...HOLD, scopeKey: campaign._id, untilMs: saidMs + 3_600_000, saidMs };
  await mongo
    .of(collections.pace)
    .insertOne({ _id: integrationId, epoch: 1, owner: 'gone', nextMicros: 0, runs: {}, holds: [hold] });
}

async function tell(integrationId: string, body: ProviderSignal['body'], at = Date.now()): Promise<void> {
  const producer = await system.context.producer();
  await producer.send(topics.providerSignals, [{ integrationId, at, body }]);
}

const paceOf = async (integrationId: string) =>
  (await system.context.mongo()).of(collections.pace).findOne({ _id: integrationId });

test('a lift that was told while no throttle ran ends the hold; a hold without one goes on, and old haste is forgotten', async () => {
  const now = Date.now();
  await givenHeld('lifted', now - 60_000);
  await givenHeld('held', now - 60_000);
  await tell('lifted', { type: 'SlowDown', code: 130_429, detail: 'rate' }, now - 120_000);
  await tell('lifted', {
    type: 'Lift',
    scope: 'CAMPAIGN',
    scopeKey: 'lifted-campaign',
    codes: [131_042],
    reason: 'repaired',
  });
  await system.start('throttle', startThrottle);
  await until('the hold is lifted', async () => (await paceOf('lifted'))?.holds?.length === 0);
  await until('the other number is owned', async () => ((await paceOf('held'))?.epoch ?? 0) > 1);
  expect((await paceOf('held'))?.holds).toMatchObject([{ scopeKey: 'held-campaign' }]);
  expect((await paceOf('lifted'))?.factor).toBe(1);
});
