import fc from 'fast-check';
import type { MessageStatus } from '../../../../schemas/types.ts';
import { advanceStatus } from '../../../../services/ledger/state/advance-status.ts';
import type { StatusUpdate, Position } from '../../../../services/ledger/state/position.ts';

const T0 = 1_750_030_000_000;
const at = (seconds: number) => new Date(T0 + seconds * 1_000);

const news = (kind: MessageStatus['kind'], fields: Partial<MessageStatus> = {}): MessageStatus => ({
  messageId: 'm',
  attempt: 1,
  wamid: null,
  at: T0 + 10_000,
  source: ['SENT', 'DELIVERED', 'READ', 'UNDELIVERED'].includes(kind) ? 'WEBHOOK' : 'SENDER',
  kind,
  code: null,
  reason: null,
  dueAt: null,
  ...fields,
});
const intent: Position = { state: 'INTENT', attempt: 1, owner: 'sender-1', dueAt: at(60), intentAt: at(0) };
const position = (state: Position['state'], fields: Partial<Position> = {}): Position => ({
  state,
  attempt: 1,
  intentAt: at(0),
  ...fields,
});
const decision = (
  kind: 'RESEND' | 'GIVE_UP' | 'EXPIRE',
  fields: Partial<StatusUpdate> = {},
): StatusUpdate => ({
  ...news('ACCEPTED', { source: 'REAPER', at: T0 + 3_600_000 }),
  ...fields,
  kind,
});
const after = (present: Position, ...all: StatusUpdate[]): Position => all.reduce(advanceStatus, present);

describe("the answer to the sender's request", () => {
  test('accepted: the lease ends, the wamid is known', () => {
    expect(after(intent, news('ACCEPTED', { wamid: 'wamid.A' }))).toEqual({
      state: 'ACCEPTED',
      attempt: 1,
      intentAt: at(0),
      wamid: 'wamid.A',
      acceptedAt: at(10),
      endedAt: at(10),
    });
  });

  test('to be retried: waits until it is due', () => {
    expect(after(intent, news('RETRY', { code: 131016, dueAt: T0 + 30_000 }))).toEqual({
      state: 'WAITING',
      attempt: 1,
      intentAt: at(0),
      code: 131016,
      dueAt: at(30),
    });
  });

  test('failed, skipped or unknown: ends with code and reason', () => {
    expect(after(intent, news('FAILED', { code: 131008, reason: 'missing' }))).toMatchObject({
      state: 'FAILED',
      code: 131008,
      reason: 'missing',
      endedAt: at(10),
    });
    expect(after(intent, news('SKIPPED', { reason: 'ON_DO_NOT_CALL_LIST' }))).toMatchObject({
      state: 'SKIPPED',
    });
    expect(after(intent, news('UNKNOWN', { reason: 'timeout' }))).toMatchObject({
      state: 'UNKNOWN',
      dueAt: at(10), // since when
    });
  });

  test.each(['ACCEPTED', 'FAILED', 'SKIPPED', 'WAITING'] as const)(
    'that it is unknown changes nothing for a message that is %s',
    (state) => {
      const present = position(state);
      expect(after(present, news('UNKNOWN', { source: 'REAPER' }))).toBe(present);
    },
  );

  test('a retry of what was given up as unknown is a failure: definitely not sent, and its chance has passed', () => {
    expect(after(position('UNKNOWN'), news('RETRY', { code: 130429 }))).toMatchObject({
      state: 'FAILED',
      code: 130429,
    });
  });

  test('a definite answer settles what was unknown', () => {
    expect(after(position('UNKNOWN'), news('FAILED', { code: 100 })).state).toBe('FAILED');
    expect(after(position('UNKNOWN'), news('SKIPPED')).state).toBe('SKIPPED');
  });

  test('of an earlier attempt is ignored while a later one is under way', () => {
    const second = { ...intent, attempt: 2 };
    for (const kind of ['RETRY', 'FAILED', 'SKIPPED', 'UNKNOWN'] as const)
      expect(after(second, news(kind))).toBe(second);
  });
});

describe('proof of acceptance', () => {
  test.each(['INTENT', 'WAITING', 'UNKNOWN', 'FAILED', 'SKIPPED'] as const)(
    'wins over %s, for ever',
    (state) => {
      for (const kind of ['ACCEPTED', 'SENT', 'DELIVERED', 'READ'] as const) {
        const proven = after(position(state, { code: 131000, reason: 'x' }), news(kind));
        expect(proven).toMatchObject({ state: 'ACCEPTED' });
        expect(proven).not.toHaveProperty('code');
        for (const late of ['RETRY', 'FAILED', 'UNKNOWN', 'SKIPPED'] as const)
          expect(after(proven, news(late, { code: 1 }))).toBe(proven);
      }
    },
  );

  test('counts also from an earlier attempt: its request cannot be taken back', () => {
    expect(after({ ...intent, attempt: 2 }, news('DELIVERED')).state).toBe('ACCEPTED');
  });

  test('by a webhook that overtook the answer loses nothing', () => {
    const both = after(
      intent,
      news('DELIVERED', { at: T0 + 12_000 }),
      news('ACCEPTED', { wamid: 'wamid.A' }),
    );
    expect(both).toMatchObject({
      state: 'ACCEPTED',
      delivery: 'DELIVERED',
      wamid: 'wamid.A',
      acceptedAt: at(10),
      deliveredAt: at(12),
    });
  });

  test('cannot be older than the request: the provider cuts its times to seconds', () => {
    const sent = after({ ...intent, intentAt: new Date(T0 + 900) }, news('SENT', { at: T0 }));
    expect(sent.sentAt).toEqual(new Date(T0 + 900));
  });
});

describe('a message that the provider could not deliver', () => {
  const failed = news('UNDELIVERED', { code: 131026, reason: 'undeliverable', at: T0 + 20_000 });

  test('has failed, with the code', () => {
    expect(after(intent, news('ACCEPTED'), failed)).toMatchObject({
      state: 'FAILED',
      delivery: 'UNDELIVERED',
      code: 131026,
      endedAt: at(20),
    });
  });

  test('stays failed when the news of its acceptance or of "sent" comes later', () => {
    const late = after(intent, failed, news('ACCEPTED', { wamid: 'wamid.A' }), news('SENT'));
    expect(late).toMatchObject({
      state: 'FAILED',
      delivery: 'UNDELIVERED',
      wamid: 'wamid.A',
      sentAt: at(10),
    });
  });

  test('but was delivered all the same, is accepted and no longer has a code', () => {
    const delivered = after(intent, failed, news('DELIVERED', { at: T0 + 30_000 }));
    expect(delivered).toMatchObject({ state: 'ACCEPTED', delivery: 'DELIVERED' });
    expect(delivered).not.toHaveProperty('code');
  });

  test('in an earlier attempt leaves the decision to the later one', () => {
    const second = { ...intent, attempt: 2 };
    expect(after(second, failed)).toBe(second);
  });
});

test('delivery never goes backwards', () => {
  const read = after(intent, news('READ', { at: T0 + 40_000 }));
  expect(after(read, news('DELIVERED', { at: T0 + 30_000 }), news('SENT')).delivery).toBe('READ');
});

describe('the policy for a message of which nobody knows whether it was sent', () => {
  const unknown = after(intent, news('UNKNOWN', { reason: 'timeout' }));
  const resent = after(unknown, decision('RESEND'));

  test('resend once: it waits for a second attempt, and remembers', () => {
    expect(resent).toEqual({
      state: 'WAITING',
      attempt: 1,
      intentAt: at(0),
      dueAt: at(3_600),
      resentAt: at(3_600),
    });
  });

  test('never a third: unknown again, it stays so', () => {
    const second: Position = { ...resent, state: 'INTENT', attempt: 2, owner: 'sender-2', dueAt: at(3_700) };
    const unknownAgain = after(second, news('UNKNOWN', { attempt: 2, at: T0 + 3_700_000 }));
    expect(unknownAgain).toMatchObject({ state: 'UNKNOWN', attempt: 2, resentAt: at(3_600) });
    expect(after(unknownAgain, decision('RESEND', { attempt: 2 }))).toBe(unknownAgain);
    expect(after(unknownAgain, decision('GIVE_UP', { attempt: 2 })).state).toBe('FAILED');
  });

  test('give up: it has failed as ambiguous, without a code', () => {
    const given = after(unknown, decision('GIVE_UP'));
    expect(given).toMatchObject({ state: 'FAILED', reason: 'AMBIGUOUS', endedAt: at(3_600) });
    expect(given).not.toHaveProperty('code');
    expect(given).not.toHaveProperty('dueAt');
  });

  test.each(['SENT', 'DELIVERED', 'READ', 'ACCEPTED', 'UNDELIVERED', 'FAILED'] as const)(
    'does nothing when %s came first',
    (kind) => {
      const settled = after(unknown, news(kind, { code: 131026 }));
      expect(settled.state).not.toBe('UNKNOWN');
      expect(after(settled, decision('RESEND'), decision('GIVE_UP'))).toBe(settled);
    },
  );

  test('a late status wins over it: accepted, and nobody claims the second attempt', () => {
    for (const decided of [resent, after(unknown, decision('GIVE_UP'))])
      expect(after(decided, news('DELIVERED', { at: T0 + 3_700_000 }))).toMatchObject({
        state: 'ACCEPTED',
        delivery: 'DELIVERED',
      });
    expect(after(resent, news('UNDELIVERED', { code: 131026, at: T0 + 3_700_000 }))).toMatchObject({
      state: 'FAILED',
      code: 131026,
    });
  });

  test('a status of the first attempt while the second is under way settles it; its own outcome changes nothing then', () => {
    const second: Position = { ...resent, state: 'INTENT', attempt: 2, owner: 'sender-2', dueAt: at(3_700) };
    const settled = after(second, news('SENT', { at: T0 + 3_650_000 }));
    expect(settled.state).toBe('ACCEPTED');
    for (const kind of ['RETRY', 'FAILED', 'UNKNOWN'] as const)
      expect(after(settled, news(kind, { attempt: 2, code: 131016 }))).toBe(settled);
  });
});

describe('an accepted message of which nothing is heard', () => {
  const accepted = after(intent, news('ACCEPTED', { wamid: 'wamid.A' }));

  test('has expired when its time to live is over, also when it was sent', () => {
    expect(after(accepted, decision('EXPIRE'))).toMatchObject({ state: 'ACCEPTED', delivery: 'EXPIRED' });
    expect(after(accepted, news('SENT'), decision('EXPIRE')).delivery).toBe('EXPIRED');
  });

  test.each(['DELIVERED', 'READ', 'UNDELIVERED'] as const)('but a late %s wins', (kind) => {
    expect(after(accepted, decision('EXPIRE'), news(kind, { code: 131026 })).delivery).toBe(kind);
    const known = after(accepted, news(kind, { code: 131026 }));
    expect(after(known, decision('EXPIRE'))).toBe(known);
  });

  test('a late "sent" is kept as a time, and does not bring it back', () => {
    const late = after(accepted, decision('EXPIRE'), news('SENT'));
    expect(late).toMatchObject({ delivery: 'EXPIRED', sentAt: at(10) });
  });

  test.each(['INTENT', 'WAITING', 'FAILED', 'SKIPPED', 'UNKNOWN'] as const)('%s does not expire', (state) => {
    const present = position(state);
    expect(after(present, decision('EXPIRE'))).toBe(present);
  });
});

describe('laws', () => {
  const aNews = (kinds: readonly MessageStatus['kind'][]) =>
    fc.record({
      kind: fc.constantFrom(...kinds),
      attempt: fc.constantFrom(1, 2, 3, null),
      second: fc.integer({ min: -5, max: 60 }),
      code: fc.constantFrom(131026, 131049, 131050),
      hasWamid: fc.boolean(),
    });
  const toNews = ({ kind, attempt, second, code, hasWamid }: Drawn): MessageStatus =>
    news(kind, {
      attempt,
      at: T0 + second * 1_000,
      wamid: hasWamid ? 'wamid.A' : null,
      code: kind === 'UNDELIVERED' || kind === 'FAILED' || kind === 'RETRY' ? code : null,
    });
  type Drawn = {
    kind: MessageStatus['kind'];
    attempt: number | null;
    second: number;
    code: number;
    hasWamid: boolean;
  };
  const WEBHOOK = ['SENT', 'DELIVERED', 'READ', 'UNDELIVERED'] as const;
  const ALL = ['ACCEPTED', 'RETRY', 'FAILED', 'UNKNOWN', 'SKIPPED', ...WEBHOOK] as const;
  const starts = fc.constantFrom<Position>(
    { ...intent, attempt: 2 },
    position('WAITING', { attempt: 2, dueAt: at(30), code: 131016 }),
    position('UNKNOWN', { attempt: 2, reason: 'timeout', endedAt: at(60) }),
    position('FAILED', { attempt: 2, code: 131000, endedAt: at(2) }),
    position('ACCEPTED', { attempt: 2, acceptedAt: at(1), endedAt: at(1), wamid: 'wamid.A' }),
  );

  test('saying something again changes nothing', () => {
    fc.assert(
      fc.property(starts, fc.array(aNews(ALL)), aNews(ALL), (start, earlier, drawn) => {
        const once = after(start, ...earlier.map(toNews), toNews(drawn));
        expect(advanceStatus(once, toNews(drawn))).toBe(once);
      }),
    );
  });

  test('webhooks in any order and any number say the same in the end', () => {
    const shuffled = fc.array(aNews(WEBHOOK), { minLength: 1, maxLength: 8 }).chain((drawn) =>
      fc.tuple(
        fc.constant(drawn),
        fc
          .shuffledSubarray([...drawn, ...drawn], { minLength: drawn.length * 2 })
          .map((twice) => [...twice, ...drawn.slice(0, 1)]),
      ),
    );
    fc.assert(
      fc.property(starts, shuffled, (start, [inOrder, disorderly]) => {
        expect(after(start, ...disorderly.map(toNews))).toEqual(after(start, ...inOrder.map(toNews)));
      }),
      { numRuns: 2_000 },
    );
  });

  test('the policy never moves what was accepted, and never gives a third attempt', () => {
    const decisions = fc.constantFrom<StatusUpdate['kind']>('RESEND', 'GIVE_UP', 'EXPIRE');
    const either = fc.oneof(
      aNews(ALL).map(toNews),
      decisions.map((kind) => ({ ...decision('EXPIRE'), kind })),
    );
    fc.assert(
      fc.property(starts, fc.array(either, { maxLength: 20 }), (start, all) => {
        let present = start;
        let resends = 0;
        for (const one of all) {
          const next = advanceStatus(present, one);
          if (one.kind === 'RESEND' && next !== present) resends += 1;
          if (present.state === 'ACCEPTED' && ['RESEND', 'GIVE_UP'].includes(one.kind))
            expect(next).toBe(present);
          present = next;
        }
        expect(resends).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('an accepted message is only ever unaccepted by the provider’s own failure', () => {
    fc.assert(
      fc.property(starts, fc.array(aNews(ALL)), (start, drawn) => {
        const proven = drawn.some(({ kind }) => ['ACCEPTED', 'SENT', 'DELIVERED', 'READ'].includes(kind));
        const end = after(start, ...drawn.map(toNews));
        if (!proven && start.state !== 'ACCEPTED') return;
        expect(end.state === 'ACCEPTED' || end.delivery === 'UNDELIVERED').toBe(true);
      }),
    );
  });
});
