/** The Interactions view over HTTP, on a ledger as the engine leaves it: one conversation an attempt, found, paged, exported, by division. */
import { randomUUID } from 'node:crypto';
import { collections, type CampaignDocument, type MessageDocument } from '../../../schemas/collections.ts';
import { exclusionIdOf, messageIdOf, runIdOf } from '../../../services/domain/message/message.ts';
import { openTestApi, type Answer, type TestApi } from '../../support/test-api.ts';

const URL = '/api/v2/analytics/conversations';
const PERMISSION = ['analytics:conversationDetail:view'];
const at = (second: number): Date => new Date(Date.UTC(2026, 0, 1, 10, 0, second));
const interval = '2026-01-01T10:00:00Z/2026-01-01T11:00:00Z';

let api: TestApi;
let token: string;
const campaign = (_id: string, divisionId: string) =>
  ({
    _id,
    name: `campaign ${_id}`,
    divisionId,
    contactListId: 'list',
    whatsappColumn: 'phone',
  }) as CampaignDocument;
const ids = { spring: randomUUID(), autumn: randomUUID() };
const runs = { spring: runIdOf(ids.spring, 1), autumn: runIdOf(ids.autumn, 1) };

beforeAll(async () => {
  api = await openTestApi();
  token = await api.tokenWith(PERMISSION);
  const { database } = api;
  await database
    .of(collections.campaigns)
    .insertMany([campaign(ids.spring, 'home'), campaign(ids.autumn, 'north')]);
  const run = {
    number: 1,
    integrationId: 'number',
    contactListId: 'list',
    state: 'READY' as const,
    pages: 1,
  };
  const order = { planned: 4, filteredOut: 0, plannedThroughArrival: 4, plannedAt: at(0) };
  await database.of(collections.campaignRuns).insertMany([
    { ...run, ...order, _id: runs.spring, campaignId: ids.spring },
    {
      ...{ ...run, ...order, _id: runs.autumn, campaignId: ids.autumn },
      resend: { ofRun: 7, sinceRun: 7, kinds: ['FAILED'], codes: [] },
    },
  ]);
  const message = (to: string, sequence: number, more: Partial<MessageDocument>): MessageDocument => ({
    ...{ _id: messageIdOf(runs.spring, to), campaignId: ids.spring, runId: runs.spring, sequence, to },
    ...{ contactId: `k${sequence}`, state: 'ACCEPTED', attempt: 1, intentAt: at(sequence), ...more },
  });
  await database.of(collections.messages).insertMany([
    message('13175550001', 1, { delivery: 'READ', readAt: at(30), wamid: 'wamid.1' }),
    // tried twice: throttled first, then refused for good
    message('13175550002', 2, {
      ...{ state: 'FAILED', attempt: 2, intentAt: at(20), endedAt: at(21), code: 131026, reason: '=cmd()' },
      history: [{ at: at(5), what: 'RETRY', attempt: 1, code: 130429, reason: 'rate' }],
    }),
    message('13175550003', 3, { state: 'WAITING', attempt: 0 }),
    {
      ...{ _id: exclusionIdOf(runs.spring, 'k4'), campaignId: ids.spring, runId: runs.spring, sequence: 4 },
      ...{ contactId: 'k4', state: 'SKIPPED', attempt: 0, reason: 'ON_DO_NOT_CALL_LIST', endedAt: at(4) },
    },
    {
      ...message('13175550005', 5, { delivery: 'SENT' }),
      ...{ _id: messageIdOf(runs.autumn, '13175550005'), campaignId: ids.autumn, runId: runs.autumn },
    },
  ]);
  await database.of(collections.messages).updateOne({ state: 'WAITING' }, { $unset: { intentAt: '' } });
});
afterAll(() => api.close());

const query = (more: object = {}, by = token): Promise<Answer> =>
  api.call('POST', `${URL}/details/query`, { token: by, body: { interval, ...more } });
type Found = {
  conversations: Array<{
    conversationId: string;
    participants: Array<{ sessions: Array<{ outboundContactId: string; attempt: number }> }>;
  }>;
  totalHits: number;
};
/** Contact and attempt of each, in order. */
const found = async (more: object = {}, by = token): Promise<string[]> => {
  const { status, json } = await query(more, by);
  expect(status).toBe(200);
  return (json as Found).conversations.map(({ participants }) => {
    const session = participants[0]?.sessions[0];
    return `${session?.outboundContactId}/${session?.attempt}`;
  });
};
const where = (dimension: string, value?: string, operator = 'matches') => ({
  segmentFilters: [
    {
      type: 'and',
      predicates: [{ type: 'dimension', dimension, operator, ...(value === undefined ? {} : { value }) }],
    },
  ],
});

test('each attempt is a conversation with its delivery status and wrap-up code', async () => {
  const { json } = await query(where('outboundContactId', 'k2'));
  expect(json).toMatchObject({
    ...{ totalHits: 2, aggregations: [] },
    conversations: [
      {
        ...{
          conversationStart: at(5).toISOString(),
          divisionIds: ['home'],
          originatingDirection: 'outbound',
        },
        participants: [
          {
            ...{ purpose: 'outbound', participantName: `campaign ${ids.spring}` },
            sessions: [
              {
                ...{ mediaType: 'message', messageType: 'whatsapp', direction: 'outbound', attempt: 1 },
                ...{
                  addressTo: '13175550002',
                  outboundCampaignId: ids.spring,
                  outboundContactListId: 'list',
                },
                ...{ deliveryStatus: 'Failed', extendedDeliveryStatus: 'RateLimited' },
                segments: [{ wrapUpCode: 'OUTBOUND-MESSAGE-THROTTLED', errorCode: '130429' }],
              },
            ],
          },
        ],
      },
      {
        conversationStart: at(20).toISOString(),
        participants: [
          {
            sessions: [
              {
                ...{ attempt: 2, deliveryStatus: 'Failed', extendedDeliveryStatus: 'InvalidDestination' },
                deliveryStatusChangeDate: at(21).toISOString(),
                segments: [
                  { segmentType: 'wrapup', wrapUpCode: 'OUTBOUND-MESSAGE-FAILED', errorCode: '131026' },
                ],
              },
            ],
          },
        ],
      },
    ],
  });
  const [first] = (json as Found).conversations;
  const one = await api.call('GET', `${URL}/${first?.conversationId}/details`, { token });
  expect(one).toMatchObject({ status: 200, json: first ?? {} });
  const none = `${first?.conversationId.split('.')[0]}.7`;
  for (const id of ['none', none])
    expect((await api.call('GET', `${URL}/${id}/details`, { token })).status).toBe(404);
});

test('they come in the order of time, a page at a time, and what was never tried is not among them', async () => {
  const all = ['k1/1', 'k4/0', 'k2/1', 'k5/1', 'k2/2'];
  expect((await found()).sort()).toEqual([...all].sort());
  const timed = ['k1/1', 'k4/0'];
  expect((await found()).slice(0, 2)).toEqual(timed);
  expect((await found({ order: 'desc' })).at(0)).toBe('k2/2');
  expect((await found({ orderBy: 'conversationEnd', order: 'desc' })).at(0)).toBe('k1/1');
  expect(await found({ paging: { pageSize: 2, pageNumber: 3 } })).toEqual(['k2/2']);
  expect((await query({ paging: { pageSize: 2, pageNumber: 9 } })).json).toMatchObject({
    ...{ conversations: [], totalHits: 5 },
  });
  expect(await found({ interval: '2026-01-01T10:00:04Z/2026-01-01T10:00:05Z' })).toEqual(['k4/0']);
});

test.each<[string, object, string[]]>([
  ['a campaign', where('outboundCampaignId', ids.autumn), ['k5/1']],
  ['a list', where('outboundContactListId', 'other'), []],
  ['a delivery status', where('deliveryStatus', 'Read'), ['k1/1']],
  ['a wrap-up code', where('wrapUpCode', 'ININ-OUTBOUND-ON-DO-NOT-CALL-LIST'), ['k4/0']],
  ['a number', where('addressTo', '13175550005'), ['k5/1']],
  ['what has no detail', where('extendedDeliveryStatus', undefined, 'notExists'), ['k1/1', 'k4/0', 'k5/1']],
  [
    'a division and one of two statuses',
    {
      conversationFilters: [{ type: 'and', predicates: [{ dimension: 'divisionId', value: 'home' }] }],
      segmentFilters: [
        {
          type: 'or',
          predicates: [
            { dimension: 'deliveryStatus', value: 'Read' },
            { dimension: 'deliveryStatus', value: 'Published' },
          ],
        },
      ],
    },
    ['k1/1'],
  ],
])('are found by %s', async (_, filters, expected) => {
  expect((await found(filters)).sort()).toEqual([...expected].sort());
});

test('what was sent again says to the contacts of which run, wherever it is read', async () => {
  const sessionsOf = ({ json }: Answer): unknown[] =>
    (json as Found).conversations.flatMap(({ participants }) =>
      participants.flatMap(({ sessions }) => sessions),
    );
  const again = where('outboundCampaignId', ids.autumn);
  expect(sessionsOf(await query(again))).toMatchObject([{ outboundContactId: 'k5', resendOfRun: 7 }]);
  const byCursor = { ...again, paging: { pageSize: 5, cursor: '' } };
  expect(sessionsOf(await query(byCursor))).toMatchObject([{ resendOfRun: 7 }]);
  const id = `${messageIdOf(runs.autumn, '13175550005')}.1`;
  const { json } = await api.call('GET', `${URL}/${id}/details`, { token });
  expect(json).toMatchObject({ participants: [{ sessions: [{ resendOfRun: 7 }] }] });
  const others = sessionsOf(await query(where('outboundCampaignId', ids.spring)));
  expect(others.length).toBeGreaterThan(2);
  for (const session of others) expect(session).not.toHaveProperty('resendOfRun');
});

test('what lies in another division is not found, read or exported', async () => {
  const north = await api.tokenWith(PERMISSION, ['north']);
  expect(await found({}, north)).toEqual(['k5/1']);
  expect(await found(where('outboundCampaignId', ids.spring), north)).toEqual([]);
  const spring = ((await query(where('outboundContactId', 'k1'))).json as Found).conversations[0];
  const one = await api.call('GET', `${URL}/${spring?.conversationId}/details`, { token: north });
  expect(one.status).toBe(404);
  const csv = await api.call('POST', `${URL}/details/query/export`, { token: north, body: { interval } });
  expect(csv.text).toContain('13175550005');
  expect(csv.text).not.toContain(ids.spring);
});

test('by cursor every conversation comes once, whatever the page size, and the last page says so', async () => {
  const walk = async (pageSize: number, more: object = {}, by = token): Promise<string[]> => {
    const ids: string[] = [];
    let cursor: string | undefined = '';
    for (let pages = 0; cursor !== undefined; pages += 1) {
      expect(pages).toBeLessThan(10);
      const { status, json } = await query({ paging: { pageSize, cursor }, ...more }, by);
      expect(status).toBe(200);
      expect(json).not.toHaveProperty('totalHits');
      const page = json as Found & { cursor?: string };
      expect(page.conversations.length).toBeLessThanOrEqual(pageSize);
      ids.push(...page.conversations.map(({ conversationId }) => conversationId));
      ({ cursor } = page);
    }
    return ids;
  };
  const { conversations } = (await query()).json as Found;
  const all = conversations.map(({ conversationId }) => conversationId).sort();
  for (const size of [1, 2, 3, 100]) expect((await walk(size)).sort()).toEqual(all);
  // the second attempt began at 20, the first one at 5
  const late = { interval: '2026-01-01T10:00:10Z/2026-01-01T11:00:00Z' };
  expect(await walk(1, late)).toHaveLength(1);
  expect(await walk(2, {}, await api.tokenWith(PERMISSION, ['north']))).toHaveLength(1);
  for (const cursor of ['x', `${'0'.repeat(16)}-${'0'.repeat(24)}.1`])
    expect(await query({ paging: { pageSize: 1, cursor } })).toMatchObject({ status: 400 });
});

test('an interval in which an earlier attempt alone began has that one; a run that had ended before has none', async () => {
  const early = { interval: '2026-01-01T10:00:05Z/2026-01-01T10:00:06Z' };
  expect(await found(early)).toEqual(expect.arrayContaining(['k2/1']));
  expect(await found({ ...early, ...where('outboundContactId', 'k2') })).toEqual(['k2/1']);
  const heads = api.database.of(collections.runCounters);
  await heads.insertOne({ _id: `${runs.autumn}:run`, runId: runs.autumn, closedAt: at(4) });
  expect(await found({ interval: '2026-01-01T10:00:05Z/2026-01-01T11:00:00Z' })).not.toContain('k5/1');
  await heads.deleteOne({ _id: `${runs.autumn}:run` });
});

test('all of it is a CSV, with cells guarded that a spreadsheet would run', async () => {
  const answer = await fetch(`${api.url}${URL}/details/query/export`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ interval }),
  });
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const bytes = Buffer.from(await answer.arrayBuffer());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  const lines = bytes.toString('utf8').trim().split('\r\n');
  expect(lines).toHaveLength(6);
  expect(lines[0]).toContain('Wrap-up Code,Delivery Status');
  expect(lines.filter((line) => line.includes(",'=cmd()"))).toHaveLength(1);
});

test.each([
  ['no interval', { interval: undefined }, 'constraint.validation'],
  ['an interval of one time', { interval: '2026-01-01T10:00:00Z' }, 'invalid.date'],
  ['an interval that ends first', { interval: '2026-01-02/2026-01-01' }, 'invalid.date'],
  ['an unknown dimension', where('colour', 'red'), 'invalid.value'],
  ['a page below 1', { paging: { pageSize: 1, pageNumber: 0 } }, 'invalid.value'],
  ['a sum', { aggregations: [{ type: 'termFrequency' }] }, 'invalid.value'],
  ['an unknown field', { intervall: 'x' }, 'invalid.property'],
])('%s is refused', async (_, more, code) => {
  const refused = await query(more);
  expect(refused).toMatchObject({ status: 400 });
  expect((refused.json.details as Array<{ errorCode: string }>).map(({ errorCode }) => errorCode)).toContain(
    code,
  );
});
