/** Demands are answered in order, decided once, and repeated word for word. */
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { EligibilityNews, EligibleContact, ExcludedContact } from '../../../schemas/types.ts';
import { startEligibility } from '../../../services/eligibility/handler.ts';
import { messageIdOf } from '../../../services/domain/message/message.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import {
  addCampaign,
  addDncList,
  addDncNumber,
  addList,
  addRows,
  announceContacts,
  announceStart,
  demand,
  orderOf,
  row,
  type StartedCampaign,
} from './eligibility-seed.ts';

let system: TestSystem;
let mongo: Database;
let news: EligibilityNews[];
let exclusions: ExcludedContact[];

beforeAll(async () => {
  system = await openTestSystem();
  mongo = await system.context.mongo();
  news = await system.collect(topics.eligibleContacts);
  exclusions = await system.collect(topics.excludedContacts);
  await system.start('eligibility', startEligibility);
  await system.start('eligibility', startEligibility);
});
afterAll(() => system.close());

const newsOf = ({ runId }: StartedCampaign): EligibilityNews[] => news.filter((one) => one.runId === runId);
const eligibleOf = (campaign: StartedCampaign): EligibleContact[] =>
  newsOf(campaign).flatMap(({ body }) => (body.type === 'EligibleContact' ? [body] : []));
const excludedOf = ({ runId }: StartedCampaign): ExcludedContact[] =>
  exclusions.filter((one) => one.runId === runId);
const blocksOf = (campaign: StartedCampaign) =>
  newsOf(campaign).flatMap(({ body }) =>
    body.type === 'EligibilityProgress' && body.decidedThrough > 0 ? [body] : [],
  );

async function planned(campaign: StartedCampaign): Promise<void> {
  await announceStart(system, campaign);
  await until('the send order is planned known', () =>
    newsOf(campaign).some(({ body }) => body.type === 'EligibilityProgress'),
  );
}

async function served(campaign: StartedCampaign, from: number, through: number): Promise<void> {
  const before = blocksOf(campaign).length;
  await demand(system, campaign, from, through);
  await until(`the demand ${from}–${through} is answered`, () =>
    blocksOf(campaign)
      .slice(before)
      .some(({ decidedThrough }) => decidedThrough >= through),
  );
}

test('contacts come in the order of the run, each with its filled template, and the block’s end comes last', async () => {
  const list = await addList(mongo, [row(1), row(2), row(3)]);
  const campaign = await addCampaign(mongo, list._id, {
    contactSorts: [{ fieldName: 'amount', direction: 'DESC', numeric: true }],
  });
  await planned(campaign);
  await served(campaign, 0, 2);
  expect(eligibleOf(campaign)).toEqual(
    [3, 2].map((number, sequence) => ({
      type: 'EligibleContact',
      messageId: messageIdOf(campaign.runId, row(number).Cell),
      contactId: `c${number}`,
      sequence,
      to: row(number).Cell,
      template: {
        name: 'hello',
        language: 'en_US',
        header: [],
        body: [{ name: null, text: `Name ${number}`, kind: 'TEXT', fields: {} }],
        buttons: [],
        offerExpiresAt: null,
      },
      timeZone: null,
    })),
  );
  expect(newsOf(campaign).at(-1)?.body).toEqual({
    type: 'EligibilityProgress',
    fromSequence: 0,
    decidedThrough: 2,
    planned: 3,
    planComplete: true,
    eligible: 2,
  });
});

test('a contact is skipped with the reason: on any DNC list, opted out, without number, without parameter, removed', async () => {
  const list = await addList(mongo, [
    row(11),
    row(12),
    row(13),
    row(14),
    row(15, { Cell: '' }),
    row(16, { first: ' ' }),
    row(17),
    row(18),
  ]);
  const lists = [await addDncList(mongo, [row(11).Cell]), await addDncList(mongo, [row(12).Cell])];
  const campaign = await addCampaign(mongo, list._id, { dncListIds: lists.map(({ _id }) => _id) });
  await addDncNumber(mongo, `optout:${campaign.integrationId}`, row(13).Cell);
  await addDncNumber(mongo, lists[0]?._id ?? '', row(14).Cell, new Date(Date.now() + 3_600_000));
  await addDncNumber(mongo, lists[1]?._id ?? '', row(18).Cell, new Date(Date.now() - 1_000));
  await planned(campaign);
  await mongo.of(collections.contacts).deleteOne({ _id: `${list._id}:c17` });
  await served(campaign, 0, 8);
  await until('seven exclusions', () => excludedOf(campaign).length === 7);
  expect(excludedOf(campaign).map(({ contactId, reason, detail }) => [contactId, reason, detail])).toEqual([
    ['c11', 'ON_DO_NOT_CALL_LIST', `on the DNC list "${lists[0]?.name}"`],
    ['c12', 'ON_DO_NOT_CALL_LIST', `on the DNC list "${lists[1]?.name}"`],
    ['c13', 'OPTED_OUT', 'the recipient has opted out'],
    ['c14', 'ON_DO_NOT_CALL_LIST', `on the DNC list "${lists[0]?.name}"`],
    ['c15', 'INVALID_PHONE_NUMBER', 'column "Cell" holds no possible number'],
    ['c16', 'MISSING_PARAMETER', 'column "first" is empty'],
    ['c17', 'CONTACT_REMOVED', 'the contact is no longer in the list'],
  ]);
  expect(eligibleOf(campaign).map(({ contactId }) => contactId)).toEqual(['c18']);
});

test('people are known by either writing of their number, and two writings are one message', async () => {
  const list = await addList(mongo, [
    row(51, { Cell: '5491155550151' }),
    row(52, { Cell: '541155550152' }),
    row(53, { Cell: '22997123456' }),
    row(54, { Cell: '541155550154' }),
    row(55, { Cell: '5491155550154' }),
  ]);
  const dnc = await addDncList(mongo, ['541155550151', '5491155550152']);
  const campaign = await addCampaign(mongo, list._id, { dncListIds: [dnc._id] });
  await addDncNumber(mongo, `optout:${campaign.integrationId}`, '2290197123456');
  await planned(campaign);
  await served(campaign, 0, 5);
  await until('three exclusions', () => excludedOf(campaign).length === 3);
  expect(excludedOf(campaign).map(({ contactId, reason }) => [contactId, reason])).toEqual([
    ['c51', 'ON_DO_NOT_CALL_LIST'],
    ['c52', 'ON_DO_NOT_CALL_LIST'],
    ['c53', 'OPTED_OUT'],
  ]);
  await until('two are left', () => eligibleOf(campaign).length === 2);
  expect(eligibleOf(campaign).map(({ to }) => to)).toEqual(['541155550154', '5491155550154']);
  expect(new Set(eligibleOf(campaign).map(({ messageId }) => messageId)).size).toBe(1);
});

test('a repeated demand gets the same answer, whatever has changed meanwhile; later contacts see the change', async () => {
  const list = await addList(mongo, [row(21), row(22), row(23), row(24)]);
  const dnc = await addDncList(mongo, []);
  const campaign = await addCampaign(mongo, list._id, { dncListIds: [dnc._id] });
  await planned(campaign);
  await served(campaign, 0, 2);
  const first = eligibleOf(campaign);

  await addDncNumber(mongo, dnc._id, row(21).Cell);
  await addDncNumber(mongo, dnc._id, row(23).Cell);
  await mongo.of(collections.contacts).deleteOne({ _id: `${list._id}:c22` });
  await mongo
    .of(collections.campaigns)
    .updateOne({ _id: campaign._id }, { $set: { 'template.name': 'other', revision: 2 } });
  await served(campaign, 0, 4);

  const all = eligibleOf(campaign);
  expect(all.slice(first.length, first.length + 2)).toEqual(first);
  expect(all.slice(4).map(({ contactId, template }) => [contactId, template.name])).toEqual([
    ['c24', 'other'],
  ]);
  expect(excludedOf(campaign).map(({ contactId }) => contactId)).toEqual(['c23']);
});

test('contacts added while the campaign runs come after all others, in order of arrival, and only if the filter keeps them', async () => {
  const list = await addList(mongo, [row(31, { amount: '5' }), row(32, { amount: '9' })]);
  const filter = {
    _id: `filter-${list._id}`,
    name: `filter ${list._id}`,
    contactListId: list._id,
    filterType: 'AND' as const,
    clauses: [
      {
        filterType: 'AND' as const,
        predicates: [
          {
            column: 'city',
            columnType: 'alphabetic' as const,
            operator: 'EQUALS' as const,
            value: 'bonn',
            range: null,
            inverted: false,
          },
        ],
      },
    ],
    createdAt: new Date(),
  };
  await mongo.of(collections.contactListFilters).insertOne(filter);
  const campaign = await addCampaign(mongo, list._id, {
    contactListFilterIds: [filter._id],
    contactSorts: [{ fieldName: 'amount', direction: 'DESC', numeric: true }],
    alwaysRunning: true,
  });
  await planned(campaign);
  await addRows(mongo, list._id, 2, [
    row(33, { amount: '1' }),
    row(34, { amount: '99' }),
    row(35, { city: 'Ulm' }),
  ]);
  await announceContacts(system, list._id, 3);
  await until('the order is longer', () =>
    newsOf(campaign).some(({ body }) => body.type === 'EligibilityProgress' && body.planned === 4),
  );
  await announceContacts(system, list._id, 3);
  await served(campaign, 0, 4);
  expect(eligibleOf(campaign).map(({ contactId }) => contactId)).toEqual(['c32', 'c31', 'c33', 'c34']);
  expect(await orderOf(mongo, campaign.runId)).toEqual(['c32', 'c31', 'c33', 'c34']);
});

test('a demand of a campaign that is not on is dropped; one beyond the order is answered as far as it goes', async () => {
  const list = await addList(mongo, [row(41), row(42)]);
  const stopped = await addCampaign(mongo, list._id);
  const running = await addCampaign(mongo, list._id);
  await planned(stopped);
  await planned(running);
  await mongo.of(collections.campaigns).updateOne({ _id: stopped._id }, { $set: { status: 'stopping' } });
  await demand(system, stopped, 0, 2);
  await demand(system, running, 0, 5_000);
  await until('the running one is answered', () => blocksOf(running).length > 0);
  expect(blocksOf(running)).toEqual([
    {
      type: 'EligibilityProgress',
      fromSequence: 0,
      decidedThrough: 2,
      planned: 2,
      planComplete: true,
      eligible: 2,
    },
  ]);
  const pages = await mongo.of(collections.runPages).find({ runId: stopped.runId }).toArray();
  expect(pages.map(({ decisions }) => decisions)).toEqual([[]]);
});
