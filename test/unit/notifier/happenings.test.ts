/** What subscriptions are told: of records, and who of them hears it. */
import fc from 'fast-check';
import type { CampaignEvent, ContactListEvent, ProviderSignal } from '../../../schemas/types.ts';
import { campaignHappenings } from '../../../services/notifier/events/campaign-happening.ts';
import { importHappenings } from '../../../services/notifier/events/import-happening.ts';
import {
  foldSignals,
  SLOW_MS,
  type IntegrationSignal,
} from '../../../services/notifier/events/hold-episodes.ts';
import { signalHappenings } from '../../../services/notifier/events/signal-happening.ts';
import { deliveriesOf, hears } from '../../../services/notifier/events/who-hears.ts';
import { ALL_EVENTS } from '../../../services/subscriptions/event-types.ts';

const AT = Date.UTC(2026, 0, 31, 9);
const NUMBER = '13175555555';

type Changed = Extract<CampaignEvent['body'], { type: 'CampaignChanged' }>;
const changed = (cause: Changed['cause'], more: Partial<Changed> = {}): CampaignEvent => ({
  eventId: 'e1',
  subjectId: 'c1',
  occurredAt: AT,
  body: {
    ...{ type: 'CampaignChanged', campaignId: 'c1', cause, revision: 3, status: 'complete', name: 'Spring' },
    ...{ integrationId: 'i1', contactListId: 'l1', messagesPerMinute: 60, alwaysRunning: false, runId: 'r1' },
    errors: [],
    ...more,
  },
});

test.each([
  ['STARTED', 'v2.outbound.whatsappcampaigns.started'],
  ['STOPPED', 'v2.outbound.whatsappcampaigns.stopped'],
  ['COMPLETED', 'v2.outbound.whatsappcampaigns.completed'],
  ['FORCE_STOPPED', 'v2.outbound.whatsappcampaigns.forcestopped'],
  ['INVALIDATED', 'v2.outbound.whatsappcampaigns.invalidated'],
] as const)('a campaign that has %s', (cause, type) => {
  expect(campaignHappenings(changed(cause))).toEqual([
    {
      ...{ eventId: 'campaign:e1', type, at: new Date(AT), about: { kind: 'campaign', id: 'c1' } },
      data: { status: 'complete', runId: 'r1', errors: [] },
    },
  ]);
});

test.each(['CREATED', 'EDITED', 'STOPPING', 'RECYCLED', 'DELETED'] as const)('%s is not told', (cause) => {
  expect(campaignHappenings(changed(cause))).toEqual([]);
});

test('of errors the codes are told, not the texts, which may quote a number', () => {
  const errors = [{ code: 'campaign.invalid', field: 'template', message: `to ${NUMBER}`, limit: null }];
  const told = JSON.stringify(campaignHappenings(changed('INVALIDATED', { errors })));
  expect(told).toContain('campaign.invalid');
  expect(told).not.toContain(NUMBER);
});

const listEvent = (body: ContactListEvent['body']): ContactListEvent => ({
  ...{ eventId: 'e2', listId: 'l1', occurredAt: AT, body },
});
const counts = { rowsRead: 5, imported: 2, updated: 1, unchanged: 1, rejected: 1 };

test('the end of an import is told with its counts, a failure with its code', () => {
  expect(
    importHappenings(listEvent({ type: 'ImportFinished', importId: 'm', kind: 'CONTACTS', ...counts })),
  ).toMatchObject([
    {
      type: 'v2.outbound.contactlists.importstatus.completed',
      about: { kind: 'contactList', id: 'l1' },
      data: { importId: 'm', ...counts },
    },
  ]);
  const failed = importHappenings(
    listEvent({ type: 'ImportFailed', importId: 'm', kind: 'DNC', reason: 'NO_HEADER', detail: NUMBER }),
  );
  expect(failed).toMatchObject([
    { type: 'v2.outbound.dnclists.importstatus.failed', data: { importId: 'm', reason: 'NO_HEADER' } },
  ]);
  expect(JSON.stringify(failed)).not.toContain(NUMBER);
  expect(importHappenings(listEvent({ type: 'ContactsAdded', count: 1, throughArrival: 1 }))).toEqual([]);
});

type HoldBody = Extract<ProviderSignal['body'], { type: 'Hold' }>;
const hold = (atMs: number, untilMs: number, more: Partial<HoldBody> = {}): IntegrationSignal => ({
  ...{ integrationId: 'i1', at: AT + atMs },
  body: {
    ...{ type: 'Hold', scope: 'NUMBER', scopeKey: 'whatever', until: AT + untilMs, code: 131_048 },
    reason: NUMBER,
    ...more,
  },
});
const slow = (atMs: number): IntegrationSignal => ({
  ...{ integrationId: 'i1', at: AT + atMs, body: { type: 'SlowDown', code: 130_429, detail: '' } },
});
const lift = (atMs: number): IntegrationSignal => ({
  ...{ integrationId: 'i1', at: AT + atMs },
  body: { type: 'Lift', scope: 'NUMBER', scopeKey: '', reason: '', codes: [] },
});
const whats = (signals: IntegrationSignal[]) =>
  foldSignals([], signals).told.map(({ what, at }) => [what, at.getTime() - AT]);

test('a hold that is renewed is told once; one after its end is told again', () => {
  expect(whats([hold(0, 100), hold(50, 200), hold(200, 300), hold(301, 400)])).toEqual([
    ['held', 0],
    ['held', 301],
  ]);
});

test('a number that is slowed again and again is told once', () => {
  expect(whats([slow(0), slow(1_000), slow(SLOW_MS), slow(3 * SLOW_MS)])).toEqual([
    ['slowed', 0],
    ['slowed', 3 * SLOW_MS],
  ]);
});

test('a hold that is lifted is told as released; where there was none, nothing is', () => {
  expect(whats([lift(0), hold(1, 1_000), lift(500), lift(600), hold(700, 800)])).toEqual([
    ['held', 1],
    ['released', 500],
    ['held', 700],
  ]);
});

test('a hold that had ended before it was signalled is not told', () => {
  expect(whats([hold(100, 100), hold(100, 50)])).toEqual([]);
});

const anySignal = fc.oneof(
  fc.tuple(fc.nat(1_000), fc.nat(500)).map(([at, length]) => hold(at, at + length)),
  fc.nat(1_000).map(slow),
  fc.nat(1_000).map(lift),
);

test('however records are cut into batches and read again before they are committed, the same is told, once', () => {
  fc.assert(
    fc.property(fc.array(anySignal, { maxLength: 30 }), fc.array(fc.nat(30)), (signals, cuts) => {
      const ordered = signals.toSorted((one, other) => one.at - other.at);
      const whole = foldSignals([], ordered).told.map(({ id }) => id);
      const stored = new Map<string, ReturnType<typeof foldSignals>['episodes'][number]>();
      const seen = new Set<string>();
      const ends = [...new Set([...cuts.filter((cut) => cut < ordered.length), ordered.length])].sort(
        (one, other) => one - other,
      );
      let from = 0;
      for (const end of ends) {
        const known = [...stored.values()];
        // the first reading is told, and the process ends before the holds are stored
        for (const { id } of foldSignals(known, ordered.slice(from, end)).told) seen.add(id);
        const again = foldSignals(known, ordered.slice(from, end));
        for (const { id } of again.told) seen.add(id);
        for (const episode of again.episodes) stored.set(episode._id, episode);
        from = end;
      }
      expect([...seen].sort()).toEqual([...new Set(whole)].sort());
    }),
  );
});

test('a held number holds its campaigns that are on, a held template those that send it', () => {
  const running = [
    { _id: 'c1', integrationId: 'i1', template: { name: 'offer', language: 'en_US' } },
    { _id: 'c2', integrationId: 'i1', template: { name: 'other', language: 'en_US' } },
    { _id: 'c3', integrationId: 'i2', template: { name: 'offer', language: 'en_US' } },
  ];
  const heldBy = (more: Partial<HoldBody>) =>
    foldSignals([], [hold(0, 1_000, more)])
      .told.flatMap((told) => signalHappenings(told, running))
      .map(({ about }) => about.id);
  expect(heldBy({})).toEqual(['i1', 'c1', 'c2']);
  expect(heldBy({ scope: 'TEMPLATE', scopeKey: 'offer:en_US' })).toEqual(['i1', 'c1']);
  expect(heldBy({ scope: 'CAMPAIGN', scopeKey: 'c2' })).toEqual(['c2']);
});

test('a reason of the provider, which may quote a number, is not told', () => {
  const told = foldSignals([], [hold(0, 1_000)]).told.flatMap((one) => signalHappenings(one, []));
  expect(told).toHaveLength(1);
  expect(JSON.stringify(told)).not.toContain(NUMBER);
});

const listener = (more: Partial<Parameters<typeof hears>[0]> = {}) => ({
  ...{ _id: 's1', enabled: true, eventTypes: [ALL_EVENTS], divisionId: 'home', since: new Date(AT) },
  ...more,
});
const happening = {
  ...{ type: 'v2.outbound.whatsappcampaigns.started' as const, at: new Date(AT), divisionId: 'home' },
  ...{ eventId: 'e', about: { kind: 'campaign' as const, id: 'c1' }, name: 'Spring', data: {} },
};

test.each([
  ['all events', {}, true],
  ['its type', { eventTypes: ['v2.outbound.whatsappcampaigns.started'] }, true],
  ['another type', { eventTypes: ['v2.outbound.whatsappcampaigns.stopped'] }, false],
  ['another division', { divisionId: 'north' }, false],
  ['a disabled one', { enabled: false }, false],
  ['one that was made later', { since: new Date(AT + 1) }, false],
])('who hears: %s', (_, more, isHeard) => {
  expect(hears(listener(more), happening)).toBe(isHeard);
  expect(deliveriesOf([happening], [listener(more)], new Date(AT))).toHaveLength(isHeard ? 1 : 0);
});

test('what lies in no division is for all; of its own end a subscription does not hear', () => {
  expect(hears(listener({ divisionId: 'north' }), { ...happening, divisionId: 'any' })).toBe(true);
  const own = { ...happening, about: { kind: 'subscription' as const, id: 's1' } };
  expect(hears(listener(), own)).toBe(false);
  expect(hears(listener({ _id: 's2' }), own)).toBe(true);
});

test('an event is one delivery for each subscription, the same one each time, with one webhook-id', () => {
  const make = () => deliveriesOf([happening], [listener(), listener({ _id: 's2' })], new Date());
  const [one, other] = make();
  expect(one?.webhookId).toBe(other?.webhookId);
  expect(one?._id).not.toBe(other?._id);
  expect(make().map(({ _id }) => _id)).toEqual([one?._id, other?._id]);
  expect(JSON.parse(one?.payload ?? '')).toEqual({
    ...{ type: happening.type, timestamp: happening.at.toISOString() },
    data: { campaign: { id: 'c1', name: 'Spring' }, division: { id: 'home' } },
  });
});
