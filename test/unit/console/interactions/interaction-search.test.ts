/** What is looked for among the interactions → what the API is asked; and its answer → a row. */
import type { Conversation } from '../../../../services/console/src/api/types.ts';
import {
  dayOf,
  interactionOf,
  queryOf,
  type InteractionSearch,
} from '../../../../services/console/src/interactions/interaction-search.ts';

const search: InteractionSearch = {
  campaignId: undefined,
  deliveryStatus: undefined,
  wrapUpCode: undefined,
  who: undefined,
  from: '2025-01-30',
  to: '2025-01-31',
};

test('the last day belongs to the interval, and the latest comes first', () => {
  const { interval, order, segmentFilters } = queryOf(search);
  const [from, to] = interval.split('/').map((text) => new Date(text));
  expect(from).toEqual(new Date('2025-01-30T00:00:00'));
  expect(to).toEqual(new Date('2025-02-01T00:00:00'));
  expect(order).toBe('desc');
  expect(segmentFilters).toBeUndefined();
});

test('campaign, status and code all have to fit; a number or an id, either', () => {
  const { segmentFilters } = queryOf({
    ...search,
    campaignId: 'c1',
    deliveryStatus: 'Read',
    who: '+1 (317) 555-5501',
  });
  expect(segmentFilters).toEqual([
    {
      type: 'and',
      predicates: [
        { dimension: 'outboundCampaignId', operator: 'matches', value: 'c1' },
        { dimension: 'deliveryStatus', operator: 'matches', value: 'Read' },
      ],
    },
    {
      type: 'or',
      predicates: [
        { dimension: 'addressTo', operator: 'matches', value: '13175555501' },
        { dimension: 'outboundContactId', operator: 'matches', value: '+1 (317) 555-5501' },
      ],
    },
  ]);
  expect(queryOf({ ...search, who: 'C00986' }).segmentFilters).toEqual([
    {
      type: 'or',
      predicates: [{ dimension: 'outboundContactId', operator: 'matches', value: 'C00986' }],
    },
  ]);
});

test('a day is that of the reader', () => {
  expect(dayOf(new Date(2025, 0, 5, 23, 59))).toBe('2025-01-05');
});

test('a conversation is a row; what is not known is null', () => {
  const conversation: Conversation = {
    conversationId: 'm1.1',
    conversationStart: '2025-01-31T10:00:00.000Z',
    divisionIds: ['home'],
    originatingDirection: 'outbound',
    participants: [
      {
        participantId: 'p',
        purpose: 'outbound',
        sessions: [
          {
            sessionId: 's',
            mediaType: 'message',
            messageType: 'whatsapp',
            direction: 'outbound',
            outboundCampaignId: 'c1',
            outboundContactId: 'k1',
            outboundContactListId: 'l1',
            attempt: 1,
            deliveryStatus: 'Failed',
            segments: [
              {
                segmentStart: '2025-01-31T10:00:00.000Z',
                segmentType: 'wrapup',
                wrapUpCode: 'OUTBOUND-MESSAGE-FAILED',
                errorCode: '131026',
              },
            ],
          },
        ],
      },
    ],
  };
  expect(interactionOf(conversation)).toEqual({
    id: 'm1.1',
    startedAt: '2025-01-31T10:00:00.000Z',
    campaign: null,
    to: null,
    contactId: 'k1',
    contactListId: 'l1',
    attempt: 1,
    resendOfRun: null,
    wrapUpCode: 'OUTBOUND-MESSAGE-FAILED',
    deliveryStatus: 'Failed',
    changedAt: null,
    extended: null,
    errorCode: '131026',
    error: null,
  });
  expect(interactionOf({ ...conversation, participants: [] })).toBeNull();
  for (const { sessions } of conversation.participants) for (const one of sessions) one.resendOfRun = 3;
  expect(interactionOf(conversation)).toMatchObject({ resendOfRun: 3 });
});
