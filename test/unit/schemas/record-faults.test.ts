import fc from 'fast-check';
import { topics } from '../../../schemas/topics.ts';
import type {
  EligibilityNews,
  MessageStatus,
  ProviderSignal,
  ReleasedMessage,
} from '../../../schemas/types.ts';
import { campaignChanged, campaignDocument, eligibleContact } from '../../support/campaign-documents.ts';

const RUN = '0123456789abcdef';
const released: ReleasedMessage = {
  ...eligibleContact(RUN, 3),
  campaignId: 'c',
  runId: RUN,
  integrationId: 'i',
  attempt: 1,
  sendAt: Date.now() * 1_000,
  spacingMicros: 12_500,
};
const status: MessageStatus = {
  messageId: released.messageId,
  attempt: 1,
  wamid: null,
  at: Date.now(),
  source: 'SENDER',
  kind: 'RETRY',
  code: null,
  reason: null,
  dueAt: Date.now() + 1_000,
};
const progress: EligibilityNews = {
  campaignId: 'c',
  runId: RUN,
  integrationId: 'i',
  body: {
    type: 'EligibilityProgress',
    fromSequence: 0,
    decidedThrough: 10,
    planned: 10,
    planComplete: true,
    eligible: 10,
  },
};
const hold: ProviderSignal = {
  integrationId: 'i',
  at: Date.now(),
  body: { type: 'Hold', scope: 'NUMBER', scopeKey: 'n', until: Date.now() + 1_000, code: 1, reason: '' },
};

test('what our processes write has no fault', () => {
  expect(topics.releasedMessages.faultOf?.(released)).toBeNull();
  expect(topics.messageStatuses.faultOf?.(status)).toBeNull();
  expect(
    topics.messageStatuses.faultOf?.({ ...status, messageId: null, wamid: 'w', attempt: null }),
  ).toBeNull();
  expect(topics.eligibleContacts.faultOf?.(progress)).toBeNull();
  expect(topics.providerSignals.faultOf?.(hold)).toBeNull();
  expect(
    topics.campaignEvents.faultOf?.(campaignChanged(campaignDocument({ _id: 'c' }), 'STARTED')),
  ).toBeNull();
});

test.each<[keyof ReleasedMessage, unknown]>([
  ['sequence', -1],
  ['sequence', 1e18],
  ['attempt', 0],
  ['attempt', -5],
  ['sendAt', -1],
  ['sendAt', 1e18],
  ['spacingMicros', -1],
  ['spacingMicros', 1e18],
  ['to', '+1 317'],
  ['to', ''],
  ['to', '1'.repeat(100_000)],
  ['messageId', ''],
  ['messageId', 'another-run'],
  ['integrationId', 'x'.repeat(600)],
])('a released message whose %s is absurd has a fault that names it', (field, value) => {
  const reason = topics.releasedMessages.faultOf?.({ ...released, [field]: value });
  expect(reason).toMatch(new RegExp(`^${field} is .*; expected `));
  expect(reason?.length).toBeLessThan(250);
});

test('times that no calendar has, and places that no list has, have faults', () => {
  expect(topics.messageStatuses.faultOf?.({ ...status, at: 1e18 })).toMatch(/^at is /);
  expect(topics.messageStatuses.faultOf?.({ ...status, dueAt: -1e18 })).toMatch(/^dueAt is /);
  expect(topics.messageStatuses.faultOf?.({ ...status, messageId: null })).toMatch(/^messageId is null/);
  expect(topics.providerSignals.faultOf?.({ ...hold, body: { ...hold.body, until: 1e18 } as never })).toMatch(
    /^body.until is /,
  );
  for (const over of [{ decidedThrough: 11 }, { fromSequence: -1 }, { planned: 1e18, decidedThrough: 1e17 }])
    expect(topics.eligibleContacts.faultOf?.({ ...progress, body: { ...progress.body, ...over } })).toMatch(
      /^body\./,
    );
});

test('every time without a fault is one that can be stored and shown', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (at) => {
      if (topics.messageStatuses.faultOf?.({ ...status, at }) === null)
        expect(new Date(at).toISOString()).toMatch(/^\d{4}-/);
    }),
  );
});

test('no fault repeats a number of a person', () => {
  expect(topics.releasedMessages.faultOf?.({ ...released, to: '13175550123x' })).not.toContain('3175550123');
});
