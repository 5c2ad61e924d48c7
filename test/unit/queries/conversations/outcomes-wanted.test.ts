import fc from 'fast-check';
import type { OutcomeDelivery, OutcomeState } from '../../../../services/domain/message/message-outcome.ts';
import {
  deliveryStatus,
  extendedDeliveryStatus,
  outcomeKinds,
  wrapUpCode,
} from '../../../../services/domain/message/message-outcome.ts';
import {
  passes,
  type ConversationFilter,
} from '../../../../services/queries/conversations/conversation-filter.ts';
import type { ConversationRow } from '../../../../services/queries/conversations/conversation-row.ts';
import {
  outcomesWanted,
  presentOutcomesWanted,
} from '../../../../services/queries/conversations/outcomes-wanted.ts';

const asks = (dimension: 'deliveryStatus' | 'wrapUpCode', value: string): ConversationFilter => ({
  type: 'and',
  predicates: [{ dimension, operator: 'matches', value }],
});

/** Whether a message meets a condition of the shape that is made here. */
function meets(condition: unknown, state: string, delivery: string | undefined): boolean {
  const { $or: kinds = [] } = condition as {
    $or?: Array<{ state: string; delivery: { $in: Array<string | null> } }>;
  };
  return kinds.some((kind) => kind.state === state && kind.delivery.$in.includes(delivery ?? null));
}

test('of failed messages only those are read that failed and were never delivered', () => {
  expect(presentOutcomesWanted([asks('deliveryStatus', 'Failed')])).toEqual({
    $or: [{ state: 'FAILED', delivery: { $in: [null] } }],
  });
});

test('a filter that asks for no outcome narrows nothing', () => {
  expect(presentOutcomesWanted([])).toBeNull();
  expect(outcomesWanted([])).toEqual({});
  const either: ConversationFilter = {
    type: 'or',
    predicates: [
      { dimension: 'deliveryStatus', value: 'Failed' },
      { dimension: 'addressTo', value: '1' },
    ],
  };
  expect(presentOutcomesWanted([either])).toBeNull();
});

test('what no message can be is found nowhere', () => {
  expect(presentOutcomesWanted([asks('deliveryStatus', 'Lost')])).toEqual({ $nor: [{}] });
  const apart = [asks('deliveryStatus', 'Read'), asks('wrapUpCode', 'OUTBOUND-INVALID-PHONE-NUMBER')];
  // a status that came for a contact that was skipped would still show
  expect(meets(presentOutcomesWanted(apart), 'ACCEPTED', 'READ')).toBe(false);
});

test('a message that passes by an earlier attempt is read too', () => {
  expect(outcomesWanted([asks('deliveryStatus', 'Failed')])).toMatchObject({
    $or: [{}, { attempt: { $gt: 1 } }, { state: 'WAITING' }],
  });
});

test('whatever passes the filters meets the condition', () => {
  const dimension = fc.constantFrom('deliveryStatus', 'extendedDeliveryStatus', 'wrapUpCode', 'addressTo');
  const values = outcomeKinds().flatMap((one) => [
    ...[deliveryStatus(one), extendedDeliveryStatus(one), wrapUpCode(one)].filter((value) => value !== null),
  ]);
  const type = fc.constantFrom('and', 'or');
  const predicates = fc.array(fc.record({ dimension, value: fc.constantFrom(...values) }), { maxLength: 3 });
  const clauses = fc.array(fc.record({ type, predicates }), { maxLength: 2 });
  const filters = fc.array(fc.record({ type, predicates, clauses }), { maxLength: 2 });
  const outcome = fc.record({
    state: fc.constantFrom<OutcomeState>('INTENT', 'WAITING', 'ACCEPTED', 'FAILED', 'SKIPPED', 'UNKNOWN'),
    delivery: fc.constantFrom<OutcomeDelivery | undefined>(
      ...([undefined, 'SENT', 'EXPIRED', 'UNDELIVERED', 'DELIVERED', 'READ'] as const),
    ),
    code: fc.option(fc.oneof(fc.constantFrom(4, 131_026, 132_001), fc.nat(140_000)), { nil: undefined }),
    reason: fc.option(fc.oneof(fc.constantFrom('AMBIGUOUS', 'OPTED_OUT'), fc.string()), { nil: undefined }),
  });
  fc.assert(
    fc.property(filters, outcome, (asked, one) => {
      const row = {
        ...{ deliveryStatus: deliveryStatus(one), extendedDeliveryStatus: extendedDeliveryStatus(one) },
        ...{ wrapUpCode: wrapUpCode(one), addressTo: '1317' },
      } as ConversationRow;
      const condition = presentOutcomesWanted(asked);
      if (passes(asked, row) && condition !== null)
        expect(meets(condition, one.state, one.delivery)).toBe(true);
    }),
    { numRuns: 20_000 },
  );
});
