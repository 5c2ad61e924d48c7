/** Contacts that are added with priority are taken up next, once each, whoever takes up or adds at the same time. */
import { collections } from '../../../schemas/collections.ts';
import { appendContacts } from '../../../services/eligibility/order/append-contacts.ts';
import { planRun } from '../../../services/eligibility/order/plan-run.ts';
import { runDefinitionOf, type RunDefinition } from '../../../services/eligibility/take-up/run-definition.ts';
import { takeUp } from '../../../services/eligibility/take-up/take-up.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';
import {
  addCampaign,
  addList,
  addRows,
  contactOf,
  orderOf,
  partsFor,
  row,
  type Row,
  type StartedCampaign,
} from './eligibility-seed.ts';

let system: TestSystem;
let mongo: Database;

beforeAll(async () => {
  system = await openTestSystem();
  mongo = await system.context.mongo();
});
afterAll(() => system.close());

const ROUNDS = 12;
const now = new Date();
const rows = (count: number, from = 0): Row[] =>
  Array.from({ length: count }, (_, place) => row(from + place));
const idsOf = (of: readonly Row[]): string[] => of.map(({ id }) => id);
const partsOf = () => partsFor(system, { now: () => now });
type Planned = {
  campaign: StartedCampaign;
  definition: RunDefinition;
  /** Adds a batch with or without priority to the list. */
  arrive(batch: number, added: readonly Row[], priority: boolean): Promise<unknown>;
  append(): Promise<number | null>;
  /** Both. */
  add(batch: number, added: readonly Row[], priority: boolean): Promise<number | null>;
  take(from: number, through: number): ReturnType<typeof takeUp>;
};

async function plannedCampaign(count: number): Promise<Planned> {
  const list = await addList(mongo, rows(count));
  const campaign = await addCampaign(mongo, list._id);
  await planRun(await partsOf(), campaign);
  const definition = runDefinitionOf(campaign, campaign.runId, list, []);
  if (Array.isArray(definition)) throw new Error(JSON.stringify(definition));
  const append = async () => appendContacts(await partsOf(), campaign);
  const arrive: Planned['arrive'] = async (batch, added, priority) => {
    await addRows(mongo, list._id, batch, added);
    const _id = { $in: added.map((of, place) => contactOf(list._id, batch, place, of)._id) };
    if (priority) await mongo.of(collections.contacts).updateMany({ _id }, { $set: { priority: true } });
  };
  return {
    ...{ campaign, definition, arrive, append },
    add: async (...of) => (await arrive(...of), append()),
    take: (from, through) => takeUp(mongo, definition, from, through, now, () => undefined),
  };
}

test('go behind what is taken up, in order of arrival, before all others; a repeat of what was taken up stays as it was', async () => {
  const { campaign, add, take } = await plannedCampaign(2_500);
  const before = await take(0, 700);
  expect(await add(2, rows(2, 5_000), true)).toBe(2_502);
  expect(await add(3, rows(2, 6_000), false)).toBe(2_504);
  expect(await add(4, rows(1, 7_000), true)).toBe(2_505);
  const ahead = [...rows(2, 5_000), ...rows(1, 7_000)];
  expect((await take(700, 704)).map(({ contactId }) => contactId)).toEqual(idsOf([...ahead, row(700)]));
  expect(await take(0, 700)).toEqual(before);
  const order = [...rows(700), ...ahead, ...rows(1_800, 700), ...rows(2, 6_000)];
  expect(await orderOf(mongo, campaign.runId)).toEqual(idsOf(order));
  const rest = await Promise.all([take(704, 1_700), take(1_700, 2_505)]);
  const taken = new Map(rest.flat().map(({ sequence, contactId }) => [sequence, contactId]));
  expect([...taken].sort(([a], [b]) => a - b).filter(([sequence]) => sequence >= 704)).toEqual(
    idsOf(order)
      .map((id, sequence) => [sequence, id])
      .slice(704),
  );
});

test('more than fit into a page cut it, also before anything is taken up and when everything is', async () => {
  const { campaign, add, take } = await plannedCampaign(1_200);
  await add(2, rows(1_500, 5_000), true);
  await take(0, 1_000);
  await add(3, rows(1_000, 8_000), true);
  const order = [...rows(1_500, 5_000), ...rows(1_000, 8_000), ...rows(1_200)];
  expect(await orderOf(mongo, campaign.runId)).toEqual(idsOf(order));
  for (let from = 1_000; from < 3_700; from += 1_000) await take(from, Math.min(3_700, from + 1_000));
  await add(4, rows(1, 9_900), true);
  expect((await take(3_700, 3_701)).map(({ sequence, contactId }) => [sequence, contactId])).toEqual([
    [3_700, 'c9900'],
  ]);
  const run = await mongo.of(collections.campaignRuns).findOne({ _id: campaign.runId });
  expect(run).toMatchObject({ planned: 3_701, filteredOut: 0 });
});

test('that come while others are being taken up go before them or behind them, never in their place', async () => {
  const { campaign, definition, add, take } = await plannedCampaign(1_500);
  await add(2, rows(2, 5_000), true);
  await take(0, 1);
  // after the page was read, and before the decisions about its contacts are stored
  for (const [step, through] of [700, 1_400].entries()) {
    let isFirst = true;
    await takeUp(mongo, definition, through - 600, through, now, () => undefined, {
      reachedBefore: () => Promise.resolve(new Set()),
      recogniseErased: async () => {
        if (isFirst) await add(3 + step, rows(2, 6_000 + 1_000 * step), true);
        isFirst = false;
        return new Set();
      },
    });
  }
  const pages = await mongo.of(collections.runPages).find({ runId: campaign.runId }).toArray();
  const numberOf = (id: string): string => row(Number(id.slice(1))).Cell;
  for (const { contactIds, decisions } of pages)
    expect(decisions).toEqual(contactIds.slice(0, decisions.length).map(numberOf));
  const taken = [...(await take(0, 1_000)), ...(await take(1_000, 1_400))];
  const order = await orderOf(mongo, campaign.runId);
  expect(taken.map(({ sequence, contactId }) => [sequence, contactId])).toEqual(
    order.slice(0, 1_400).map((id, sequence) => [sequence, id]),
  );
  expect(order.slice(0, 4)).toEqual(['c5000', 'c5001', 'c6000', 'c6001']);
  expect(order.indexOf('c7000')).toBe(700);
});

test('are taken up once each, as is everybody else, while others take up and add at the same time', async () => {
  const { campaign, arrive, append, take } = await plannedCampaign(1_000);
  const taken: Array<[number, string]> = [];
  const note = async (from: number, through: number): Promise<void> => {
    for (const { sequence, contactId } of await take(from, through)) taken.push([sequence, contactId]);
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const part of [0, 1, 2])
      await arrive(
        2 + 3 * round + part,
        rows(part === 2 ? 40 : 1, 10_000 + 200 * round + 50 * part),
        part !== 1,
      );
    await Promise.all([
      note(40 * round, 40 * round + 40),
      note(40 * round, 40 * round + 20),
      append(),
      append(),
    ]);
  }
  const order = await orderOf(mongo, campaign.runId);
  expect(order).toHaveLength(1_000 + ROUNDS * 42);
  expect(new Set(order).size).toBe(order.length);
  expect(taken.length).toBeGreaterThanOrEqual(ROUNDS * 40);
  // what was published once is what the order says
  expect(taken.filter(([sequence, id]) => order[sequence] !== id)).toEqual([]);
  for (let from = 0; from < order.length; from += 1_000)
    await note(from, Math.min(order.length, from + 1_000));
  expect(new Set(taken.map(([, id]) => id)).size).toBe(order.length);
  expect(new Map(taken).size).toBe(order.length);
});
