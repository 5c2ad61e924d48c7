import fc from 'fast-check';
import {
  passes,
  wantedValues,
  type ConversationFilter,
  type Predicate,
} from '../../../../services/queries/conversations/conversation-filter.ts';
import type { ConversationRow } from '../../../../services/queries/conversations/conversation-row.ts';

const row = (more: Partial<ConversationRow> = {}): ConversationRow => ({
  ...{ campaignId: 'c', campaignName: 'Spring', divisionId: 'home', contactListId: 'l', integrationId: 'i' },
  ...{ conversationId: 'm.1', messageId: 'm', attempt: 1, contactId: 'k', addressTo: '1317' },
  ...{ startedAt: new Date(0), endedAt: null, deliveryStatus: 'Read', deliveryStatusAt: null },
  ...{ extendedDeliveryStatus: null, wrapUpCode: 'OUTBOUND-MESSAGE-SENT', errorCode: null, reason: null },
  ...{ detail: null, wamid: null, resendOfRun: null, ...more },
});
const read: Predicate = { dimension: 'deliveryStatus', value: 'Read' };
const failed: Predicate = { dimension: 'deliveryStatus', value: 'Failed' };
const detailed: Predicate = { dimension: 'extendedDeliveryStatus', operator: 'exists' };

test.each<[string, ConversationFilter[], boolean]>([
  ['no filters', [], true],
  ['a filter without conditions', [{ type: 'or' }], true],
  ['a value that it has', [{ type: 'and', predicates: [read] }], true],
  ['a value that it has not', [{ type: 'and', predicates: [read, failed] }], false],
  ['one of two values', [{ type: 'or', predicates: [failed, read] }], true],
  [
    'two filters',
    [
      { type: 'or', predicates: [read] },
      { type: 'or', predicates: [failed] },
    ],
    false,
  ],
  ['what exists', [{ type: 'and', predicates: [detailed] }], false],
  ['what does not', [{ type: 'and', predicates: [{ ...detailed, operator: 'notExists' }] }], true],
  [
    'clauses within a filter',
    [{ type: 'or', clauses: [{ type: 'and', predicates: [read, failed] }], predicates: [read] }],
    true,
  ],
])('%s', (_, filters, expected) => {
  expect(passes(filters, row())).toBe(expected);
});

test('what a conversation must have to pass is among the wanted values, whatever the filters', () => {
  const type = fc.constantFrom('and' as const, 'or' as const);
  const predicate = fc.record({
    dimension: fc.constantFrom('outboundCampaignId' as const, 'outboundContactId' as const),
    operator: fc.constantFrom('matches' as const, 'exists' as const, 'notExists' as const),
    value: fc.constantFrom('a', 'b', 'c'),
  });
  const predicates = fc.array(predicate, { maxLength: 3 });
  const filter = fc.record({
    type,
    clauses: fc.array(fc.record({ type, predicates }), { maxLength: 2 }),
    predicates,
  });
  const value = fc.constantFrom('a', 'b', 'c');
  fc.assert(
    fc.property(fc.array(filter, { maxLength: 3 }), value, value, (filters, campaignId, contactId) => {
      if (!passes(filters, row({ campaignId, contactId }))) return;
      expect(wantedValues(filters, 'outboundCampaignId')?.has(campaignId) ?? true).toBe(true);
      expect(wantedValues(filters, 'outboundContactId')?.has(contactId) ?? true).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});
