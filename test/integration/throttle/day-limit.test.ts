import { collections, type CampaignDocument, type MessageDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { ReleasedMessage } from '../../../schemas/types.ts';
import { findReach } from '../../../services/ledger/reading/reached.ts';
import { partitionOf } from '../../../services/platform/kafka/partition-of-key.ts';
import { startThrottle } from '../../../services/throttle/handler.ts';
import { countFromLedger } from '../../../services/throttle/portfolio/count-from-ledger.ts';
import { openDatabasePortfolios } from '../../../services/throttle/portfolio/open-portfolios.ts';
import { openWindow, peopleIn, putBucket } from '../../../services/throttle/portfolio/people-window.ts';
import {
  findChangedBuckets,
  findNumbersOf,
  findPeopleOf,
  recordPeople,
  settleBucket,
} from '../../../services/throttle/portfolio/portfolio-store.ts';
import {
  campaignChanged,
  campaignDocument,
  eligibleContact,
  integrationDocument,
  phoneOf,
} from '../../support/campaign-documents.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let released: ReleasedMessage[];

/** By campaign: how many contacts it has, and the first of the people that they are. */
const lists = new Map<string, { integrationId: string; contacts: number; from: number }>();

async function answerDemands(): Promise<void> {
  const producer = await system.context.producer();
  await system.context.consume({
    topic: topics.sendDemand,
    groupId: 'eligibility',
    handle: async (records) => {
      for (const { value } of records) {
        const list = lists.get(value.campaignId) ?? { integrationId: '', contacts: 0, from: 0 };
        const through = Math.min(value.throughSequence, list.contacts);
        const { campaignId, runId, fromSequence } = value;
        const base = { campaignId, runId, integrationId: list.integrationId };
        const length = Math.max(0, through - fromSequence);
        const contacts = Array.from({ length }, (_, place) => ({
          ...eligibleContact(runId, fromSequence + place),
          to: phoneOf(list.from + fromSequence + place),
        }));
        const progress = {
          fromSequence,
          decidedThrough: through,
          planned: list.contacts,
          planComplete: true,
        };
        await producer.send(topics.eligibleContacts, [
          ...contacts.map((contact) => ({ ...base, body: { type: 'EligibleContact' as const, ...contact } })),
          { ...base, body: { type: 'EligibilityProgress' as const, ...progress, eligible: contacts.length } },
        ]);
      }
    },
  });
}

/** Names of two numbers that different instances own. */
const namesApart = (portfolio: string): [string, string] => {
  const names = Array.from({ length: 50 }, (_, place) => `${portfolio}-${place}`);
  const half = (name: string): number => partitionOf(name, topics.eligibleContacts.partitions) % 2;
  return [names.find((name) => half(name) === 0) ?? '', names.find((name) => half(name) === 1) ?? ''];
};

async function given(
  portfolio: string,
  limitTier: string | null,
  people: ReadonlyArray<{ contacts: number; from: number }>,
): Promise<CampaignDocument[]> {
  const mongo = await system.context.mongo();
  const names = namesApart(portfolio);
  const number = { level: null, qualityRating: null, limitTier, readAt: new Date() };
  const numbers = names.map((_id) => integrationDocument({ _id, businessAccountId: portfolio, number }));
  await mongo.of(collections.integrations).insertMany(numbers);
  const campaigns = people.map((list, place) => {
    const integrationId = names[place % 2] ?? '';
    const campaign = campaignDocument({
      _id: `${portfolio}-c${place}`,
      integrationId,
      messagesPerMinute: 1_200,
    });
    lists.set(campaign._id, { ...list, integrationId });
    return campaign;
  });
  for (const campaign of campaigns) await start(campaign);
  return campaigns;
}

async function start(campaign: CampaignDocument): Promise<void> {
  const mongo = await system.context.mongo();
  await mongo.of(collections.campaigns).replaceOne({ _id: campaign._id }, campaign, { upsert: true });
  await (await system.context.producer()).send(topics.campaignEvents, [campaignChanged(campaign, 'STARTED')]);
}

async function say(portfolio: string, limitTier: string): Promise<void> {
  const mongo = await system.context.mongo();
  const number = { level: null, qualityRating: null, limitTier, readAt: new Date() };
  await mongo.of(collections.integrations).updateMany({ businessAccountId: portfolio }, { $set: { number } });
}

const messagesOf = (campaigns: readonly CampaignDocument[]): ReleasedMessage[] =>
  released.filter(({ runId }) => campaigns.some((campaign) => campaign.runId === runId));
const peopleOf = (campaigns: readonly CampaignDocument[]): number =>
  new Set(messagesOf(campaigns).map(({ to }) => to)).size;

async function untilHeld(campaigns: readonly CampaignDocument[]): Promise<Array<Date | null | undefined>> {
  const mongo = await system.context.mongo();
  return until('all are held', async () => {
    const paces = await mongo.of(collections.pace).find({}).toArray();
    const runs = campaigns.map(({ runId, integrationId }) =>
      runId === null ? undefined : paces.find(({ _id }) => _id === integrationId)?.runs[runId],
    );
    return runs.every((run) => run?.waitingReason === 'day_limit') ? runs.map((run) => run?.resumesAt) : null;
  });
}

beforeAll(async () => {
  system = await openTestSystem();
  released = [];
  await system.context.consume({
    topic: topics.releasedMessages,
    groupId: 'sender',
    handle: async (records) => void released.push(...records.map((record) => record.value)),
  });
  await answerDemands();
  await system.start('throttle', startThrottle);
  await system.start('throttle', startThrottle);
});

afterAll(() => system.close(), 60_000);

describe('the limit of a portfolio', () => {
  it('is kept over its numbers, which two instances own, and says when it goes on', async () => {
    const campaigns = await given('shared', 'TIER_50', [
      { contacts: 40, from: 0 },
      { contacts: 40, from: 40 },
    ]);
    // one may be held for a while by what the other has reserved and does not use
    await until('fifty went', () => peopleOf(campaigns) >= 50);
    const resume = await untilHeld(campaigns);
    expect(peopleOf(campaigns)).toBe(50);
    const tomorrow = Date.now() + 23 * 3_600_000;
    expect(resume.map((at) => (at?.getTime() ?? 0) > tomorrow)).toEqual([true, true]);

    await say('shared', 'TIER_250');
    await until('all went', () => peopleOf(campaigns) === 80);
    expect(messagesOf(campaigns)).toHaveLength(80);
    // 20 a second each, evenly, after the hold too
    for (const { runId } of campaigns) {
      const slots = messagesOf(campaigns)
        .filter((message) => message.runId === runId)
        .map(({ sendAt }) => sendAt)
        .sort((a, b) => a - b);
      expect(Math.min(...slots.slice(1).map((slot, place) => slot - (slots[place] ?? 0)))).toBeGreaterThan(
        50_000,
      );
    }
  });

  it('costs nothing for people who are reached already by the other number', async () => {
    const [first, second] = namesApart('again');
    const campaigns = await given('again', 'TIER_250', [
      { contacts: 30, from: 1_000 },
      { contacts: 30, from: 1_000 },
    ]);
    await until('all went', () => messagesOf(campaigns).length === 60);
    const mongo = await system.context.mongo();
    const used = await until('the second look', async () => {
      const portfolio = await mongo.of(collections.portfolios).findOne({ _id: 'again' });
      const granted = Object.keys(portfolio?.granted ?? {});
      return granted.includes(first) || granted.includes(second) ? null : portfolio;
    });
    expect([used.used, used.limit]).toEqual([30, 250]);
  });

  it('survives a change of owners', async () => {
    const campaigns = await given('moved', 'TIER_50', [
      { contacts: 60, from: 2_000 },
      { contacts: 60, from: 2_060 },
    ]);
    await until('it sends', () => peopleOf(campaigns) >= 10);
    const third = await system.start('throttle', startThrottle);
    await until('it goes on', () => peopleOf(campaigns) >= 30);
    await system.stop(third);
    await untilHeld(campaigns);
    await until('fifty went', () => peopleOf(campaigns) >= 50);
    expect(peopleOf(campaigns)).toBe(50);
  });

  it('is none while no level is known', async () => {
    const campaigns = await given('unknown', null, [{ contacts: 70, from: 3_000 }]);
    await until('all went', () => peopleOf(campaigns) === 70);
    const mongo = await system.context.mongo();
    expect(await mongo.of(collections.portfolios).findOne({ _id: 'unknown' })).toBeNull();
  });
});

describe('who was messaged before anybody counted', () => {
  const HOUR = 3_600_000;
  const sentBefore = async (
    portfolio: string,
    over: (place: number) => Partial<MessageDocument>,
  ): Promise<void> => {
    const mongo = await system.context.mongo();
    const runId = `${portfolio}-earlier`;
    const [integrationId] = namesApart(portfolio);
    await mongo.of(collections.campaignRuns).insertOne({
      ...{ _id: runId, campaignId: portfolio, number: 1, integrationId, contactListId: 'list-1' },
      ...{ state: 'READY', planned: 60, pages: 1, filteredOut: 0, plannedThroughArrival: 60 },
      plannedAt: new Date(0),
    });
    await mongo.of(collections.messages).insertMany(
      Array.from({ length: 60 }, (_, place) => ({
        ...{
          _id: `${runId}-${place}`,
          campaignId: portfolio,
          runId,
          contactId: `c${place}`,
          sequence: place,
        },
        ...{ state: 'ACCEPTED' as const, attempt: 1, integrationId, to: phoneOf(50_000 + place) },
        ...{ wamid: `w-${runId}-${place}`, intentAt: new Date(Date.now() - HOUR) },
        ...over(place),
      })),
    );
  };
  /** 30 in the last hours; of the others some failed, and some are of the day before. */
  const mixed = (place: number): Partial<MessageDocument> => {
    if (place < 30) return { intentAt: new Date(Date.now() - (place % 24) * HOUR) };
    if (place < 50) return { intentAt: new Date(Date.now() - 25 * HOUR) };
    return { state: 'FAILED', code: 131_026, wamid: undefined as never };
  };

  it('counts after an upgrade, by both instances, as does who was messaged without a limit', async () => {
    const mongo = await system.context.mongo();
    await sentBefore('upgraded', mixed);
    const campaigns = await given('upgraded', 'TIER_50', [
      { contacts: 40, from: 4_000 },
      { contacts: 40, from: 4_040 },
    ]);
    const resume = await untilHeld(campaigns);
    await until('twenty went', () => peopleOf(campaigns) >= 20);
    expect(peopleOf(campaigns)).toBe(20);
    // the first of them falls out within the hour
    for (const at of resume) expect(at?.getTime()).toBeLessThan(Date.now() + 2 * HOUR);

    await say('upgraded', 'UNLIMITED');
    await until('all went', () => peopleOf(campaigns) === 80);
    // what a sender would have written of them
    const accepted = messagesOf(campaigns).map(({ messageId, runId, to }, sequence) => ({
      ...{ _id: messageId, campaignId: 'upgraded', runId, contactId: `n${sequence}`, sequence, to },
      ...{ state: 'ACCEPTED' as const, attempt: 1, wamid: `w-${messageId}`, intentAt: new Date() },
    }));
    await mongo.of(collections.messages).insertMany(accepted);
    for (const { runId, integrationId } of campaigns)
      await mongo.of(collections.campaignRuns).insertOne({
        ...{ _id: runId ?? '', campaignId: 'upgraded', number: 1, integrationId, contactListId: 'list-1' },
        ...{ state: 'READY', planned: 40, pages: 1, filteredOut: 0, plannedThroughArrival: 40 },
        plannedAt: new Date(),
      });
    await say('upgraded', 'TIER_250');
    const portfolio = await until('it is counted again', async () => {
      const found = await mongo.of(collections.portfolios).findOne({ _id: 'upgraded' });
      return found?.counted ? found : null;
    });
    expect(portfolio.counted).not.toHaveProperty('people');
    expect(await peopleCounted('upgraded')).toBe(110);
  });

  const peopleCounted = async (portfolio: string): Promise<number> => {
    const window = openWindow();
    for (const bucket of await findChangedBuckets(await system.context.mongo(), portfolio, new Date(0)))
      putBucket(window, bucket);
    return peopleIn(window);
  };

  it('is looked for back to as many people as may be messaged; repeating it changes nothing', async () => {
    await sentBefore('bounded', (place) => ({ intentAt: new Date(Date.now() - (place + 1) * 0.3 * HOUR) }));
    const store = openDatabasePortfolios(system.context, await system.context.mongo()).parts.store;
    const count = (limit: number): Promise<number> =>
      countFromLedger(
        ...([store, 'bounded', namesApart('bounded'), limit] as const),
        ...([{ windowMs: 24 * HOUR, settleAfterMs: 120_000 }, Date.now()] as const),
      );
    expect(await count(20)).toBe(20);
    expect(await peopleCounted('bounded')).toBe(20);
    expect(await Promise.all([count(250), count(250), count(250)])).toEqual([60, 60, 60]);
    expect(await peopleCounted('bounded')).toBe(60);
    expect(await count(20)).toBe(20);
    expect(await peopleCounted('bounded')).toBe(60);
  });
});

describe('who was reached', () => {
  const at = new Date(Date.now() - 1_000);
  const bucket = {
    _id: 'p/n/0',
    portfolioId: 'p',
    integrationId: 'n',
    endsAt: at,
    dropsAt: new Date(Date.now() + 1e6),
  };

  it('is read by what changed since, and loses who was not, until it is settled', async () => {
    const mongo = await system.context.mongo();
    await recordPeople(mongo, bucket, [{ p: 1, m: 'a' }]);
    await recordPeople(mongo, bucket, [
      { p: 2, m: 'b' },
      { p: 3, m: 'c' },
    ]);
    const [found] = await findChangedBuckets(mongo, 'p', at);
    expect(found).toMatchObject({ id: 'p/n/0', people: [1, 2, 3], isSettled: false });
    expect(await findChangedBuckets(mongo, 'p', new Date((found?.changedAtMs ?? 0) + 1))).toEqual([]);
    await settleBucket(mongo, 'p/n/0', ['b'], true);
    await settleBucket(mongo, 'p/n/0', ['a'], true);
    expect((await findPeopleOf(mongo, 'p/n/0')).map(({ p }) => p)).toEqual([1, 3]);
    expect((await findChangedBuckets(mongo, 'p', at))[0]).toMatchObject({ people: [1, 3], isSettled: true });
  });

  it('is told by the ledger: of what was refused nobody was, of what is not known somebody may be', async () => {
    const mongo = await system.context.mongo();
    const message = (_id: string, over: Partial<MessageDocument>): MessageDocument => ({
      ...{ _id, campaignId: 'c', runId: 'r', contactId: 'x', sequence: 0, attempt: 1, state: 'FAILED' },
      ...over,
    });
    await mongo
      .of(collections.messages)
      .insertMany([
        message('refused', { code: 131_026 }),
        message('undelivered', { wamid: 'w', delivery: 'UNDELIVERED' }),
        message('waiting', { state: 'WAITING' }),
        message('resent', { state: 'WAITING', resentAt: new Date() }),
        message('unknown', { state: 'UNKNOWN' }),
        message('underWay', { state: 'INTENT' }),
      ]);
    const ids = ['refused', 'undelivered', 'waiting', 'resent', 'unknown', 'underWay', 'absent'];
    expect([...(await findReach(mongo, ids)).values()]).toEqual([
      ...['not', 'maybe', 'not', 'maybe', 'maybe', 'open', 'not'],
    ]);
  });

  it('and whose limit it is, is found by indexes', async () => {
    const { db } = await system.context.mongo();
    const stagesOf = async (collection: string, filter: object): Promise<string> =>
      JSON.stringify(await db.collection(collection).find(filter).explain('queryPlanner'));
    const plans = await Promise.all([
      stagesOf('campaign_runs', { integrationId: { $in: ['n'] } }),
      stagesOf('people_reached', { portfolioId: 'p', changedAt: { $gte: at } }),
      stagesOf('integrations', {
        $or: [{ portfolioId: { $in: ['p'] } }, { businessAccountId: { $in: ['p'] } }],
      }),
    ]);
    for (const plan of plans) expect(plan).not.toContain('COLLSCAN');
    const numbers = await findNumbersOf(await system.context.mongo(), ['shared']);
    expect(numbers).toHaveLength(2);
  });
});
