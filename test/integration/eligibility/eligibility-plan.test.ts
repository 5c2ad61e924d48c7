/** The order of a run is made once, equals the comparator, and survives two makers and half-made orders. */
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { InternalCommand, EligibilityNews, ContactSort } from '../../../schemas/types.ts';
import { arrivalOf } from '../../../services/domain/contact/contact.ts';
import { compareContacts, sortKeysOf } from '../../../services/domain/contact/contact-sort.ts';
import { runIdOf } from '../../../services/domain/message/message.ts';
import { startEligibility } from '../../../services/eligibility/handler.ts';
import { planRun } from '../../../services/eligibility/order/plan-run.ts';
import { addPlannedPages, claimPlanning } from '../../../services/eligibility/order/order-store.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import {
  addCampaign,
  addList,
  addRows,
  announce,
  announceContacts,
  announceStart,
  columnNames,
  orderOf,
  partsFor,
  row,
  type Row,
  type StartedCampaign,
} from './eligibility-seed.ts';

let system: TestSystem;
let mongo: Database;
let news: EligibilityNews[];
let commands: InternalCommand[];

beforeAll(async () => {
  system = await openTestSystem();
  mongo = await system.context.mongo();
  news = await system.collect(topics.eligibleContacts);
  commands = await system.collect(topics.internalCommands);
  await system.start('eligibility', startEligibility);
});
afterAll(() => system.close());

const sorts: ContactSort[] = [
  { fieldName: 'city', direction: 'ASC', numeric: false },
  { fieldName: 'amount', direction: 'DESC', numeric: true },
  { fieldName: 'since', direction: 'DESC', numeric: false },
  { fieldName: 'first', direction: 'ASC', numeric: false },
];

/** The same rows each time: many equal cells, empty ones, ones that are no number, characters outside the basic plane. */
function randomRows(count: number): Row[] {
  let seed = 7;
  const pick = (items: readonly string[]): string => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return items[Math.floor((seed / 2_147_483_648) * items.length)] ?? '';
  };
  return Array.from({ length: count }, (_, place) =>
    row(place, {
      city: pick(['Bonn', 'bonn', 'Ulm', '', 'Köln', '\u{1F600}', '\uFFFD']),
      amount: pick(['5', '$1,234.50', '1.234,50 €', '-3', 'n/a', '', '10', '9', '317-981-6233']),
      since: pick(['2024-01-01', '2023-12-31', '']),
      first: pick(['Ann', 'ann', 'Bob', '']),
    }),
  );
}

/** What the specification says of rows in their order of arrival. */
function specified(rows: readonly Row[]): string[] {
  const sort = sortKeysOf(sorts, columnNames);
  if ('missingColumn' in sort) throw new Error(sort.missingColumn);
  return rows
    .map((of, arrival) => ({ id: of.id, values: columnNames.map((name) => of[name]), arrival }))
    .sort((a, b) => compareContacts(sort.keys, a, b))
    .map(({ id }) => id);
}

const runOf = ({ runId }: StartedCampaign) => mongo.of(collections.campaignRuns).findOne({ _id: runId });
const ready = (campaign: StartedCampaign) =>
  until('the order is ready', async () => {
    const run = await runOf(campaign);
    return run?.state === 'READY' ? run : null;
  });
const partsOf = (planner: string) => partsFor(system, { newPlannerId: () => planner });

test('pages hold the order of the comparator, a thousand contacts each', async () => {
  const rows = randomRows(3_300);
  const list = await addList(mongo, rows);
  const campaign = await addCampaign(mongo, list._id, { contactSorts: sorts });
  await announceStart(system, campaign);
  const run = await ready(campaign);
  expect(run).toMatchObject({ planned: 3_300, pages: 4, filteredOut: 0, number: 1 });
  expect(await orderOf(mongo, campaign.runId)).toEqual(specified(rows));
  const pages = await mongo
    .of(collections.runPages)
    .find({ runId: campaign.runId })
    .sort({ _id: 1 })
    .toArray();
  expect(pages.map(({ firstSequence, contactIds }) => [firstSequence, contactIds.length])).toEqual([
    [0, 1_000],
    [1_000, 1_000],
    [2_000, 1_000],
    [3_000, 300],
  ]);
});

test('a filter keeps some contacts, and the others are counted', async () => {
  const rows = randomRows(500);
  const list = await addList(mongo, rows);
  const predicate = {
    column: 'amount',
    columnType: 'numeric' as const,
    operator: 'GREATER_THAN' as const,
    value: '8',
    range: null,
    inverted: false,
  };
  await mongo.of(collections.contactListFilters).insertOne({
    _id: `filter-${list._id}`,
    name: `filter ${list._id}`,
    contactListId: list._id,
    filterType: 'AND',
    clauses: [{ filterType: 'AND', predicates: [predicate] }],
    createdAt: new Date(),
  });
  const campaign = await addCampaign(mongo, list._id, {
    contactSorts: sorts,
    contactListFilterIds: [`filter-${list._id}`],
  });
  await announceStart(system, campaign);
  const run = await ready(campaign);
  const kept = rows.filter(({ amount }) => !['5', '-3', 'n/a', ''].includes(amount));
  expect(run).toMatchObject({ planned: kept.length, filteredOut: rows.length - kept.length });
  expect(await orderOf(mongo, campaign.runId)).toEqual(
    specified(rows).filter((id) => kept.some((of) => of.id === id)),
  );
});

test('an order that somebody began is thrown away; who began it can store nothing more', async () => {
  const rows = randomRows(1_200);
  const list = await addList(mongo, rows);
  const campaign = await addCampaign(mongo, list._id, { contactSorts: sorts });
  const { _id: campaignId, integrationId, runId } = campaign;
  await claimPlanning(
    mongo,
    { _id: runId, campaignId, number: 1, integrationId, contactListId: list._id },
    'who died',
  );
  const page = (number: number) => ({
    _id: `${runId}:00000${number}`,
    runId,
    page: number,
    firstSequence: number * 1_000,
    contactIds: ['c1', 'c2'],
    decisions: [],
  });
  expect(await addPlannedPages(mongo, runId, 'who died', [page(0)])).toBe(true);
  expect(await planRun(await partsOf('who took over'), campaign)).toBe('PLANNED');
  expect(await addPlannedPages(mongo, runId, 'who died', [page(2)])).toBe(false);
  expect(await orderOf(mongo, runId)).toEqual(specified(rows));
  expect(await planRun(await partsOf('who comes late'), campaign)).toBe('READY_BEFORE');
});

test('of two that make the order at once one stores it, each contact exactly once', async () => {
  const rows = randomRows(25_000);
  const list = await addList(mongo, rows);
  const campaign = await addCampaign(mongo, list._id, { contactSorts: sorts });
  const makers = [await partsOf('one'), await partsOf('two'), await partsOf('three')];
  const results = await Promise.all(makers.map((parts) => planRun(parts, campaign)));
  expect(results.filter((result) => result === 'PLANNED')).toHaveLength(1);
  expect(await orderOf(mongo, campaign.runId)).toEqual(specified(rows));
});

test('contacts of an import that is still running wait for its end and none is passed over', async () => {
  const list = await addList(mongo, [row(1)]);
  const campaign = await addCampaign(mongo, list._id);
  const beforeImport = arrivalOf(2, 0); // batch 2 is an import under way
  await addRows(mongo, list._id, 3, [row(4)], beforeImport); // quicker than the import that began before
  await announceStart(system, campaign);
  await ready(campaign);
  expect(await orderOf(mongo, campaign.runId)).toEqual(['c1']);
  await addRows(mongo, list._id, 2, [row(2), row(3)], arrivalOf(4, 0));
  await announceContacts(system, list._id, 2);
  await until('all are in the order', async () => (await runOf(campaign))?.planned === 4);
  expect(await orderOf(mongo, campaign.runId)).toEqual(['c1', 'c2', 'c3', 'c4']);
});

test('contacts that came while the campaign was off are in the order when it goes on', async () => {
  const list = await addList(mongo, [row(1)]);
  const campaign = await addCampaign(mongo, list._id);
  await announceStart(system, campaign);
  await ready(campaign);
  await addRows(mongo, list._id, 2, [row(2)]);
  await announceStart(system, campaign);
  await until('the order is longer', async () => (await runOf(campaign))?.planned === 2);
  expect(await orderOf(mongo, campaign.runId)).toEqual(['c1', 'c2']);
});

test('an empty list makes an empty order that is complete', async () => {
  const list = await addList(mongo, []);
  const campaign = await addCampaign(mongo, list._id, { contactSorts: sorts });
  await announceStart(system, campaign);
  await until('it is made known', () => news.some(({ runId }) => runId === campaign.runId));
  expect(news.find(({ runId }) => runId === campaign.runId)?.body).toEqual({
    type: 'EligibilityProgress',
    fromSequence: 0,
    decidedThrough: 0,
    planned: 0,
    planComplete: true,
    eligible: 0,
  });
});

test('a campaign whose list, filter or sort column is gone is made invalid, under one command id', async () => {
  const list = await addList(mongo, [row(1)]);
  const withoutList = await addCampaign(mongo, 'gone');
  const withoutParts = await addCampaign(mongo, list._id, {
    contactListFilterIds: ['no such filter'],
    contactSorts: [{ fieldName: 'zodiac', direction: 'ASC', numeric: false }],
    revision: 5,
  });
  const ofCampaign = ({ _id }: StartedCampaign) => commands.filter(({ subjectId }) => subjectId === _id);
  const commanded = async (campaign: StartedCampaign, times: number): Promise<void> => {
    await announceStart(system, campaign);
    await until('the command is there', () => ofCampaign(campaign).length === times);
  };
  await commanded(withoutList, 1);
  await commanded(withoutParts, 1);
  await commanded(withoutParts, 2);
  expect(ofCampaign(withoutList)[0]).toMatchObject({
    commandId: `internal/invalidate-${withoutList._id}-1`,
    body: {
      type: 'InvalidateCampaign',
      runId: withoutList.runId,
      errors: [{ code: 'contact.list.not.found' }],
    },
  });
  for (const command of ofCampaign(withoutParts))
    expect(command).toMatchObject({
      commandId: `internal/invalidate-${withoutParts._id}-5`,
      body: {
        errors: [{ code: 'contact.list.filter.not.found' }, { code: 'contact.sorts.invalid.field.name' }],
      },
    });
});

test('a recycled campaign gets a new order; of earlier ones that before it stays, and none of a deleted campaign', async () => {
  const list = await addList(mongo, [row(1), row(2)]);
  const first = await addCampaign(mongo, list._id);
  const runs = [1, 2, 3].map((runNumber) => ({ ...first, runNumber, runId: runIdOf(first._id, runNumber) }));
  for (const { runNumber, runId } of runs) {
    await mongo.of(collections.campaigns).updateOne({ _id: first._id }, { $set: { runNumber, runId } });
    const before = runs[runNumber - 2];
    if (before)
      await mongo.of(collections.takenUp).insertOne({
        _id: `${before.runId}:000000:0000`,
        runId: before.runId,
        firstSequence: 0,
        template: before.template,
        texts: [],
        at: new Date(),
      });
    await announceStart(system, { ...first, runNumber, runId });
    await until('it is made known', () => news.some((one) => one.runId === runId));
  }
  const orders = () => Promise.all(runs.map(({ runId }) => orderOf(mongo, runId)));
  expect(await orders()).toEqual([[], ['c1', 'c2'], ['c1', 'c2']]);
  expect(
    await mongo.of(collections.takenUp).countDocuments({ runId: { $in: runs.map((run) => run.runId) } }),
  ).toBe(0);
  await mongo.of(collections.campaigns).deleteOne({ _id: first._id });
  await announce(system, first, 'DELETED');
  await until('nothing is left', async () => (await orders()).flat().length === 0);
});
