import {
  waitingReasons,
  whyWaiting,
  type WaitingFacts,
} from '../../../../services/throttle/run/why-waiting.ts';

const hold = { scope: 'NUMBER', scopeKey: 'n', untilMs: Date.UTC(2026, 10, 27, 9), code: 131048 } as const;
const sleepers = { contacts: 2, nextAt: new Date('2026-11-27T14:00:00Z'), timeZone: 'America/New_York' };

/** A run that has contacts ready and may send. */
const facts = (over: Partial<WaitingFacts> = {}): WaitingFacts => ({
  mismatch: null,
  held: null,
  sendersAreBehind: false,
  dayLimit: null,
  isEmpty: false,
  sleepers: null,
  isPlanned: true,
  queue: { planComplete: true, planned: 10, receivedThrough: 10 },
  ...over,
});

const textOf = (known: WaitingFacts): string | null => whyWaiting(known)?.text ?? null;

describe('why a campaign does not send', () => {
  it('is nothing while somebody is ready, also when others sleep or the order is being planned', () => {
    expect(textOf(facts())).toBeNull();
    expect(textOf(facts({ sleepers }))).toBeNull();
    expect(textOf(facts({ queue: { planComplete: false, planned: 10, receivedThrough: 5 } }))).toBeNull();
  });

  it('is a restore that an operator has not confirmed', () => {
    expect(textOf(facts({ mismatch: { reason: 'the database is older' } }))).toBe(
      'held until an operator confirms the restore: the database is older',
    );
  });

  it('is a hold, with its end and the code of the provider', () => {
    expect(textOf(facts({ held: { ...hold, reason: 'spam' } }))).toBe(
      'held until 2026-11-27T09:00:00.000Z: spam (131048)',
    );
  });

  it('is a hold of our own, without a code', () => {
    expect(textOf(facts({ held: { ...hold, code: 0, reason: 'cluster-wide safety cap' } }))).toBe(
      'held until 2026-11-27T09:00:00.000Z: cluster-wide safety cap',
    );
  });

  it('is that the senders are behind', () => {
    expect(textOf(facts({ sendersAreBehind: true }))).toBe('the senders are behind');
  });

  it('is the callable time of those who are left, whatever else is to come', () => {
    const text = '2 contacts wait for their callable time; the next at 2026-11-27 09:00 (America/New_York)';
    expect(textOf(facts({ isEmpty: true, sleepers }))).toBe(text);
    const queue = { planComplete: false, planned: 10, receivedThrough: 5 };
    expect(textOf(facts({ isEmpty: true, sleepers, queue }))).toBe(text);
  });

  it('is an order that is being planned, also when all that is ordered so far has come', () => {
    const queue = { planComplete: false, planned: 0, receivedThrough: 0 };
    expect(textOf(facts({ isEmpty: true, isPlanned: false, queue }))).toBe('the send order is being planned');
  });

  it('is not that the order is being planned when the owner before knew that it has been', () => {
    const queue = { planComplete: false, planned: 0, receivedThrough: 40 };
    expect(textOf(facts({ isEmpty: true, queue }))).toBe('waiting for contacts');
  });

  it('is that the contacts asked for have not come', () => {
    const queue = { planComplete: true, planned: 10, receivedThrough: 9 };
    expect(textOf(facts({ isEmpty: true, queue }))).toBe('waiting for contacts');
  });

  it('is that the portfolio may message nobody more in 24 h, and when the next one goes', () => {
    const nextFreeAtMs = Date.UTC(2026, 10, 27, 14, 5);
    const why = whyWaiting(facts({ dayLimit: { people: 10_000, nextFreeAtMs } }));
    expect(why).toEqual({
      reason: 'day_limit',
      text: 'the 10,000 people that the portfolio may message in 24 h are reached; the next may be messaged at 2026-11-27T14:05:00.000Z',
      resumesAtMs: nextFreeAtMs,
    });
  });

  it('is that no contacts are left', () => {
    expect(textOf(facts({ isEmpty: true }))).toBe('no contacts left');
  });

  it('is the restore before a hold, a hold before the senders, the senders before an empty queue', () => {
    const all = facts({
      mismatch: { reason: 'another Kafka' },
      held: { ...hold, reason: 'spam' },
      sendersAreBehind: true,
      isEmpty: true,
      sleepers,
    });
    expect(textOf(all)).toMatch(/^held until an operator/);
    expect(textOf({ ...all, mismatch: null })).toMatch(/spam \(131048\)$/);
    expect(textOf({ ...all, mismatch: null, held: null })).toBe('the senders are behind');
  });

  it('ends when the hold ends, or with the first callable time; nobody knows when for the others', () => {
    const endOf = (known: WaitingFacts): number | null | undefined => whyWaiting(known)?.resumesAtMs;
    expect(endOf(facts({ held: { ...hold, reason: 'spam' } }))).toBe(hold.untilMs);
    expect(endOf(facts({ isEmpty: true, sleepers }))).toBe(sleepers.nextAt.getTime());
    expect(endOf(facts({ sendersAreBehind: true }))).toBeNull();
  });

  it('has a reason for the metric, a different one each', () => {
    const open = { planComplete: true, planned: 10, receivedThrough: 9 };
    const reasons = [
      facts({ mismatch: { reason: 'the database is older' } }),
      facts({ held: { ...hold, scope: 'TEMPLATE', reason: 'paused' } }),
      facts({ held: { ...hold, reason: 'spam' } }),
      facts({ sendersAreBehind: true }),
      facts({ dayLimit: { people: 250, nextFreeAtMs: null } }),
      facts({ isEmpty: true, sleepers }),
      facts({ isEmpty: true, isPlanned: false, queue: { ...open, planComplete: false } }),
      facts({ isEmpty: true }),
      facts({ isEmpty: true, queue: open }),
    ].map((one) => whyWaiting(one)?.reason);
    expect(reasons).toEqual(waitingReasons);
  });
});
