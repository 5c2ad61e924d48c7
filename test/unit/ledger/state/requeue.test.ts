/** A message that the provider gave up for a reason that passes is tried again: never two messages to one person, whatever is heard when. */
import fc from 'fast-check';
import { countersOf } from '../../../../services/ledger/counters/run-counts.ts';
import { advanceStatus } from '../../../../services/ledger/state/advance-status.ts';
import type { Position, StatusUpdate } from '../../../../services/ledger/state/position.ts';
import { attemptsByWamid } from '../../../../services/ledger/state/earlier-attempts.ts';
import { foldUpdates, type LedgerEntry } from '../../../../services/ledger/state/fold-updates.ts';

const T0 = 1_750_030_000_000;
const at = (second: number): Date => new Date(T0 + second * 1_000);
const update = (
  kind: StatusUpdate['kind'],
  attempt: number | null,
  second: number,
  fields: Partial<StatusUpdate> = {},
): StatusUpdate => ({
  ...{
    messageId: 'm',
    attempt,
    wamid: attempt === null ? null : `wamid.${attempt}`,
    at: T0 + second * 1_000,
  },
  ...{ source: 'WEBHOOK', kind, code: kind === 'REQUEUE' ? 131042 : null, reason: null, dueAt: null },
  ...fields,
});
const intent: Position = { state: 'INTENT', attempt: 1, owner: 's', dueAt: at(60), intentAt: at(0) };
const after = (present: Position, ...updates: StatusUpdate[]): Position =>
  updates.reduce(advanceStatus, present);
/** As the sender's statement does it. */
const claimed = (present: Position): Position => ({
  ...present,
  ...{
    state: 'INTENT' as const,
    attempt: present.attempt + 1,
    owner: 's',
    dueAt: at(500),
    intentAt: at(100),
  },
});
const givenUp = update('REQUEUE', 1, 20, { dueAt: T0 + 30_000, reason: 'payment' });
const waiting = after(intent, update('ACCEPTED', 1, 1), update('SENT', 1, 2), givenUp);

describe('a message that was not delivered for a reason that passes', () => {
  test('waits for another attempt, counts as open, and what is known of the first is kept', () => {
    expect(waiting).toEqual({
      state: 'WAITING',
      attempt: 1,
      intentAt: at(0),
      dueAt: at(30),
      code: 131042,
      reason: 'payment',
      earlierAttempts: [
        { attempt: 1, wamid: 'wamid.1', acceptedAt: at(1), sentAt: at(2), undeliveredAt: at(20) },
      ],
    });
    expect(countersOf(waiting)).toEqual([]);
  });

  test('goes on waiting when "accepted" and "sent" of the first attempt come late', () => {
    const overtaken = after(intent, givenUp);
    expect(overtaken).toMatchObject({ state: 'WAITING', dueAt: at(30) });
    expect(after(overtaken, update('SENT', 1, 2), update('ACCEPTED', 1, 1))).toEqual(waiting);
    const second = claimed(waiting);
    expect(after(second, update('SENT', 1, 2), update('ACCEPTED', 1, 1))).toBe(second);
  });

  test('is not claimed any more when the first was delivered all the same', () => {
    const delivered = after(waiting, update('DELIVERED', 1, 40));
    expect(delivered).toMatchObject({
      state: 'ACCEPTED',
      delivery: 'DELIVERED',
      wamid: 'wamid.1',
      sentAt: at(2),
    });
    expect(delivered).not.toHaveProperty('earlierAttempts');
    expect(delivered).not.toHaveProperty('code');
    expect(after(claimed(waiting), update('READ', 1, 130))).toMatchObject({
      state: 'ACCEPTED',
      delivery: 'READ',
    });
  });

  test('has the wamid of the attempt that was accepted, and remembers the others', () => {
    const done = after(claimed(waiting), update('ACCEPTED', 2, 101), update('SENT', 2, 102));
    expect(done).toMatchObject({
      state: 'ACCEPTED',
      delivery: 'SENT',
      wamid: 'wamid.2',
      acceptedAt: at(101),
    });
    expect(attemptsByWamid(done)).toEqual([
      ['wamid.1', 1],
      ['wamid.2', 2],
    ]);
    expect(countersOf(done)).toEqual(['accepted', 'sent']);
  });

  test('is tried again as often as that happens', () => {
    const again = after(claimed(waiting), update('SENT', 2, 102), update('REQUEUE', 2, 120));
    expect(again).toMatchObject({ state: 'WAITING', attempt: 2 });
    expect(again.earlierAttempts?.map(({ attempt, wamid }) => [attempt, wamid])).toEqual([
      [1, 'wamid.1'],
      [2, 'wamid.2'],
    ]);
  });

  test('is not tried again while another attempt may still arrive', () => {
    const resent: Position = { ...intent, attempt: 2, resentAt: at(50) };
    const settled = after(resent, update('SENT', 1, 60));
    expect(after(settled, update('REQUEUE', 2, 70)).state).toBe('ACCEPTED');
    expect(after(resent, update('REQUEUE', 2, 70), update('SENT', 1, 60))).toMatchObject({
      state: 'ACCEPTED',
    });
  });

  test('stays delivered when the notice comes behind "delivered"', () => {
    const delivered = after(intent, update('DELIVERED', 1, 5));
    expect(after(delivered, givenUp)).toBe(delivered);
  });
});

describe('a status without callback data', () => {
  const entry = (position: Position): LedgerEntry => ({ ...position, _id: 'm', runId: 'r' });
  const byWamid = (kind: StatusUpdate['kind'], wamid: string): StatusUpdate =>
    update(kind, null, 200, { messageId: null, wamid });

  test('of the second attempt is matched by the second wamid', () => {
    const done = entry(after(claimed(waiting), update('ACCEPTED', 2, 101)));
    const { changes, unmatched } = foldUpdates([done], [byWamid('DELIVERED', 'wamid.2')]);
    expect(unmatched).toEqual([]);
    expect(changes[0]?.after).toMatchObject({ state: 'ACCEPTED', delivery: 'DELIVERED' });
  });

  test('of the first is about the first: its failure does not end the second', () => {
    const second = entry(claimed(waiting));
    for (const kind of ['UNDELIVERED', 'SENT', 'REQUEUE'] as const)
      expect(foldUpdates([second], [byWamid(kind, 'wamid.1')])).toMatchObject({ changes: [], unmatched: [] });
    const { changes } = foldUpdates([second], [byWamid('DELIVERED', 'wamid.1')]);
    expect(changes[0]?.after).toMatchObject({ state: 'ACCEPTED', delivery: 'DELIVERED' });
  });

  test('finds a wamid that the same batch has taught', () => {
    const { changes } = foldUpdates(
      [entry(claimed(waiting))],
      [update('ACCEPTED', 2, 101), byWamid('UNDELIVERED', 'wamid.2'), byWamid('UNDELIVERED', 'wamid.1')],
    );
    expect(changes[0]?.after).toMatchObject({ state: 'FAILED', wamid: 'wamid.2', delivery: 'UNDELIVERED' });
  });
});

describe('laws', () => {
  const starts = fc.constantFrom<Position>(
    { ...intent, attempt: 2 },
    { state: 'WAITING', attempt: 2, intentAt: at(0), dueAt: at(30), code: 131016 },
    { state: 'UNKNOWN', attempt: 2, intentAt: at(0), reason: 'timeout', endedAt: at(60) },
    { state: 'ACCEPTED', attempt: 2, intentAt: at(0), acceptedAt: at(1), endedAt: at(1), wamid: 'wamid.2' },
  );
  const drawn = (...kinds: Array<StatusUpdate['kind']>) =>
    fc
      .record({ kind: fc.constantFrom(...kinds), attempt: fc.constantFrom(1, 2), second: fc.nat(60) })
      .map(({ kind, attempt, second }) => update(kind, attempt, second));
  const webhook = drawn('SENT', 'DELIVERED', 'READ', 'REQUEUE');

  test('webhooks in any order and any number say the same in the end', () => {
    const shuffled = fc
      .array(webhook, { minLength: 1, maxLength: 8 })
      .chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })),
      );
    fc.assert(
      fc.property(starts, shuffled, (start, [inOrder, disorderly]) => {
        expect(after(start, ...disorderly)).toEqual(after(start, ...inOrder));
      }),
      { numRuns: 5_000 },
    );
  });

  test('saying something again changes nothing', () => {
    const any = drawn('ACCEPTED', 'RETRY', 'FAILED', 'UNKNOWN', 'SENT', 'DELIVERED', 'READ', 'REQUEUE');
    fc.assert(
      fc.property(starts, fc.array(any), any, (start, earlier, one) => {
        const once = after(start, ...earlier, one);
        expect(advanceStatus(once, one)).toBe(once);
      }),
      { numRuns: 2_000 },
    );
  });

  test('no attempt begins while another was accepted and not given up; every wamid stays with its attempt', () => {
    type Step = { kind: StatusUpdate['kind'] | 'CLAIM'; which: number; second: number };
    const steps = fc.array(
      fc.record<Step>({
        kind: fc.constantFrom(
          'CLAIM',
          'ACCEPTED',
          'SENT',
          'DELIVERED',
          'UNKNOWN',
          'RETRY',
          'RESEND',
          'REQUEUE',
        ),
        which: fc.nat(3),
        second: fc.nat(300),
      }),
      { maxLength: 25 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        let present: Position = { state: 'WAITING', attempt: 0, dueAt: at(0) };
        const [accepted, givenUp, delivered] = [new Set<number>(), new Set<number>(), new Set<number>()];
        for (const { kind, which, second } of all) {
          if (kind === 'CLAIM') {
            if (present.state !== 'WAITING') continue;
            expect([...accepted].filter((attempt) => !givenUp.has(attempt))).toEqual([]);
            expect([...delivered]).toEqual([]);
            present = claimed(present);
            continue;
          }
          if (present.attempt === 0) continue;
          const attempt = 1 + (which % present.attempt);
          present = advanceStatus(present, update(kind, attempt, second));
          if (['ACCEPTED', 'SENT', 'DELIVERED'].includes(kind)) accepted.add(attempt);
          if (kind === 'DELIVERED') delivered.add(attempt);
          if (kind === 'REQUEUE' && attempt === present.attempt) givenUp.add(attempt);
          if (present.state === 'WAITING' || present.state === 'INTENT')
            expect(present).not.toHaveProperty('wamid');
          for (const [wamid, of] of attemptsByWamid(present)) expect(wamid).toBe(`wamid.${of}`);
        }
      }),
      { numRuns: 5_000 },
    );
  });
});
