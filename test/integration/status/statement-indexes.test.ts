/** The statements of sender and status that run more than once a minute look at what they find, and at no more: by the database's profile. */
import { collections, type MessageDocument, type MessageState } from '../../../schemas/collections.ts';
import { messageIdOf } from '../../../services/domain/message/message.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { inTransaction } from '../../../services/platform/mongo/in-transaction.ts';
import { claimLedgerOf } from '../../../services/ledger/claims/claim-ledger.ts';
import { giveBackClaims } from '../../../services/ledger/claims/held-claims.ts';
import { readCounters } from '../../../services/ledger/counters/read-counters.ts';
import { findRecountPlaces } from '../../../services/ledger/counters/run-head.ts';
import { findExpiries, findSilent } from '../../../services/ledger/reading/silent-messages.ts';
import { findExpiredIntents, findUndecided, hasIntent } from '../../../services/ledger/reading/unsettled.ts';
import { findEntries, findEntriesByWamid } from '../../../services/ledger/updates/entry-statements.ts';
import { findCampaigns, findDncEntries } from '../../../services/sender/store.ts';
import { findActiveCampaigns, findPlanned } from '../../../services/status/runs/run-store.ts';
import { findDueUnmatched } from '../../../services/status/updates/unmatched-store.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

const RUNS = ['0000000000000001', '0000000000000002', '0000000000000003'];
const PER_RUN = 3_000;
const STATES: MessageState[] = ['ACCEPTED', 'ACCEPTED', 'ACCEPTED', 'WAITING', 'INTENT', 'UNKNOWN', 'FAILED'];
const ZONES = ['America/New_York', 'America/Chicago', undefined];
const NOW = Date.now();
const soon = new Date(NOW + 60_000);

let system: TestSystem;
let database: Database;

beforeAll(async () => {
  system = await openTestSystem();
  database = await system.context.mongo();
  await database.of(collections.messages).insertMany(RUNS.flatMap((runId) => messagesOf(runId)));
  await database
    .of(collections.runCounters)
    .insertMany(
      RUNS.flatMap((runId) => Array.from({ length: 20 }, (_, n) => ({ _id: `${runId}:${n}`, runId }))),
    );
  await database.of(collections.unmatchedStatuses).insertMany(
    Array.from({ length: 500 }, (_, n) => ({
      ...{ _id: `w${n}:SENT`, wamid: `w${n}`, tries: 0, tryAt: soon, seenAt: new Date(NOW) },
      status: {
        ...{ messageId: null, attempt: null, wamid: `w${n}`, at: NOW, source: 'WEBHOOK', kind: 'SENT' },
        ...{ code: null, reason: null, dueAt: null },
      },
    })),
  );
  await database.db.command({ profile: 2 });
});
afterAll(async () => {
  await database.db.command({ profile: 0 });
  await system.close();
});

const phoneIdOf = (n: number): string => String(13_175_550_000 + n);

/** Every state beside the others; leases and due times lie ahead, but for one intent and one unknown message of each run. */
function messagesOf(runId: string): MessageDocument[] {
  return Array.from({ length: PER_RUN }, (_, n): MessageDocument => {
    const state = STATES[n % STATES.length] ?? 'ACCEPTED';
    const isOpen = state === 'INTENT' || state === 'WAITING' || state === 'UNKNOWN';
    const timeZone = ZONES[n % ZONES.length];
    return {
      ...{ _id: messageIdOf(runId, phoneIdOf(n)), campaignId: `c-${runId}`, runId, contactId: `c${n}` },
      ...{ sequence: n, state, attempt: 1, to: phoneIdOf(n) },
      ...(isOpen ? { dueAt: n < STATES.length ? new Date(NOW - 60_000) : soon } : {}),
      ...(timeZone ? { timeZone } : {}),
      ...(state === 'ACCEPTED' ? { wamid: `wamid-${runId}-${n}`, acceptedAt: new Date(NOW) } : {}),
    };
  });
}

type Profiled = {
  op: string;
  ns: string;
  planSummary?: string;
  docsExamined?: number;
  keysExamined?: number;
  nreturned?: number;
  nMatched?: number;
  ninserted?: number;
};

/** What the database did for a piece of work. */
async function profileOf(work: () => Promise<unknown>): Promise<Profiled[]> {
  const since = new Date((await database.db.admin().command({ hello: 1 }))['localTime'] as Date);
  await work();
  const found = await database.db
    .collection('system.profile')
    .find({
      ts: { $gte: since },
      ns: { $not: /system\.profile$/ },
      op: { $in: ['query', 'update', 'remove', 'getmore'] },
    })
    .toArray();
  return found as unknown as Profiled[];
}

const run = RUNS[1] ?? '';
const idsOf = (numbers: number[]): string[] => numbers.map((n) => messageIdOf(run, phoneIdOf(n)));
const claims = (numbers: number[]) =>
  idsOf(numbers).map((messageId) => ({ messageId, attempt: 2, contactId: 'nobody', owner: 'o/1' }));

/** Statement, and how often it runs. `keys`: index entries that it may look at beyond those of what it finds, for leaps between runs and zones. */
const statements: Array<[string, () => Promise<unknown>, number]> = [
  ['expired intents, every 5 s', () => findExpiredIntents(database, new Date(NOW), 1_000), 100],
  [
    'claims of waiting messages, each batch',
    () => claimLedgerOf(database).claimWaiting(claims([1, 2, 3]), 'o/2', soon, soon),
    20,
  ],
  ['contacts of messages, each batch', () => claimLedgerOf(database).findContactsOf(idsOf([1, 2, 3])), 20],
  ['claims given back', () => giveBackClaims(database, claims([1, 2, 3]), new Date(NOW)), 20],
  [
    'do-not-contact entries, each batch',
    () => findDncEntries(database, ['dnc:1', 'dnc:2'], new Date(NOW)),
    20,
  ],
  ['campaigns that are on, every half second', () => findActiveCampaigns(database), 20],
  ['campaigns, at start and when one is not known', () => findCampaigns(database, { live: true }), 20],
  ['runs whose order is made, every half second', () => findPlanned(database, RUNS), 20],
  ['whether a run has an intent, every half second while it stops', () => hasIntent(database, run), 20],
  ['counters of a run, every half second', () => readCounters(database, [run]), 40],
  [
    'unknown messages to be decided, every 5 s',
    () =>
      findUndecided(
        database,
        { runId: run, ambiguity: { policy: 'GIVE_UP', afterMinutes: 1 } },
        500,
        new Date(NOW),
      ),
    40,
  ],
  [
    'a page of the search for messages that have expired',
    () => findSilent(database, run, { before: new Date(NOW), after: idsOf([1])[0] ?? '' }, 200),
    20,
  ],
  ['how far the search for expired messages has come', () => findExpiries(database, RUNS), 20],
  [
    'the place of a recount, each batch',
    () => inTransaction(database, (session) => findRecountPlaces(database, RUNS, session)),
    20,
  ],
  [
    'statuses without a message that are due, every half second',
    () => findDueUnmatched(database, new Date(NOW), 500),
    20,
  ],
  [
    'messages that news is about, each batch',
    () => inTransaction(database, (session) => findEntries(database, idsOf([1, 2, 3]), session)),
    20,
  ],
  [
    'messages by wamid, each batch',
    () => inTransaction(database, (session) => findEntriesByWamid(database, [`wamid-${run}-0`], session)),
    20,
  ],
];

test.each(statements)('%s', async (_, statement, keys) => {
  const profile = await profileOf(statement);
  expect(profile.length).toBeGreaterThan(0);
  for (const {
    planSummary = '',
    docsExamined = 0,
    keysExamined = 0,
    nreturned = 0,
    nMatched = 0,
  } of profile) {
    expect(planSummary).not.toContain('COLLSCAN');
    // an update by id looks at its document also when it does not fit
    expect(docsExamined).toBeLessThanOrEqual(nreturned + nMatched + 3);
    expect(keysExamined).toBeLessThanOrEqual(nreturned + nMatched + keys);
  }
});
