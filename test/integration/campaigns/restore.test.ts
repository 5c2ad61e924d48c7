/** A database of yesterday, a database of somebody else, a new Kafka: nothing is sent before an operator has said so. */
import { randomUUID } from 'node:crypto';
import { BSON } from 'mongodb';
import { collections, type CampaignDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { ReleasedMessage } from '../../../schemas/types.ts';
import { startCampaigns } from '../../../services/campaigns/handler.ts';
import { startThrottle } from '../../../services/throttle/handler.ts';
import type { ServiceContext } from '../../../services/platform/process/run-service.ts';
import {
  campaignChanged,
  campaignDocument,
  eligibleContact,
  integrationDocument,
} from '../../support/campaign-documents.ts';
import { copyDatabase, restoreDatabase } from '../../support/database-copy.ts';
import { runWac } from '../../support/run-wac.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const CONTACTS = 200;

/** Throttle and campaigns as they are; eligibility and senders are played: every contact is eligible, and what is released is sent. */
type World = {
  system: TestSystem;
  campaign: CampaignDocument;
  /** Sequence numbers released, in order of arrival; again and again with each attempt. */
  released: number[];
  /** Those from this number on get lost on their way to the sender: they never reach the ledger. */
  loseFrom: number;
  throttle: ServiceContext;
  ledger(): Promise<number[]>;
  mismatch(): Promise<string | null>;
};

const worlds: World[] = [];
afterEach(async () => {
  for (const { system } of worlds.splice(0).reverse()) await system.close();
});

async function openWorld(given?: { database: string; campaign: CampaignDocument }): Promise<World> {
  const system = await openTestSystem(given ? { MONGODB_DATABASE: given.database } : {});
  const mongo = await system.context.mongo();
  const integrationId = `number-${randomUUID().slice(0, 8)}`;
  const campaign =
    given?.campaign ??
    campaignDocument({ _id: randomUUID(), name: 'Spring', integrationId, messagesPerMinute: 1_800 });
  if (!given) await mongo.of(collections.integrations).insertOne(integrationDocument({ _id: integrationId }));
  const producer = await system.context.producer();
  const world = { system, campaign, released: [] as number[], loseFrom: CONTACTS } as unknown as World;
  await system.context.consume({
    topic: topics.sendDemand,
    groupId: 'eligibility',
    handle: async (records) => {
      for (const { value } of records) {
        const through = Math.min(value.throughSequence, CONTACTS);
        const base = {
          campaignId: value.campaignId,
          runId: value.runId,
          integrationId: campaign.integrationId,
        };
        const contacts = Array.from({ length: Math.max(0, through - value.fromSequence) }, (_, n) => ({
          ...base,
          body: { type: 'EligibleContact' as const, ...eligibleContact(value.runId, value.fromSequence + n) },
        }));
        const { fromSequence } = value;
        const progress = {
          fromSequence,
          decidedThrough: through,
          planned: CONTACTS,
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
  await system.context.consume({
    topic: topics.releasedMessages,
    groupId: 'sender',
    handle: async (records) => {
      for (const { value } of records) {
        world.released.push(value.sequence);
        if (value.sequence < world.loseFrom) await send(value);
      }
    },
  });
  const send = async ({
    messageId,
    campaignId,
    runId,
    contactId,
    sequence,
  }: ReleasedMessage): Promise<void> => {
    const document = { campaignId, runId, contactId, sequence, state: 'ACCEPTED', attempt: 1 } as const;
    await mongo
      .of(collections.messages)
      .updateOne({ _id: messageId }, { $setOnInsert: document }, { upsert: true });
  };
  await system.start('campaigns', startCampaigns);
  world.throttle = await system.start('throttle', startThrottle);
  world.ledger = async () =>
    (await mongo.of(collections.messages).find().sort({ sequence: 1 }).toArray()).map(
      ({ sequence }) => sequence,
    );
  world.mismatch = async () =>
    (await mongo.of(collections.pace).findOne({ _id: campaign.integrationId }))?.fence?.mismatch?.found ??
    null;
  worlds.push(world);
  return world;
}

async function startCampaign({ system, campaign }: World): Promise<void> {
  const mongo = await system.context.mongo();
  await mongo.of(collections.campaigns).insertOne(campaign);
  await (await system.context.producer()).send(topics.campaignEvents, [campaignChanged(campaign, 'STARTED')]);
}

const highest = ({ released }: World): number => Math.max(-1, ...released);
const wac = (world: World, ...args: string[]) => runWac(world.system.settings, args);

async function confirm(world: World): Promise<void> {
  const done = await wac(world, 'integrations', 'confirm-restore', world.campaign.integrationId, '--yes');
  expect([done.code, done.err]).toEqual([0, '']);
}

it("sends nothing from yesterday's database until an operator confirms", async () => {
  const world = await openWorld();
  await startCampaign(world);
  await until('some are sent', () => highest(world) >= 20);
  const { db } = await world.system.context.mongo();
  const yesterday = await copyDatabase(db);
  const copied = (yesterday.get('messages') ?? []).map(
    (text) => (BSON.EJSON.parse(text) as { sequence: number }).sequence,
  );
  // contacts below this are in the copy; what was on its way when it was made is not
  const copiedThrough = Array.from({ length: CONTACTS }, (_, n) => n).find((n) => !copied.includes(n)) ?? 0;
  await until('more are sent', () => highest(world) >= copiedThrough + 40);
  await world.system.stop(world.throttle);
  await restoreDatabase(db, yesterday);
  const before = world.released.length;

  world.throttle = await world.system.start('throttle', startThrottle);
  await until('it is held', () => world.mismatch());
  // the campaign is on, contacts wait, and it says why nothing leaves
  await until('the campaign says why', async () => {
    const pace = await (
      await world.system.context.mongo()
    )
      .of(collections.pace)
      .findOne({ _id: world.campaign.integrationId });
    return pace?.runs[world.campaign.runId ?? '']?.waiting?.includes('the database is an old copy');
  });
  expect((await wac(world, 'integrations', 'list')).out).toContain('held: wac integrations confirm-restore');
  const asked = await wac(world, 'integrations', 'confirm-restore', world.campaign.integrationId);
  expect(asked.code).toBe(2);
  expect(asked.err).toContain('would continue from their state in this database: Spring');
  // another owner finds the same
  await world.system.stop(world.throttle);
  world.throttle = await world.system.start('throttle', startThrottle);
  const fenced = world.throttle.metrics.registry.getSingleMetric('wac_numbers_fenced');
  await until(
    'the next owner holds it too',
    async () => ((await fenced?.get())?.values[0]?.value ?? 0) === 1,
  );
  expect(world.released).toHaveLength(before);

  await confirm(world);
  await until('all are sent', async () => (await world.ledger()).length === CONTACTS);
  // from the first contact that the copy does not have, and nobody before it
  expect(Math.min(...world.released.slice(before))).toBe(copiedThrough);
  expect(await world.mismatch()).toBeNull();
});

it('goes on without a word after a restart, a crash and a takeover', async () => {
  const world = await openWorld();
  await startCampaign(world);
  for (const step of [10, 25, 40]) {
    await until('some more are sent', () => highest(world) >= step);
    await world.system.stop(world.throttle);
    world.throttle = await world.system.start('throttle', startThrottle);
  }
  await until('all are sent', async () => (await world.ledger()).length === CONTACTS);
  expect(await world.mismatch()).toBeNull();
});

it('sends nothing with another database, although the number is registered there too', async () => {
  const world = await openWorld();
  await startCampaign(world);
  await until('some are sent', () => highest(world) >= 10);
  await world.system.stop(world.throttle);
  const { db } = await world.system.context.mongo();
  for (const name of ['pace', 'messages', 'installation']) await db.collection(name).deleteMany({});
  const before = world.released.length;
  world.throttle = await world.system.start('throttle', startThrottle);
  await until('it is held', async () => (await world.mismatch())?.startsWith('database '));
  expect(world.released).toHaveLength(before);
});

it('a new Kafka for the old database: nothing is sent until an operator confirms, and then nobody is lost', async () => {
  const old = await openWorld();
  old.loseFrom = 20;
  await startCampaign(old);
  await until('some were on their way', () => highest(old) >= 30);
  await old.system.stop(old.throttle);
  const { database } = old.system.settings.mongo;
  // other topics and groups, none of which has anything: as a new cluster has them
  const world = await openWorld({ database, campaign: old.campaign });
  await until('it is held', async () => (await world.mismatch())?.startsWith('nothing '));
  expect(world.released).toEqual([]);
  await confirm(world);
  await until('all are sent', async () => (await world.ledger()).length === CONTACTS);
  expect(Math.min(...world.released)).toBe(20);
  expect(await world.ledger()).toEqual(Array.from({ length: CONTACTS }, (_, sequence) => sequence));
});

it('a number that rested for longer than Kafka keeps what was released asks for it again, and nobody is lost', async () => {
  const world = await openWorld();
  world.loseFrom = 20;
  await startCampaign(world);
  await until('some were on their way', () => highest(world) >= 30);
  await world.system.stop(world.throttle);
  world.loseFrom = CONTACTS;
  const before = world.released.length;

  // only while it takes the number over: the broker takes no records of tomorrow, and what was looked at then is new tomorrow
  const { now } = Date;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + 25 * 3_600_000);
  world.throttle = await world.system.start('throttle', startThrottle);
  const mongo = await world.system.context.mongo();
  await until('the run has gone back', async () => {
    const pace = await mongo.of(collections.pace).findOne({ _id: world.campaign.integrationId });
    return pace?.runs[world.campaign.runId ?? '']?.releasedThrough === 20;
  });
  jest.restoreAllMocks();
  await world.system.stop(world.throttle);
  world.throttle = await world.system.start('throttle', startThrottle);
  await until('all are sent', async () => (await world.ledger()).length === CONTACTS);
  expect(Math.min(...world.released.slice(before))).toBe(20);
  expect(await world.ledger()).toEqual(Array.from({ length: CONTACTS }, (_, sequence) => sequence));
  expect(await world.mismatch()).toBeNull();
});

it('a throttle that goes on while no sender takes anything up asks again for what Kafka no longer keeps', async () => {
  const world = await openWorld();
  world.loseFrom = 20;
  await startCampaign(world);
  await until('all are released, and most are lost', () => highest(world) === CONTACTS - 1);
  const mongo = await world.system.context.mongo();
  const paceOfRun = async () =>
    (await mongo.of(collections.pace).findOne({ _id: world.campaign.integrationId }))?.runs[
      world.campaign.runId ?? ''
    ];
  await until('it is remembered how far the run had come', async () => (await paceOfRun())?.releasedBy);
  world.loseFrom = CONTACTS;
  const before = world.released.length;

  // the broker takes no records of tomorrow: nothing is asked for yet
  const { now } = Date;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + 13 * 3_600_000);
  await until('the run has gone back', async () => (await paceOfRun())?.releasedThrough === 20);
  jest.restoreAllMocks();
  await world.system.stop(world.throttle);
  world.throttle = await world.system.start('throttle', startThrottle);
  await until('all are sent', async () => (await world.ledger()).length === CONTACTS);
  expect(Math.min(...world.released.slice(before))).toBe(20);
  expect(await world.mismatch()).toBeNull();
});

it('another cluster is another Kafka, whatever its topics hold', async () => {
  const world = await openWorld();
  await startCampaign(world);
  await until('some are sent', () => highest(world) >= 10);
  await world.system.stop(world.throttle);
  const mongo = await world.system.context.mongo();
  await mongo
    .of(collections.pace)
    .updateOne({ _id: world.campaign.integrationId }, { $set: { 'fence.clusterId': 'the-one-before' } });
  world.throttle = await world.system.start('throttle', startThrottle);
  await until('it is held', async () => (await world.mismatch())?.startsWith('cluster the-one-before '));
});
