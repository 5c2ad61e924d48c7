import fc from 'fast-check';
import type { MessageState } from '../../../../schemas/collections.ts';
import { advanceStatus } from '../../../../services/ledger/state/advance-status.ts';
import type { Position, StatusUpdate } from '../../../../services/ledger/state/position.ts';
import {
  stateAfter,
  step,
  transitions,
  type LedgerEvent,
} from '../../../../services/ledger/state/transitions.ts';

const T0 = 1_750_030_000_000;
const states: MessageState[] = ['INTENT', 'WAITING', 'ACCEPTED', 'FAILED', 'SKIPPED', 'UNKNOWN'];
const ofStatements: LedgerEvent[] = ['EXCLUDE', 'PUT_OFF', 'CLAIM', 'GIVE_BACK', 'ERASE'];
const kinds = (Object.keys(transitions) as LedgerEvent[]).filter(
  (event): event is StatusUpdate['kind'] => !ofStatements.includes(event),
);
const updateOf = (kind: StatusUpdate['kind'], attempt: number | null): StatusUpdate => ({
  ...{ messageId: 'm', attempt, wamid: 'wamid.A', at: T0, source: 'WEBHOOK', kind },
  ...{ code: 131026, reason: null, dueAt: null },
});

describe('the table of steps', () => {
  test('what is claimed or put off has no document, or waits', () => {
    expect(transitions.CLAIM).toEqual({ ABSENT: 'INTENT', WAITING: 'INTENT' });
    expect(transitions.GIVE_BACK).toEqual({ INTENT: 'WAITING' });
    for (const state of states) expect(stateAfter(state, 'PUT_OFF')).toBeNull();
  });

  test('nothing that was sent, failed or skipped is ever claimed', () => {
    for (const state of ['ACCEPTED', 'FAILED', 'SKIPPED', 'UNKNOWN', 'INTENT'] as const)
      expect(stateAfter(state, 'CLAIM')).toBeNull();
  });

  test('a statement outside of the table does not load', () => {
    expect(step('WAITING', 'CLAIM')).toEqual({ from: 'WAITING', to: 'INTENT' });
    expect(() => step('ACCEPTED', 'CLAIM')).toThrow('the ledger has no step CLAIM from ACCEPTED');
  });
});

describe('status updates keep to the table', () => {
  test.each(states.flatMap((state) => kinds.map((kind) => [state, kind] as const)))(
    '%s, %s',
    (state, kind) => {
      const present: Position = { state, attempt: 1, intentAt: new Date(T0 - 1_000) };
      const next = advanceStatus(present, updateOf(kind, 1));
      const allowed = stateAfter(state, kind);
      if (allowed === null) expect(next).toBe(present);
      else expect(next.state).toBe(allowed);
    },
  );

  test('whatever came before: a step that the table refuses changes nothing, any other leads where it says, or nowhere', () => {
    const updates = fc.array(
      fc.record({ kind: fc.constantFrom(...kinds), attempt: fc.constantFrom(1, 2, null) }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...states), updates, (state, drawn) => {
        let present: Position = { state, attempt: 2 };
        for (const { kind, attempt } of drawn) {
          const next = advanceStatus(present, updateOf(kind, attempt));
          const allowed = stateAfter(present.state, kind);
          if (allowed === null) expect(next).toBe(present);
          expect([present.state, allowed]).toContain(next.state);
          present = next;
        }
      }),
    );
  });
});
