/**
 * Throttle, sender and status against the simulator's limits: the pace finds what the number really allows, a pair limit concerns its pair
 * alone, a lowered level lowers the pace, and no message is written off because of a limit.
 */
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import { readProgress } from '../../../services/queries/campaigns/read-progress.ts';
import { ledgerRangeOf } from '../../../services/domain/message/message.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { startSender } from '../../../services/sender/handler.ts';
import { startStatus } from '../../../services/status/handler.ts';
import { startThrottle } from '../../../services/throttle/handler.ts';
import { startSimulator, TOKEN, type Client } from '../../fixtures/simulator/start-simulator.ts';
import {
  campaignChanged,
  campaignDocument,
  eligibleContact,
  integrationDocument,
  phoneOf,
} from '../../support/campaign-documents.ts';
import { acceptedBy, ofRun, repeated, type Accepted } from '../../support/campaign-checker.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

/** What the provider really allows the numbers; all are registered with 80 a second. */
const numbers = [
  { id: '101', messages_per_second: 10 },
  // more than is registered: what bunches up on a slow machine is not refused
  { id: '102', messages_per_second: 400 },
  { id: '103', messages_per_second: 1_000 },
];
const planned = new Map<string, number>();
let system: TestSystem;
let database: Database;
let simulator: Client;

beforeAll(async () => {
  simulator = await startSimulator({
    numbers,
    limits: { burst: 5 },
    rules: [
      { suffix: '500003', attempts: [1, 2], outcome: 'fail-in-reply', code: 131056, phoneNumberId: '102' },
    ],
  });
  system = await openTestSystem({
    WHATSAPP_BASE_URL: simulator.base,
    WHATSAPP_ACCESS_TOKENS: `default=${TOKEN}`,
  });
  database = await system.context.mongo();
  const producer = await system.context.producer();
  // plays the eligibility service
  await system.context.consume({
    topic: topics.sendDemand,
    groupId: 'eligibility',
    handle: async (records) => {
      for (const { value: demand } of records) {
        const { campaignId, runId, fromSequence } = demand;
        const total = planned.get(runId) ?? 0;
        const through = Math.min(demand.throughSequence, total);
        const base = { campaignId, runId, integrationId: `number ${campaignId}` };
        const contacts = Array.from({ length: Math.max(0, through - fromSequence) }, (_, place) => ({
          ...base,
          body: { type: 'EligibleContact' as const, ...eligibleContact(runId, fromSequence + place) },
        }));
        const progress = {
          fromSequence,
          decidedThrough: through,
          planned: total,
          planComplete: true,
          eligible: contacts.length,
        };
        await producer.send(topics.eligibleContacts, [
          ...contacts,
          { ...base, body: { type: 'EligibilityProgress' as const, ...progress } },
        ]);
      }
    },
  });
  await system.start('status', startStatus);
  await system.start('sender', startSender);
  await system.start('throttle', startThrottle);
});

afterAll(async () => {
  await system.close();
  await simulator.close();
});

/** Starts a campaign on a number of its own, as fast as the number is registered. */
async function started(phoneNumberId: string, contacts: number): Promise<CampaignDocument> {
  const campaign = campaignDocument({
    _id: phoneNumberId,
    integrationId: `number ${phoneNumberId}`,
    messagesPerMinute: 4_800,
  });
  planned.set(campaign.runId ?? '', contacts);
  await database
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: campaign.integrationId, phoneNumberId }));
  await database.of(collections.campaigns).insertOne(campaign);
  await (await system.context.producer()).send(topics.campaignEvents, [campaignChanged(campaign, 'STARTED')]);
  return campaign;
}
const acceptedOf = async ({ runId }: CampaignDocument): Promise<Accepted[]> =>
  ofRun(await acceptedBy(simulator.base), runId ?? '');
const factorOf = async ({ integrationId }: CampaignDocument): Promise<number> =>
  (await database.of(collections.pace).findOne({ _id: integrationId }))?.factor ?? 1;
/** Messages of the ledger by state. */
async function statesOf({ runId }: CampaignDocument): Promise<Record<string, number>> {
  const { from, to } = ledgerRangeOf(runId ?? '');
  const groups = await database
    .of(collections.messages)
    .aggregate<{ _id: string; count: number }>([
      { $match: { _id: { $gte: from, $lt: to } } },
      { $group: { _id: '$state', count: { $sum: 1 } } },
    ])
    .toArray();
  return Object.fromEntries(groups.map(({ _id, count }) => [_id, count]));
}

it('finds the rate that a number really allows, recovers, and loses and repeats nobody', async () => {
  const campaign = await started('101', 240);
  let lowest = 1;
  await until(
    'all are accepted',
    async () => {
      lowest = Math.min(lowest, await factorOf(campaign));
      return (await acceptedOf(campaign)).length >= 240;
    },
    100_000,
  );
  const accepted = await acceptedOf(campaign);
  expect(accepted).toHaveLength(240);
  expect(repeated(accepted)).toEqual([]);
  await until('the ledger knows', async () => (await statesOf(campaign))['ACCEPTED'] === 240);
  expect(await statesOf(campaign)).toEqual({ ACCEPTED: 240 });
  // registered eight times as fast as the number is: the factor fell to about an eighth
  expect(lowest).toBeLessThan(0.3);
  expect(lowest).toBeGreaterThan(0.05);
  await until(
    'it recovers when nothing is refused any more',
    async () => (await factorOf(campaign)) > lowest + 0.05,
  );
});

it('lets a pair limit concern its pair alone', async () => {
  const campaign = await started('102', 100);
  await until('all are accepted', async () => (await acceptedOf(campaign)).length >= 100);
  const accepted = await acceptedOf(campaign);
  expect(accepted).toHaveLength(100);
  // the third contact was refused twice and came after that; those behind it had gone on meanwhile, and nobody else was refused
  const refused = (await simulator.lines('/simulator/refused')).filter(({ code }) => code === 131056);
  expect(refused.map(({ to }) => to)).toEqual([phoneOf(3), phoneOf(3)]);
  const third = accepted.find(({ to }) => to === phoneOf(3));
  // on a slow machine a claim may be given back too, which takes an attempt's number
  expect(Number(third?.callbackData.split('.').at(-1))).toBeGreaterThanOrEqual(3);
  const placeOf = (contact: number): number => accepted.findIndex(({ to }) => to === phoneOf(contact));
  expect(placeOf(4)).toBeLessThan(placeOf(3));
  expect(await factorOf(campaign)).toBe(1);
});

it('is paced at a level that fell below its rate, and says so', async () => {
  const campaign = await started('103', 2_000);
  await until('it is under way', async () => (await acceptedOf(campaign)).length > 20);
  await database
    .of(collections.integrations)
    .updateOne({ _id: campaign.integrationId }, { $set: { messagesPerSecond: 4 } });
  expect(await readProgress(database, campaign._id, new Date())).toMatchObject({
    limitPerMinute: 240,
    limitedBy: 'the number allows 240 a minute; the campaign asks for 4800',
  });
  // seen within seconds; from then on messages lie a quarter of a second apart
  await until('it has slowed down', async () => {
    const times = (await acceptedOf(campaign)).slice(-5).map(({ at }) => at);
    return times.length === 5 && times.slice(1).every((at, place) => at - (times[place] ?? 0) > 150);
  });
});
