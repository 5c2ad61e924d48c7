/** Taking up is decided once: by crashed, concurrent and repeated attempts alike; so is lengthening an order. */
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { EligibilityNews } from '../../../schemas/types.ts';
import { appendContacts } from '../../../services/eligibility/order/append-contacts.ts';
import { recordsOfBlock } from '../../../services/eligibility/campaign-records.ts';
import { startEligibility } from '../../../services/eligibility/handler.ts';
import { findPages } from '../../../services/eligibility/order/order-store.ts';
import { planRun } from '../../../services/eligibility/order/plan-run.ts';
import { runDefinitionOf, type RunDefinition } from '../../../services/eligibility/take-up/run-definition.ts';
import { takeUp } from '../../../services/eligibility/take-up/take-up.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import {
  addCampaign,
  addDncList,
  addDncNumber,
  addList,
  addRows,
  announceStart,
  demand,
  orderOf,
  partsFor,
  row,
  type StartedCampaign,
} from './eligibility-seed.ts';

let system: TestSystem;
let mongo: Database;

beforeAll(async () => {
  system = await openTestSystem();
  mongo = await system.context.mongo();
});
afterAll(() => system.close());

const rows = (count: number) => Array.from({ length: count }, (_, place) => row(place));
const now = new Date();
const nobody = (): void => undefined;
const partsOf = () => partsFor(system, { now: () => now });

/** A campaign with a DNC list whose order is made. */
async function plannedCampaign(
  count: number,
): Promise<{ campaign: StartedCampaign; definition: RunDefinition; dncListId: string }> {
  const list = await addList(mongo, rows(count));
  const dnc = await addDncList(mongo, []);
  const campaign = await addCampaign(mongo, list._id, { dncListIds: [dnc._id] });
  await planRun(await partsOf(), campaign);
  const definition = runDefinitionOf(campaign, campaign.runId, list, [dnc]);
  if (Array.isArray(definition)) throw new Error(JSON.stringify(definition));
  return { campaign, definition, dncListId: dnc._id };
}

const decisionsOf = async ({ runId }: StartedCampaign): Promise<string[]> => {
  const pages = await mongo.of(collections.runPages).find({ runId }).sort({ firstSequence: 1 }).toArray();
  return pages.flatMap(({ decisions }) => decisions);
};

test('what was decided before a crash is emitted after it, although the contact is on a DNC list by then', async () => {
  const { campaign, definition, dncListId } = await plannedCampaign(3);
  const before = await takeUp(mongo, definition, 0, 2, now, nobody); // and then the process dies
  await addDncNumber(mongo, dncListId, row(0).Cell);
  await addDncNumber(mongo, dncListId, row(2).Cell);

  const news = await system.collect(topics.eligibleContacts);
  await system.start('eligibility', startEligibility);
  await announceStart(system, campaign);
  const ofRun = (): EligibilityNews[] => news.filter(({ runId }) => runId === campaign.runId);
  await until('the send order is planned known', () => ofRun().length > 0);
  await demand(system, campaign, 0, 3);
  await until('the demand is answered', () => ofRun().length === 4);
  const progress = { fromSequence: 0, decidedThrough: 3, planned: 3 };
  // read from a topic a template has its schema's defaults too
  expect(ofRun().slice(1)).toMatchObject(recordsOfBlock(definition, before, progress).eligible);
});

test('of several that take up the same contacts at once one decides and all say the same', async () => {
  const { campaign, definition } = await plannedCampaign(1_500);
  let decided = 0;
  const count = (decisions: readonly unknown[]): void => void (decided += decisions.length);
  const answers = await Promise.all(
    [now, new Date(now.getTime() + 1), new Date(now.getTime() + 2)].map((at) =>
      takeUp(mongo, definition, 700, 1_200, at, count),
    ),
  );
  const [first] = answers;
  expect(first?.map(({ sequence }) => sequence)).toContain(1_199);
  const asked = (contacts: typeof first) => contacts?.filter(({ sequence }) => sequence >= 700);
  for (const answer of answers) expect(asked(answer)).toEqual(asked(first));
  expect(await decisionsOf(campaign)).toEqual(rows(1_200).map(({ Cell }) => Cell));
  expect(decided).toBe(1_200);
});

test('contacts that a demand leaps over are decided with it and come first', async () => {
  const { definition } = await plannedCampaign(10);
  const taken = await takeUp(mongo, definition, 6, 8, now, nobody);
  expect(taken.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  const repeated = await takeUp(mongo, definition, 6, 8, now, nobody);
  expect(repeated).toEqual(taken.slice(6));
  const mixed = await takeUp(mongo, definition, 7, 10, now, nobody);
  expect(mixed.map(({ sequence }) => sequence)).toEqual([7, 8, 9]);
  expect(mixed[0]).toEqual(taken[7]);
});

test('an order that several lengthen at once gets each contact once, in order of arrival', async () => {
  const { campaign } = await plannedCampaign(5);
  const added = Array.from({ length: 3_500 }, (_, place) => row(10 + place));
  await addRows(mongo, campaign.contactListId, 2, added);
  const parts = await partsOf();
  const lengths = await Promise.all([1, 2, 3].map(() => appendContacts(parts, campaign)));
  expect(lengths).toEqual([3_505, 3_505, 3_505]);
  expect(await orderOf(mongo, campaign.runId)).toEqual([...rows(5), ...added].map(({ id }) => id));
  const pages = await mongo
    .of(collections.runPages)
    .find({ runId: campaign.runId })
    .sort({ _id: 1 })
    .toArray();
  expect(pages.map(({ firstSequence, contactIds }) => firstSequence + contactIds.length)).toEqual([
    1_000, 2_000, 3_000, 3_505,
  ]);
});

test('a demand across many short pages is one block', async () => {
  const { campaign, definition } = await plannedCampaign(2);
  const parts = await partsOf();
  for (const batch of [2, 3, 4]) {
    await addRows(mongo, campaign.contactListId, batch, [row(10 * batch)]);
    await appendContacts(parts, campaign);
  }
  const taken = await takeUp(mongo, definition, 1, 5, now, nobody);
  expect(taken.map(({ sequence, contactId }) => [sequence, contactId])).toEqual([
    [0, 'c0'],
    [1, 'c1'],
    [2, 'c20'],
    [3, 'c30'],
    [4, 'c40'],
  ]);
  expect(await takeUp(mongo, definition, 0, 5, now, nobody)).toEqual(taken);
});

test('contacts that are added one at a time fill the last page: one page is read to take one up', async () => {
  const { campaign, definition } = await plannedCampaign(998);
  const parts = await partsOf();
  for (const place of [0, 1, 2, 3]) {
    await addRows(mongo, campaign.contactListId, 2 + place, [row(2_000 + place)]);
    expect(await appendContacts(parts, campaign)).toBe(999 + place);
    const taken = await takeUp(mongo, definition, 998 + place, 999 + place, now, nobody);
    expect(taken.at(-1)?.contactId).toBe(`c${2_000 + place}`);
  }
  const pages = await mongo
    .of(collections.runPages)
    .find({ runId: campaign.runId })
    .sort({ _id: 1 })
    .toArray();
  expect(pages.map(({ firstSequence, contactIds }) => [firstSequence, contactIds.length])).toEqual([
    [0, 1_000],
    [1_000, 2],
  ]);
  expect(await findPages(mongo, campaign.runId, 1_001, 1_002)).toHaveLength(1);
  // what was decided is repeated as it was, across both pages
  const repeated = await takeUp(mongo, definition, 996, 1_002, now, nobody);
  expect(repeated.map(({ contactId }) => contactId)).toEqual([
    ...['c996', 'c997', 'c2000', 'c2001', 'c2002', 'c2003'],
  ]);
});
