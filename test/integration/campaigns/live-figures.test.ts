/** Figures of campaigns at a scrape are what the database counts, asked once per collection however many campaigns there are. */
import { collections } from '../../../schemas/collections.ts';
import { showLiveFigures } from '../../../services/campaigns/show-live-figures.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { readLiveFigures, SHOWN_AFTER_END_MS } from '../../../services/queries/campaigns/live-figures.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let database: Database;
const now = new Date();
const ago = (ms: number): Date => new Date(now.getTime() - ms);

beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
  await database.of(collections.integrations).insertOne({
    ...{ _id: 'i', name: 'Main', phoneNumberId: '1', displayPhoneNumber: '+1', businessAccountId: '2' },
    ...{ messagesPerSecond: 80, credentials: 'default', active: true, modifiedAt: now },
    number: { level: 'STANDARD', qualityRating: 'YELLOW', limitTier: null, readAt: now },
  });
  await insertCampaign('on', 'on', null);
  await insertCampaign('on too', 'on', null);
  await insertCampaign('stopping', 'stopping', ago(3 * SHOWN_AFTER_END_MS));
  await insertCampaign('just over', 'complete', ago(SHOWN_AFTER_END_MS - 60_000));
  await insertCampaign('over', 'complete', ago(SHOWN_AFTER_END_MS + 60_000));
  await insertCampaign('edited', 'off', null);
  await insertMessage('on', 1, 'WAITING');
  await insertMessage('on', 2, 'WAITING');
  await insertMessage('on', 3, 'ACCEPTED');
  await insertMessage('on', 7, 'UNKNOWN');
  await insertMessage('on', 6, 'UNKNOWN');
  await database.of(collections.pace).insertOne({
    ...{ _id: 'i', epoch: 1, owner: 'o', nextMicros: 0, factor: 0.5 },
    holds: [
      { scope: 'NUMBER', scopeKey: '', untilMs: now.getTime() + 60_000, code: 131056, reason: 'x' },
      { scope: 'NUMBER', scopeKey: '', untilMs: now.getTime() - 60_000, code: 1, reason: 'over' },
    ],
    runs: {
      'run of on': {
        ...{ nextMicros: 0, releasedThrough: 70, stoppedRevision: null },
        ...{ waiting: 'held', waitingReason: 'held', resumesAt: new Date(now.getTime() + 60_000) },
      },
    },
  });
});
afterAll(() => system.close());

async function insertCampaign(
  name: string,
  status: 'on' | 'off' | 'stopping' | 'complete',
  stoppedAt: Date | null,
): Promise<void> {
  const runId = `run of ${name}`;
  await database.of(collections.campaigns).insertOne({
    ...{ _id: `id of ${name}`, name, divisionId: 'home', contactListId: 'l', whatsappColumn: 'phone' },
    ...{ integrationId: 'i', messagesPerMinute: 600, dncListIds: [], contactListFilterIds: [] },
    template: { name: 't', language: 'en', header: [], body: [], buttons: [] },
    ...{ contactSorts: [], alwaysRunning: false, status, errors: [], version: 1, revision: 1 },
    ...{
      runNumber: 1,
      runId,
      startsNewRun: false,
      createdAt: now,
      modifiedAt: now,
      startedAt: now,
      stoppedAt,
    },
  });
  await database.of(collections.campaignRuns).insertOne({
    ...{ _id: runId, campaignId: `id of ${name}`, number: 1, integrationId: 'i', contactListId: 'l' },
    ...{ state: 'READY', planned: 100, pages: 1, filteredOut: 0, plannedThroughArrival: 1, plannedAt: now },
  });
  await database.of(collections.runCounters).insertMany([
    { _id: `${runId}:0`, runId, accepted: 30, sent: 20, failed: 1, failedBy: { '131026': 1 } },
    { _id: `${runId}:1`, runId, accepted: 12, skipped: 2, skippedBy: { OPTED_OUT: 2 }, unknown: 1 },
  ]);
}

async function insertMessage(
  name: string,
  sequence: number,
  state: 'WAITING' | 'ACCEPTED' | 'UNKNOWN',
): Promise<void> {
  const runId = `run of ${name}`;
  await database.of(collections.messages).insertOne({
    ...{ _id: `${runId}:${sequence}`, campaignId: `id of ${name}`, runId, contactId: 'c', sequence },
    ...{ state, attempt: 1, ...(state === 'ACCEPTED' ? {} : { dueAt: ago(sequence * 1_000) }) },
  });
}

it('sums the counters of each campaign, and shows those that run or ended a short while ago', async () => {
  const { campaigns, campaignsLeftOut } = await readLiveFigures(database, now);
  expect(campaigns.map(({ progress }) => progress.name).sort()).toEqual([
    'just over',
    'on',
    'on too',
    'stopping',
  ]);
  expect(campaignsLeftOut).toBe(0);
  const on = campaigns.find(({ progress }) => progress.name === 'on');
  expect(on).toMatchObject({
    ...{ divisionId: 'home', integration: 'Main', releasedThrough: 70 },
    progress: {
      ...{ settled: 46, planned: 100, waitingReason: 'held', limitPerMinute: 600, limitedReason: null },
      counts: { accepted: 42, failed: 1, skipped: 2, unknown: 1, sent: 20 },
    },
    expectedEnd: new Date(now.getTime() + 60_000 + 5_400),
    // two wait in the ledger, and neither of them for a callable time
    ...{ putOff: 2, unknownSince: ago(7_000) },
  });
});

it('shows what holds a number now, and how it is rated', async () => {
  const { numbers } = await readLiveFigures(database, now);
  expect(numbers).toEqual([
    expect.objectContaining({ id: 'i', name: 'Main', limitPerMinute: 4_800, factor: 0.5, quality: 'YELLOW' }),
  ]);
  expect(numbers[0]?.holds).toEqual([expect.objectContaining({ code: 131056 })]);
});

it('asks each collection once', async () => {
  await database.db.command({ profile: 2 });
  await readLiveFigures(database, new Date());
  await database.db.command({ profile: 0 });
  const asked = await database.db.collection('system.profile').find({ op: 'query' }).toArray();
  const of = asked.map(({ ns }) => String(ns).split('.').at(-1)).filter((name) => name !== 'profile');
  expect(of.sort()).toEqual([
    'campaign_runs',
    'campaigns',
    'integrations',
    'pace',
    'portfolios',
    'run_counters',
  ]);
  const counted = await database.db
    .collection('system.profile')
    .find({ 'command.aggregate': collections.messages.name })
    .toArray();
  // of the index alone: no message is read
  expect(counted).toEqual([
    expect.objectContaining({ docsExamined: 0 }),
    expect.objectContaining({ docsExamined: 0 }),
  ]);
});

it('two instances show the same', async () => {
  const scrapes = [];
  for (const name of ['campaigns-1', 'campaigns-2']) {
    const { metrics } = await system.start('campaigns', async ({ metrics: own, log }) =>
      showLiveFigures(() => readLiveFigures(database, now), own, log),
    );
    scrapes.push([
      name,
      (await metrics.scrape()).split('\n').filter((line) => /^wac_(campaign|number)_/.test(line)),
    ]);
  }
  expect(scrapes[0]?.[1]).toEqual(scrapes[1]?.[1]);
  expect(scrapes[0]?.[1]).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^wac_campaign_messages_total\{.*campaign="on".*stage="accepted".* 42$/),
    ]),
  );
});
