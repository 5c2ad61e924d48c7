/** What a start would do now, over HTTP: the first in send order, whom lists keep out, and what is in its way. */
import { collections } from '../../../schemas/collections.ts';
import { dncKeyOf, optOutListIdOf } from '../../../services/domain/contact/contact.ts';
import { compareContacts, sortKeysOf } from '../../../services/domain/contact/contact-sort.ts';
import { campaignDocument, integrationDocument } from '../../support/campaign-documents.ts';
import { openTestApi, storeDivision, type TestApi } from '../../support/test-api.ts';
import { addList, columnNames, row, type Row } from '../eligibility/eligibility-seed.ts';

const DAY_MS = 86_400_000;
const sorts = [
  { fieldName: 'city', direction: 'ASC' as const, numeric: false },
  { fieldName: 'amount', direction: 'DESC' as const, numeric: true },
];
const cities = ['Ulm', 'ulm', '', 'Zürich', 'Aachen', '𝒜'];
const amounts = ['10', '9', '$1,200.50', 'none', '', '-3'];
/** Ties, empty cells, letters beyond the basic plane, and a row without a number. */
const rows: Row[] = Array.from({ length: 60 }, (_, at) =>
  row(at + 1, {
    city: cities[at % 6] ?? '',
    amount: amounts[Math.floor(at / 6) % 6] ?? '',
    ...(at === 4 ? { Cell: '' } : {}),
  }),
);

let api: TestApi;
let token: string;
let listId: string;

beforeAll(async () => {
  api = await openTestApi();
  await storeDivision(api.database, 'other');
  token = await api.tokenWith(['outbound:messagingCampaign:view', 'outbound:contact:view']);
  listId = (await addList(api.database, rows))._id;
  const { database } = api;
  await database.of(collections.contactLists).updateOne({ _id: listId }, { $set: { size: rows.length } });
  await database
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: 'number', businessAccountId: 'waba' }));
  await database.of(collections.templates).insertOne({
    ...{ _id: 'waba:hello:en', businessAccountId: 'waba', templateId: '1', name: 'hello', language: 'en' },
    ...{ status: 'APPROVED', category: 'MARKETING', parameterFormat: 'POSITIONAL', qualityScore: null },
    components: [{ type: 'BODY', text: 'Hello {{1}}.' }],
    ...{ statusSince: new Date(), seenAt: new Date() },
  });
  await database.of(collections.dncLists).insertOne({
    ...{ _id: 'dnc', name: 'Never', divisionId: 'home', contactMethod: 'Phone', phoneColumns: [] },
    ...{ defaultCountry: null, size: 3, imports: [], version: 1, createdAt: new Date() },
  } as never);
  const entry = (list: string, at: number, expiresAt?: Date) => ({
    _id: dncKeyOf(list, rows[at]?.Cell ?? ''),
    ...(expiresAt ? { expiresAt } : {}),
  });
  await database
    .of(collections.dncNumbers)
    .insertMany([
      entry('dnc', 16),
      entry('dnc', 22, new Date(Date.now() + DAY_MS)),
      entry('dnc', 28, new Date(Date.now() - DAY_MS)),
      entry(optOutListIdOf('number'), 34),
      entry('another list', 10),
    ] as never);
});
afterAll(() => api.close());

const hello = {
  ...{ name: 'hello', language: 'en', header: [], buttons: [] },
  body: [{ name: null, column: 'first', value: null, kind: 'TEXT' as const, parts: [] }],
};
let made = 0;
const preview = async (over: object = {}, query = '') => {
  made += 1;
  const campaign = campaignDocument({
    ...{ _id: `campaign-${made}`, contactListId: listId, whatsappColumn: 'Cell', integrationId: 'number' },
    ...{ status: 'off', startsNewRun: true, template: hello, contactSorts: sorts, dncListIds: ['dnc'] },
    ...over,
  } as never);
  await api.database.of(collections.campaigns).insertOne(campaign);
  return api.call('GET', `/api/v2/outbound/messagingcampaigns/${campaign._id}/preview${query}`, { token });
};

/** As the run would be planned. */
const inOrder = (kept: readonly Row[]): string[] => {
  const keys = sortKeysOf(sorts, columnNames);
  if ('missingColumn' in keys) throw new Error(keys.missingColumn);
  return kept
    .map((one) => ({ id: one.id, arrival: rows.indexOf(one), values: columnNames.map((name) => one[name]) }))
    .sort((a, b) => compareContacts(keys.keys, a, b))
    .map(({ id }) => id);
};
type First = Array<{ contactId: string; message: string[] | null; skipped: { reason: string } | null }>;
const idsOf = (first: First): string[] => first.map(({ contactId }) => contactId);

test('the first ten are those with which the run would begin, each with its message or why it has none', async () => {
  const { status, json } = await preview();
  expect(status).toBe(200);
  expect(json).toMatchObject({
    newRun: true,
    totalContacts: 60,
    contacts: 60,
    blockedContacts: 3,
    problems: [],
  });
  const first = json.first as First;
  expect(idsOf(first)).toEqual(inOrder(rows).slice(0, 10));
  const reasons = Object.fromEntries(
    first.map(({ contactId, skipped }) => [contactId, skipped?.reason ?? null]),
  );
  expect(reasons).toMatchObject({
    c5: 'INVALID_PHONE_NUMBER',
    c17: 'ON_DO_NOT_CALL_LIST',
    c23: 'ON_DO_NOT_CALL_LIST',
    // its entry has ended
    c29: null,
    c35: 'OPTED_OUT',
    c11: null,
  });
  expect(first.find(({ contactId }) => contactId === 'c11')?.message).toEqual(['Hello Name 11.']);
});

/** How many contacts the database looked at, and in how many reads, while something happens. */
async function readsOfContacts(during: () => Promise<unknown>): Promise<{ reads: number; looked: number }> {
  const { db } = api.database;
  await db.command({ profile: 0 });
  await db.collection('system.profile').drop();
  await db.command({ profile: 2 });
  await during();
  await db.command({ profile: 0 });
  const reads = await db
    .collection<{ docsExamined?: number }>('system.profile')
    .find({ ns: `${db.databaseName}.${collections.contacts.name}`, op: { $in: ['query', 'getmore'] } })
    .toArray();
  return { reads: reads.length, looked: reads.reduce((sum, { docsExamined = 0 }) => sum + docsExamined, 0) };
}

test('where only the counts are wanted, the list is not read in the order of its sorts', async () => {
  const noDnc = { dncListIds: [] };
  const whole = await readsOfContacts(() => preview(noDnc));
  let counts: Awaited<ReturnType<typeof preview>> | undefined;
  const counted = await readsOfContacts(async () => (counts = await preview(noDnc, '?first=0')));
  expect(counts?.json).toMatchObject({
    newRun: true,
    totalContacts: 60,
    contacts: 60,
    first: [],
    problems: [],
  });
  // what is left is the look at numbers on lists; the sorted read, and that of the ten themselves, are not made
  expect(whole).toEqual({ reads: counted.reads + 2, looked: counted.looked + rows.length + 10 });
  expect(idsOf((await preview({}, '?first=3')).json.first as First)).toEqual(inOrder(rows).slice(0, 3));
  for (const first of ['-1', '11', '1.5', 'x', ''])
    expect((await preview({}, `?first=${first}`)).status).toBe(400);
});

test('without sorts they come as they were imported; filters keep the rest out', async () => {
  await api.database.of(collections.contactListFilters).insertOne({
    ...{ _id: 'f', name: 'Ulm', contactListId: listId, filterType: 'AND', version: 1 },
    clauses: [
      {
        filterType: 'AND',
        predicates: [
          {
            column: 'city',
            columnType: 'ALPHABETIC',
            operator: 'EQUALS',
            value: 'Ulm',
            range: null,
            inverted: false,
          },
        ],
      },
    ],
    ...{ createdAt: new Date(), modifiedAt: new Date() },
  } as never);
  const { json } = await preview({ contactSorts: [], contactListFilterIds: ['f'] });
  const kept = rows.filter(({ city }) => city.toLowerCase() === 'ulm');
  expect(json).toMatchObject({ contacts: kept.length, totalContacts: 60 });
  expect(idsOf(json.first as First)).toEqual(kept.slice(0, 10).map(({ id }) => id));
});

test('what is in the way is said: a template that is paused, things that are gone, a sort by no column', async () => {
  const codes = async (over: object) =>
    ((await preview(over)).json.problems as Array<{ code: string }>).map(({ code }) => code);
  await api.database
    .of(collections.templates)
    .updateOne({ _id: 'waba:hello:en' }, { $set: { status: 'PAUSED' } });
  expect(await codes({})).toEqual(['template.not.approved']);
  await api.database
    .of(collections.templates)
    .updateOne({ _id: 'waba:hello:en' }, { $set: { status: 'APPROVED' } });
  expect(await codes({ contactListId: 'gone', dncListIds: ['gone'], integrationId: 'gone' })).toEqual([
    'contact.list.not.found',
    'dnc.list.not.found',
    'integration.not.found',
  ]);
  expect(await codes({ contactListFilterIds: ['gone'] })).toEqual(['contact.list.filter.not.found']);
  expect(await codes({ contactSorts: [{ fieldName: 'none', direction: 'ASC', numeric: false }] })).toEqual([
    'contact.sorts.invalid.field.name',
  ]);
  expect(await codes({ whatsappColumn: 'none' })).toEqual(['invalid.campaign.whatsapp.columns']);
});

test('outside of callable times it is said from when each may be messaged; a run that goes on has no first ones', async () => {
  const now = new Date();
  const tomorrow = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'][(now.getUTCDay() + 2) % 7];
  const { json } = await preview({
    callableTimes: { timeZone: 'UTC', ranges: [{ days: [tomorrow], start: '00:00', end: '24:00' }] },
  });
  for (const { callableFrom, message } of json.first as Array<{
    callableFrom: string | null;
    message: unknown;
  }>)
    expect(callableFrom === null).toBe(message === null);
  const goesOn = await preview({ startsNewRun: false, runId: 'r1' });
  expect(goesOn.json).toMatchObject({ newRun: false, first: [], contacts: 0 });
});

test('contacts show to those alone who may see them', async () => {
  const path = '/api/v2/outbound/messagingcampaigns/campaign-1/preview';
  const without = await api.tokenWith(['outbound:messagingCampaign:view']);
  expect((await api.call('GET', path, { token: without })).status).toBe(403);
  const elsewhere = await api.tokenWith(['outbound:messagingCampaign:*', 'outbound:contact:*'], ['other']);
  expect((await api.call('GET', path, { token: elsewhere })).status).toBe(404);
  for (const id of ['none', '%00', '..%2F..', '{"$gt":""}'])
    expect(
      (
        await api.call('GET', `/api/v2/outbound/messagingcampaigns/${encodeURIComponent(id)}/preview`, {
          token,
        })
      ).status,
    ).toBe(404);
});
