/** A resend's order holds just those whom nothing has reached, and who was reached meanwhile is skipped when taken up. */
import { collections, type MessageDocument, type Resend } from '../../../schemas/collections.ts';
import { isChosen, standingAfter, type SentBefore } from '../../../services/domain/campaign/resend.ts';
import { messageIdOf, runIdOf } from '../../../services/domain/message/message.ts';
import { appendContacts } from '../../../services/eligibility/order/append-contacts.ts';
import { planRun } from '../../../services/eligibility/order/plan-run.ts';
import { runDefinitionOf } from '../../../services/eligibility/take-up/run-definition.ts';
import { takeUp } from '../../../services/eligibility/take-up/take-up.ts';
import { noteMessagesGo } from '../../../services/ledger/retention/remove-run.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { previewResend } from '../../../services/queries/campaigns/preview-resend.ts';
import { createReachedBefore } from '../../../services/queries/campaigns/reached-before.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';
import {
  addCampaign,
  addList,
  addRows,
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

const COUNT = 2_300;
/** Contacts that the first run came to before it was stopped. */
const TAKEN = 2_100;
const rows = Array.from({ length: COUNT }, (_, place) => row(place));
const now = new Date();
const kinds = ['FAILED', 'UNKNOWN', 'NEVER_REACHED'] as const;

const partsOf = () => partsFor(system, { reachedBefore: createReachedBefore(mongo), now: () => now });

/** What became of the first run's contact at a place; null: nothing was written of it. */
function fateOf(place: number): SentBefore | null {
  if (place >= TAKEN) return null;
  const fates: Array<SentBefore | null> = [
    ...Array.from({ length: 6 }, (): SentBefore => ({ state: 'ACCEPTED' })),
    ...[131026, 131042].map((code): SentBefore => ({ state: 'FAILED', code })),
    { state: 'UNKNOWN' },
    { state: 'FAILED', reason: 'AMBIGUOUS' },
    { state: 'WAITING', code: 130429 },
    // it was released and not claimed before the stop
    null,
  ];
  return fates[place % fates.length] ?? null;
}

const messageOf = (campaign: StartedCampaign, run: number, place: number, fate: SentBefore) => {
  const runId = runIdOf(campaign._id, run);
  const to = rows[place]?.Cell ?? '';
  return {
    ...{ _id: messageIdOf(runId, to), campaignId: campaign._id, runId, contactId: `c${place}` },
    ...{ sequence: place, attempt: 1, to, ...fate },
  } as MessageDocument;
};

async function definitionOf(campaign: StartedCampaign) {
  const list = await mongo.of(collections.contactLists).findOne({ _id: campaign.contactListId });
  if (!list) throw new Error('no list');
  const definition = runDefinitionOf(campaign, campaign.runId, list, []);
  if (Array.isArray(definition)) throw new Error(JSON.stringify(definition));
  return definition;
}

/** A campaign whose first run was stopped near its end, and which has begun its second. */
async function resending(resend: Partial<Resend>): Promise<StartedCampaign> {
  const list = await addList(mongo, rows);
  const campaign = await addCampaign(mongo, list._id);
  await planRun(await partsOf(), campaign);
  const definition = await definitionOf(campaign);
  for (let from = 0; from < TAKEN; from += 1_000)
    await takeUp(mongo, definition, from, Math.min(TAKEN, from + 1_000), now, () => undefined);
  await mongo.of(collections.messages).insertMany(
    rows.flatMap((_, place) => {
      const fate = fateOf(place);
      return fate ? [messageOf(campaign, 1, place, fate)] : [];
    }),
  );
  return begin(campaign, 2, resend);
}

async function begin(
  campaign: StartedCampaign,
  run: number,
  resend: Partial<Resend>,
): Promise<StartedCampaign> {
  const of: Resend = { ofRun: 1, sinceRun: 1, kinds: [...kinds], codes: [], ...resend };
  const next = { runNumber: run, runId: runIdOf(campaign._id, run), resend: of, revision: run };
  await mongo.of(collections.campaigns).updateOne({ _id: campaign._id }, { $set: next });
  return { ...campaign, ...next };
}

const placesWhere = (keeps: (fate: SentBefore | null, place: number) => boolean): string[] =>
  rows.flatMap((_, place) => (keeps(fateOf(place), place) ? [`c${place}`] : []));

test.each([
  ['failed', { kinds: ['FAILED'], codes: [] }],
  ['failed with one code', { kinds: ['FAILED'], codes: [131026] }],
  ['unknown', { kinds: ['UNKNOWN'], codes: [] }],
  ['never reached', { kinds: ['NEVER_REACHED'], codes: [] }],
  ['all three', { kinds: [...kinds], codes: [] }],
] as Array<[string, Pick<Resend, 'kinds' | 'codes'>]>)(
  'the order holds just those who %s, in the order of the run',
  async (_, resend) => {
    const campaign = await resending(resend);
    expect(await planRun(await partsOf(), campaign)).toBe('PLANNED');
    const expected = placesWhere((fate) => isChosen(resend, standingAfter(fate, [])));
    expect(expected.length).toBeGreaterThan(100);
    expect(await orderOf(mongo, campaign.runId)).toEqual(expected);
    const run = await mongo.of(collections.campaignRuns).findOne({ _id: campaign.runId });
    expect(run).toMatchObject({ planned: expected.length, filteredOut: 0, resend: { ofRun: 1 } });
  },
);

test('the preview counts what the order will hold, by kind and code', async () => {
  const campaign = await resending({});
  const preview = await previewResend(mongo, { ...campaign, runNumber: 1, resend: null }, null);
  const count = (keeps: (fate: SentBefore | null) => boolean): number => placesWhere(keeps).length;
  expect(preview).toEqual({
    ...{ runNumber: 1, contacts: COUNT, skipped: 0 },
    reached: count((fate) => fate?.state === 'ACCEPTED'),
    failed: count((fate) => fate?.code === 131026 || fate?.code === 131042),
    failedBy: {
      131026: count((fate) => fate?.code === 131026),
      131042: count((fate) => fate?.code === 131042),
    },
    unknown: count((fate) => fate?.state === 'UNKNOWN' || fate?.reason === 'AMBIGUOUS'),
    neverReached: count((fate) => fate === null || fate.state === 'WAITING'),
  });
});

test('who was reached after the order was made is skipped, whatever state the order was made from', async () => {
  const campaign = await resending({ kinds: ['FAILED', 'NEVER_REACHED'] });
  await planRun(await partsOf(), campaign);
  const order = await orderOf(mongo, campaign.runId);
  const [late, unsure, other] = order;
  const setState = (contactId: string | undefined, state: 'ACCEPTED' | 'UNKNOWN') =>
    mongo
      .of(collections.messages)
      .updateOne({ runId: runIdOf(campaign._id, 1), contactId: contactId ?? '' }, { $set: { state } });
  await setState(late, 'ACCEPTED');
  await setState(unsure, 'UNKNOWN');
  const taken = await takeUp(
    mongo,
    await definitionOf(campaign),
    0,
    3,
    now,
    () => undefined,
    await partsOf(),
  );
  const number = rows.find(({ id }) => id === other)?.Cell ?? '';
  expect(taken.map(({ decision }) => decision)).toEqual(['!ALREADY_REACHED', '!ALREADY_REACHED', number]);
});

test('two resends in a row: only those whom the first has not reached either', async () => {
  const campaign = await resending({ kinds: ['FAILED'], codes: [131042] });
  const parts = await partsOf();
  await planRun(parts, campaign);
  const first = await orderOf(mongo, campaign.runId);
  const outcomes: SentBefore[] = first.map((_, place) =>
    place % 2 === 0 ? { state: 'ACCEPTED' } : { state: 'FAILED', code: 131049 },
  );
  await mongo
    .of(collections.messages)
    .insertMany(
      first.map((id, place) =>
        messageOf(campaign, 2, Number(id.slice(1)), outcomes[place] ?? { state: 'UNKNOWN' }),
      ),
    );
  const again = await begin(campaign, 3, { kinds: ['FAILED'] });
  await planRun(parts, again);
  const reached = new Set(first.filter((_, place) => place % 2 === 0));
  const expected = placesWhere(
    (fate, place) => fate?.code !== undefined && fate.state === 'FAILED' && !reached.has(`c${place}`),
  );
  expect(await orderOf(mongo, again.runId)).toEqual(expected);
});

test('who was never taken up in the first run and was messaged in the second is not named again', async () => {
  const campaign = await resending({ kinds: ['NEVER_REACHED'] });
  const parts = await partsOf();
  await planRun(parts, campaign);
  await mongo
    .of(collections.messages)
    .insertMany(
      Array.from({ length: 100 }, (_, place) => messageOf(campaign, 2, TAKEN + place, { state: 'ACCEPTED' })),
    );
  const again = await begin(campaign, 3, { kinds: ['NEVER_REACHED'] });
  await planRun(parts, again);
  const order = new Set(await orderOf(mongo, again.runId));
  expect(
    rows
      .slice(TAKEN)
      .filter(({ id }) => order.has(id))
      .map(({ id }) => id),
  ).toEqual(rows.slice(TAKEN + 100).map(({ id }) => id));
});

test('contacts that arrive later are not appended: they are of no earlier run', async () => {
  const campaign = await resending({ kinds: ['FAILED'] });
  const parts = await partsOf();
  await planRun(parts, campaign);
  const order = await orderOf(mongo, campaign.runId);
  await addRows(mongo, campaign.contactListId, 2, [row(99_999)]);
  expect(await appendContacts(parts, campaign)).toBe(order.length);
  expect(await orderOf(mongo, campaign.runId)).toEqual(order);
});

test('nothing is planned from a run of which something may be removed already', async () => {
  const campaign = await resending({});
  await noteMessagesGo(mongo, runIdOf(campaign._id, 1), now);
  expect(await planRun(await partsOf(), campaign)).toMatchObject([{ code: 'resend.run.not.stored' }]);
  const trimmed = await resending({});
  await mongo.of(collections.runPages).deleteOne({ _id: `${runIdOf(trimmed._id, 1)}:000001` });
  expect(await planRun(await partsOf(), trimmed)).toMatchObject([{ code: 'resend.run.not.stored' }]);
  const preview = previewResend(mongo, { ...trimmed, runNumber: 1, resend: null }, null);
  await expect(preview).rejects.toMatchObject({ faults: [{ code: 'resend.run.not.stored' }] });
});
