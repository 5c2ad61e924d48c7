import fc from 'fast-check';
import type { MessageStatus } from '../../../../schemas/types.ts';
import { foldUpdates, type LedgerEntry } from '../../../../services/ledger/state/fold-updates.ts';
import { ledgerUpdate } from '../../../../services/ledger/state/ledger-update.ts';
import {
  add,
  countersOf,
  sameCounts,
  type RunCounts,
} from '../../../../services/ledger/counters/run-counts.ts';

const RUN = 'run-1';
const entry = (n: number, fields: Partial<LedgerEntry> = {}): LedgerEntry => ({
  _id: `m${n}`,
  runId: RUN,
  state: 'INTENT',
  attempt: 1,
  ...fields,
});
const news = (
  n: number | null,
  kind: MessageStatus['kind'],
  fields: Partial<MessageStatus> = {},
): MessageStatus => ({
  messageId: n === null ? null : `m${n}`,
  attempt: n === null ? null : 1,
  wamid: null,
  at: 1_000,
  source: 'WEBHOOK',
  kind,
  code: null,
  reason: null,
  dueAt: null,
  ...fields,
});
const countsIn = (fold: ReturnType<typeof foldUpdates>) =>
  Object.fromEntries(fold.counts.get(RUN) ?? new Map<string, number>());

test('a message read at once counts as accepted, sent, delivered and read, and as one change', () => {
  const fold = foldUpdates([entry(1)], [news(1, 'ACCEPTED'), news(1, 'READ'), news(1, 'SENT')]);
  expect(countsIn(fold)).toEqual({ accepted: 1, sent: 1, delivered: 1, read: 1 });
  expect(fold.changes).toHaveLength(1);
});

test('a failure that turns out delivered moves its counters back', () => {
  const failed = entry(1, { state: 'FAILED', delivery: 'UNDELIVERED', code: 131026 });
  expect(countsIn(foldUpdates([failed], [news(1, 'DELIVERED')]))).toEqual({
    accepted: 1,
    sent: 1,
    delivered: 1,
    undelivered: -1,
    failed: -1,
    'failedBy.131026': -1,
  });
});

test('many fail without having been sent', () => {
  expect(countsIn(foldUpdates([entry(1)], [news(1, 'UNDELIVERED', { code: 131049 })]))).toEqual({
    failed: 1,
    undelivered: 1,
    'failedBy.131049': 1,
  });
});

test('a reason is a field name: dots are replaced', () => {
  const fold = foldUpdates([entry(1)], [news(1, 'FAILED', { reason: 'no $ or . allowed' })]);
  expect(countsIn(fold)).toHaveProperty(['failedBy.no _ or _ allowed'], 1);
});

test('news by wamid finds its message, also when the wamid is learnt in the same batch', () => {
  const fold = foldUpdates(
    [entry(1), entry(2, { state: 'ACCEPTED', wamid: 'wamid.2' })],
    [
      news(1, 'ACCEPTED', { wamid: 'wamid.1' }),
      news(null, 'DELIVERED', { wamid: 'wamid.1' }),
      news(null, 'READ', { wamid: 'wamid.2' }),
    ],
  );
  expect(fold.changes.map(({ after }) => after.delivery)).toEqual(['DELIVERED', 'READ']);
});

test('news about what is not in the ledger is handed back', () => {
  const strange = [news(9, 'SENT'), news(null, 'SENT', { wamid: 'wamid.9' })];
  const fold = foldUpdates([entry(1)], [...strange, news(1, 'SENT')]);
  expect(fold.unmatched).toEqual(strange);
  expect(fold.changes).toHaveLength(1);
});

describe('history', () => {
  const stepsOf = (...all: Parameters<typeof foldUpdates>[1]) =>
    foldUpdates([entry(1)], all).changes[0]?.after.history?.map(({ what, code, reason, attempt }) =>
      [what, attempt, code, reason].filter((part) => part !== undefined),
    );

  test('a message that goes well has none: its times say everything', () => {
    expect(
      stepsOf(news(1, 'ACCEPTED'), news(1, 'SENT'), news(1, 'DELIVERED'), news(1, 'READ')),
    ).toBeUndefined();
  });

  test('keeps what its state does not tell any more', () => {
    expect(
      stepsOf(
        news(1, 'RETRY', { code: 131016, reason: 'busy' }),
        news(1, 'UNKNOWN'), // of an attempt that ended: no step
        news(1, 'DELIVERED'),
      ),
    ).toEqual([
      ['RETRY', 1, 131016, 'busy'],
      ['SETTLED', 1, 'delivered'],
    ]);
    expect(
      stepsOf(
        news(1, 'UNKNOWN', { reason: 'no answer' }),
        { ...news(1, 'ACCEPTED'), kind: 'RESEND' },
        news(1, 'SENT'),
      ),
    ).toEqual([
      ['UNKNOWN', 1, 'no answer'],
      ['RESENT', 1],
      ['SETTLED', 1, 'sent'],
    ]);
  });

  test('repeats add nothing, and it never grows beyond 20 steps', () => {
    const failed = news(1, 'UNDELIVERED', { code: 131026 });
    expect(stepsOf(failed, failed, failed)).toHaveLength(1);
    const long = Array.from({ length: 20 }, (_, n) => ({
      at: new Date(n),
      what: 'RETRY' as const,
      attempt: n,
    }));
    const [change] = foldUpdates(
      [entry(1, { history: long, attempt: 21 })],
      [news(1, 'FAILED', { attempt: 21 })],
    ).changes;
    expect(change?.after.history).toHaveLength(20);
    expect(change?.after.history?.at(-1)).toMatchObject({ what: 'FAILED', attempt: 21 });
  });
});

test('an expired message counts as expired, and as delivered when it arrives all the same', () => {
  const accepted = entry(1, { state: 'ACCEPTED', delivery: 'SENT', sentAt: new Date(1) });
  const nothing = { ...news(1, 'ACCEPTED', { attempt: null }), kind: 'EXPIRE' as const };
  expect(countsIn(foldUpdates([accepted], [nothing]))).toEqual({ expired: 1 });
  const expired = { ...accepted, delivery: 'EXPIRED' as const };
  expect(countsIn(foldUpdates([expired], [news(1, 'DELIVERED')]))).toEqual({ expired: -1, delivered: 1 });
});

test('an update says what is new and what is over', () => {
  const open = entry(1, { owner: 'sender-1', dueAt: new Date(5), intentAt: new Date(1) });
  const [change] = foldUpdates([open], [news(1, 'FAILED', { code: 100 })]).changes;
  expect(change && ledgerUpdate(change.before, change.after)).toEqual({
    set: {
      state: 'FAILED',
      code: 100,
      endedAt: new Date(1_000),
      history: [{ at: new Date(1_000), what: 'FAILED', attempt: 1, code: 100 }],
    },
    unset: ['dueAt', 'owner'],
  });
});

test('however news is cut into batches, the counters are a recount of the ledger', () => {
  const kinds = fc.constantFrom<MessageStatus['kind']>(
    'ACCEPTED',
    'RETRY',
    'FAILED',
    'UNKNOWN',
    'SKIPPED',
    'SENT',
    'DELIVERED',
    'READ',
    'UNDELIVERED',
  );
  const one = fc
    .record({
      n: fc.integer({ min: 1, max: 4 }),
      kind: kinds,
      at: fc.integer({ min: 0, max: 9 }),
      code: fc.nat(2),
    })
    .map(({ n, kind, at, code }) => news(n, kind, { at, code, reason: 'r' }));
  fc.assert(
    fc.property(fc.array(fc.array(one, { maxLength: 6 }), { maxLength: 6 }), (batches) => {
      const ledger = new Map([1, 2, 3, 4].map((n) => [`m${n}`, entry(n)]));
      const counters: RunCounts = new Map();
      for (const batch of batches) {
        const fold = foldUpdates([...ledger.values()], batch);
        for (const { after } of fold.changes) ledger.set(after._id, after);
        for (const [counter, by] of fold.counts.get(RUN) ?? []) add(counters, counter, by);
      }
      const recount: RunCounts = new Map();
      for (const document of ledger.values())
        for (const counter of countersOf(document)) add(recount, counter, 1);
      expect(sameCounts(counters, recount)).toBe(true);
    }),
  );
});
