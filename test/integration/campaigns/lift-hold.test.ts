/** A campaign that is held for payment goes on when an operator says that it is repaired: command line, campaigns, throttle. */
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { ReleasedMessage } from '../../../schemas/types.ts';
import { startCampaigns } from '../../../services/campaigns/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { startThrottle } from '../../../services/throttle/handler.ts';
import { campaignDocument, eligibleContact, integrationDocument } from '../../support/campaign-documents.ts';
import { runWac } from '../../support/run-wac.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const PAYMENT = 131_042;
const CONTACTS = 3;
let system: TestSystem;
let database: Database;
let released: ReleasedMessage[];
const campaign = campaignDocument({ _id: 'held', integrationId: 'number-1', messagesPerMinute: 6_000 });

beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
  await database
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: campaign.integrationId, name: 'Main number' }));
  await database.of(collections.campaigns).insertOne(campaign);
  // as an earlier owner of the number has left it
  await database.of(collections.pace).insertOne({
    ...{ _id: campaign.integrationId, epoch: 1, owner: '', nextMicros: 0, runs: {} },
    holds: [
      {
        ...{ scope: 'CAMPAIGN', scopeKey: campaign._id, code: PAYMENT, reason: 'a payment problem' },
        ...{ saidMs: Date.now(), untilMs: Date.now() + 3_600_000 },
      },
    ],
  });
  released = await system.collect(topics.releasedMessages);
  await playEligibility();
  await system.start('campaigns', startCampaigns);
  await system.start('throttle', startThrottle);
});
afterAll(() => system.close());

/** Every contact that is asked for is eligible. */
async function playEligibility(): Promise<void> {
  const producer = await system.context.producer();
  await system.context.consume({
    topic: topics.sendDemand,
    groupId: 'eligibility',
    handle: async (records) => {
      for (const { value } of records) {
        const { campaignId, runId, fromSequence } = value;
        const decidedThrough = Math.min(value.throughSequence, CONTACTS);
        const about = { campaignId, runId, integrationId: campaign.integrationId };
        const contacts = Array.from({ length: Math.max(0, decidedThrough - fromSequence) }, (_, n) => ({
          ...about,
          body: { type: 'EligibleContact' as const, ...eligibleContact(runId, fromSequence + n) },
        }));
        const progress = { planned: CONTACTS, planComplete: true, eligible: contacts.length };
        const body = { type: 'EligibilityProgress' as const, fromSequence, decidedThrough, ...progress };
        await producer.send(topics.eligibleContacts, [...contacts, { ...about, body }]);
      }
    },
  });
}

const pace = () => database.of(collections.pace).findOne({ _id: campaign.integrationId });

test('lift-hold ends the hold, and what waited is released', async () => {
  const waits = async () => Object.values((await pace())?.runs ?? {})[0]?.waiting ?? '';
  await until('the campaign says what it waits for', async () =>
    (await waits()).includes('a payment problem'),
  );

  const otherCode = await runWac(system.settings, [
    'integrations',
    'lift-hold',
    'Main number',
    '--code',
    '190',
  ]);
  expect(otherCode.code).not.toBe(0);
  expect(otherCode.err).toContain('is not held for code 190; it is held for campaign until');
  expect(released).toEqual([]);

  const lifted = await runWac(system.settings, ['integrations', 'lift-hold', 'Main number']);
  expect(lifted).toMatchObject({ code: 0, err: '' });
  expect(lifted.out).toContain('continues within seconds; lifted: campaign until');
  await until('what waited is released', () => released.length === CONTACTS);
  await until('the hold is gone', async () => (await pace())?.holds?.length === 0);

  const again = await runWac(system.settings, ['integrations', 'lift-hold', 'Main number']);
  expect(again.out).toContain('Main number is not held');
});
