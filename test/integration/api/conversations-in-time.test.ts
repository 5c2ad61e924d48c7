/** Pages of conversations in the order of time, by the ledger's indexes: all that every message tells of, and no more looked at than needed. */
import {
  collections,
  type CampaignDocument,
  type CampaignRunDocument,
  type MessageDocument,
} from '../../../schemas/collections.ts';
import { exclusionIdOf, messageIdOf, runIdOf } from '../../../services/domain/message/message.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import type { ConversationSearch } from '../../../services/queries/conversations/conversation-search.ts';
import {
  conversationsOf,
  type ConversationRow,
} from '../../../services/queries/conversations/conversation-row.ts';
import { passes } from '../../../services/queries/conversations/conversation-filter.ts';
import { findConversations } from '../../../services/queries/conversations/find-conversations.ts';
import { nextConversations } from '../../../services/queries/conversations/stream-conversations.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

const START = Date.UTC(2026, 0, 1);
const at = (second: number): Date => new Date(START + second * 1_000);
/** More than are merged at once. */
const RUNS = 203;
const PER_RUN = 10;
/** One run is longer than a page by cursor looks at. */
const LONG = 5_200;

let system: TestSystem;
let database: Database;
let messages: MessageDocument[];
beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
  const ids = Array.from({ length: RUNS }, (_, n) => `campaign ${n}`);
  await database.of(collections.campaigns).insertMany(
    ids.map(
      (_id, n) =>
        ({
          _id,
          name: _id,
          divisionId: n % 2 ? 'north' : 'home',
          contactListId: 'list',
          whatsappColumn: 'phone',
        }) as CampaignDocument,
    ),
  );
  await database.of(collections.campaignRuns).insertMany(
    ids.map(
      (campaignId, n) =>
        ({
          ...{
            _id: runIdOf(campaignId, 1),
            campaignId,
            plannedAt: at(n),
            contactListId: 'list',
            integrationId: 'i',
            state: 'READY',
            planned: PER_RUN,
          },
        }) as CampaignRunDocument,
    ),
  );
  messages = ids.flatMap((campaignId, n) =>
    Array.from({ length: n === 7 ? LONG : PER_RUN }, (_, place) => messageOf(campaignId, n, place)),
  );
  await database.of(collections.messages).insertMany(messages, { ordered: false });
  await database.db.command({ profile: 2 });
});
afterAll(() => system.close());

/** One of every kind; some begin at once. */
function messageOf(campaignId: string, run: number, place: number): MessageDocument {
  const runId = runIdOf(campaignId, 1);
  const contactId = `k${place}`;
  const start = at(run + ((place * 7) % PER_RUN));
  const end = new Date(start.getTime() + 700);
  const common = { campaignId, runId, contactId, sequence: place };
  if (place % 5 === 4)
    return {
      ...{ ...common, _id: exclusionIdOf(runId, contactId), state: 'SKIPPED', attempt: 0 },
      ...{ reason: 'ON_DO_NOT_CALL_LIST', endedAt: end },
    };
  const to = String(13_175_550_000 + place);
  const message = { ...common, _id: messageIdOf(runId, to), to, intentAt: start };
  const history = [
    { at: at(run + (place % 11)), what: 'RETRY' as const, attempt: 1, code: 130429, reason: 'rate' },
  ];
  const due = at(100_000);
  switch (place % 10) {
    // given back before its first attempt, between two attempts, tried twice, never tried
    case 0:
      return { ...message, state: 'WAITING', attempt: 0, dueAt: due };
    case 1:
      return { ...message, state: 'WAITING', attempt: 1, dueAt: due, history };
    case 2:
      return { ...message, state: 'FAILED', attempt: 2, endedAt: end, history };
    case 3:
      return { ...common, _id: message._id, to, state: 'WAITING', attempt: 0, dueAt: due };
    default:
      return { ...message, state: 'ACCEPTED', attempt: 1, delivery: 'READ', endedAt: end };
  }
}

const everything: ConversationSearch = { divisions: 'all', from: at(0), to: at(100_000), filters: [] };
const where = (dimension: 'deliveryStatus' | 'outboundCampaignId' | 'divisionId', value: string) => [
  { type: 'and' as const, predicates: [{ dimension, value }] },
];
const idOf = ({ conversationId }: ConversationRow): string => conversationId;
/** What is to be found, by every message. */
function oracle(search: ConversationSearch): ConversationRow[] {
  return messages
    .flatMap((message) => {
      const n = Number(message.campaignId.split(' ')[1]);
      return conversationsOf(message, {
        ...{ campaignId: message.campaignId, campaignName: message.campaignId, contactListId: 'list' },
        ...{ divisionId: n % 2 ? 'north' : 'home', integrationId: 'i', resendOfRun: null },
      });
    })
    .filter(
      (row) =>
        row.startedAt >= search.from &&
        row.startedAt < search.to &&
        (search.divisions === 'all' || search.divisions.includes(row.divisionId ?? '')) &&
        passes(search.filters, row),
    );
}

test.each<[string, Partial<ConversationSearch>]>([
  ['everything', {}],
  ['some seconds', { from: at(50), to: at(53) }],
  ['an instant', { from: at(60), to: at(60) }],
  ['a division', { divisions: ['north'], from: at(20), to: at(90) }],
  ['a campaign', { filters: where('outboundCampaignId', 'campaign 7') }],
  ['a division and not another', { divisions: ['north'], filters: where('divisionId', 'home') }],
  ['what failed', { from: at(50), to: at(80), filters: where('deliveryStatus', 'Failed') }],
])('%s, page by page in either direction', async (_, more) => {
  const search = { ...everything, ...more };
  const all = oracle(search);
  for (const isDescending of [false, true]) {
    const size = all.length > 2_000 ? Math.ceil(all.length / 3) : 100;
    const rows: ConversationRow[] = [];
    for (let skip = 0; skip <= all.length; skip += size) {
      const page = await findConversations(
        database,
        search,
        { by: 'startedAt', isDescending },
        { skip, size },
      );
      expect(page.total).toBe(all.length);
      rows.push(...page.rows);
    }
    expect(rows.map(idOf).toSorted()).toEqual(all.map(idOf).toSorted());
    const times = rows.map(({ startedAt }) => (isDescending ? -1 : 1) * startedAt.getTime());
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  }
});

test('by cursor every one comes once, in pages that look at a part of the ledger', async () => {
  for (const filters of [[], where('deliveryStatus', 'Failed')]) {
    const search = { ...everything, from: at(5), to: at(20), filters };
    const ids: string[] = [];
    let after: string | null = '';
    for (let pages = 0; after !== null; pages += 1) {
      expect(pages).toBeLessThan(1_000);
      const page: Awaited<ReturnType<typeof nextConversations>> = await nextConversations(
        database,
        search,
        after,
        50,
      );
      ids.push(...page.rows.map(idOf));
      after = page.cursor;
    }
    expect(ids.toSorted()).toEqual(oracle(search).map(idOf).toSorted());
  }
});

/** What was read of messages for it. */
async function readFor(ask: () => Promise<unknown>): Promise<{ docs: number; keys: number }> {
  const from = new Date();
  await ask();
  const asked = await database.db
    .collection('system.profile')
    .find({ ts: { $gte: from }, ns: /\.messages$/, planSummary: { $exists: true } })
    .toArray();
  const sum = (field: string): number => asked.reduce((all, entry) => all + Number(entry[field] ?? 0), 0);
  return { docs: sum('docsExamined'), keys: sum('keysExamined') };
}

test('a page of a long run fetches no more messages than it shows; the rest is counted by the index', async () => {
  const order = { by: 'startedAt', isDescending: true } as const;
  const search = { ...everything, filters: where('outboundCampaignId', 'campaign 7') };
  const { docs, keys } = await readFor(() =>
    findConversations(database, search, order, { skip: 0, size: 25 }),
  );
  const ofHistory = (LONG * 2) / 10;
  const waiting = (LONG * 3) / 10;
  const skipped = LONG / 5;
  expect(docs).toBeLessThan(ofHistory + waiting + skipped + 200);
  expect(keys).toBeLessThan(2 * LONG);
});

test('a page by cursor looks at a bounded number of messages', async () => {
  // nothing of the long run began then
  const search = { ...everything, from: at(90), to: at(91) };
  const one = { ...search, filters: where('outboundCampaignId', 'campaign 7') };
  expect((await readFor(() => nextConversations(database, one, '', 25))).docs).toBeLessThanOrEqual(5_001);
  expect((await readFor(() => nextConversations(database, search, '', 25))).docs).toBeLessThanOrEqual(5_001);
});

test('of many runs that are known from a moment ago, one planned since is not missed', async () => {
  const all = { ...everything, divisions: 'all' } as const;
  const order = { by: 'startedAt', isDescending: true } as const;
  const page = { skip: 0, size: 1 };
  await findConversations(database, all, order, page);
  const [runId, campaignId] = [runIdOf('campaign 1', 2), 'campaign 1'];
  await database.of(collections.campaignRuns).insertOne({
    ...{ _id: runId, campaignId, plannedAt: at(RUNS), contactListId: 'list', integrationId: 'i' },
    ...{ state: 'READY', planned: 1, number: 2, pages: 1, filteredOut: 0, plannedThroughArrival: 1 },
  });
  const late = { ...messageOf(campaignId, 1, 5), runId, _id: messageIdOf(runId, '1'), intentAt: at(50_000) };
  await database.of(collections.messages).insertOne(late);
  const { rows } = await findConversations(database, all, order, page);
  expect(rows.map(({ messageId }) => messageId)).toEqual([late._id]);
  const ended = { _id: `${runId}:run`, runId, closedAt: at(60_000) };
  await database.of(collections.runCounters).insertOne(ended);
  expect((await findConversations(database, all, order, page)).rows).toHaveLength(1);
});
