import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { ProviderSignal, ReleasedMessage, SendDemand } from '../../../schemas/types.ts';
import type { CampaignDocument } from '../../../schemas/collections.ts';
import { startThrottle } from '../../../services/throttle/handler.ts';
import {
  campaignChanged,
  campaignDocument,
  eligibleContact,
  integrationDocument,
} from '../../support/campaign-documents.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let released: ReleasedMessage[];
let demands: SendDemand[];
const planned = new Map<string, number>();

/** Plays the eligibility service: answers every demand, with every tenth contact excluded. */
async function answerDemands(): Promise<void> {
  const producer = await system.context.producer();
  await system.context.consume({
    topic: topics.sendDemand,
    groupId: 'eligibility',
    handle: async (records) => {
      for (const { value } of records) {
        const total = planned.get(value.runId) ?? 0;
        const through = Math.min(value.throughSequence, total);
        const base = {
          campaignId: value.campaignId,
          runId: value.runId,
          integrationId: integrationOf(value.campaignId),
        };
        const sequences = Array.from(
          { length: Math.max(0, through - value.fromSequence) },
          (_, index) => value.fromSequence + index,
        );
        await producer.send(topics.eligibleContacts, [
          ...sequences
            .filter((sequence) => sequence % 10 !== 9)
            .map((sequence) => ({
              ...base,
              body: { type: 'EligibleContact' as const, ...eligibleContact(value.runId, sequence) },
            })),
          {
            ...base,
            body: {
              type: 'EligibilityProgress' as const,
              fromSequence: value.fromSequence,
              decidedThrough: through,
              planned: total,
              planComplete: true,
              eligible: sequences.filter((sequence) => sequence % 10 !== 9).length,
            },
          },
        ]);
      }
    },
  });
}

const integrationOf = (campaignId: string): string => campaignId.split('/')[0] ?? '';

async function put(campaign: CampaignDocument, cause: 'STARTED' | 'STOPPING' | 'EDITED'): Promise<void> {
  const mongo = await system.context.mongo();
  await mongo.of(collections.campaigns).replaceOne({ _id: campaign._id }, campaign, { upsert: true });
  await (await system.context.producer()).send(topics.campaignEvents, [campaignChanged(campaign, cause)]);
}

async function given(
  name: string,
  contacts: number,
  over: Partial<CampaignDocument> = {},
): Promise<CampaignDocument> {
  const mongo = await system.context.mongo();
  await mongo.of(collections.integrations).insertOne(integrationDocument({ _id: name }));
  const campaign = campaignDocument({
    _id: `${name}/campaign`,
    name: `${name} campaign`,
    integrationId: name,
    ...over,
  });
  planned.set(campaign.runId ?? '', contacts);
  return campaign;
}

const releasedOf = (campaign: CampaignDocument): ReleasedMessage[] =>
  released.filter((message) => message.runId === campaign.runId);
const bySlot = (messages: ReleasedMessage[]): ReleasedMessage[] =>
  [...messages].sort((a, b) => a.sendAt - b.sendAt);
const expected = (count: number): number[] =>
  Array.from({ length: count }, (_, sequence) => sequence).filter((sequence) => sequence % 10 !== 9);

/** Least distance of slots, microseconds. */
function leastGap(messages: ReleasedMessage[]): number {
  const slots = bySlot(messages).map((message) => message.sendAt);
  return Math.min(...slots.slice(1).map((slot, index) => slot - (slots[index] ?? 0)));
}

beforeAll(async () => {
  system = await openTestSystem();
  released = [];
  // plays the senders: while they take nothing up, nothing more is released
  await system.context.consume({
    topic: topics.releasedMessages,
    groupId: 'sender',
    handle: async (records) => void released.push(...records.map((record) => record.value)),
  });
  demands = await system.collect(topics.sendDemand);
  await answerDemands();
  await system.start('throttle', startThrottle);
});

afterAll(() => system.close(), 60_000);

describe('throttle', () => {
  it('releases every eligible contact once, in order, at even slots', async () => {
    const campaign = await given('even', 50, { messagesPerMinute: 1_200 });
    await put(campaign, 'STARTED');
    await until('all are released', () => releasedOf(campaign).length >= 45);
    const inOrder = bySlot(releasedOf(campaign));
    expect(inOrder.map((message) => message.sequence)).toEqual(expected(50));
    expect(leastGap(inOrder)).toBeGreaterThanOrEqual(50_500); // 1,200 a minute and the margin of 1 %
    expect(inOrder.every((message) => message.attempt === 1)).toBe(true);
  });

  it('asks only for a few seconds of sending ahead', () => {
    const most = Math.max(
      ...demands
        .filter((demand) => demand.campaignId === 'even/campaign')
        .map((demand) => demand.throughSequence - demand.fromSequence),
    );
    expect(most).toBeLessThanOrEqual(80);
  });

  it('shares a number among its campaigns and never exceeds the number’s own limit', async () => {
    const one = await given('shared', 400, { messagesPerMinute: 4_800 });
    const other = {
      ...campaignDocument({
        _id: 'shared/second',
        name: 'second',
        integrationId: 'shared',
        messagesPerMinute: 4_800,
      }),
    };
    planned.set(other.runId ?? '', 400);
    await put(one, 'STARTED');
    await put(other, 'STARTED');
    await until(
      'both are released',
      () => releasedOf(one).length >= 360 && releasedOf(other).length >= 360,
      240_000,
    );
    const both = bySlot([...releasedOf(one), ...releasedOf(other)]);
    expect(leastGap(both)).toBeGreaterThanOrEqual(12_625); // 80 a second and the margin
    // while both had contacts each got about half
    const early = both.slice(100, 500);
    expect(early.filter((message) => message.runId === one.runId).length).toBeGreaterThan(150);
    expect(early.filter((message) => message.runId === other.runId).length).toBeGreaterThan(150);
  });

  it('stops within moments, acknowledges the stop, and resumes where it stood without a burst', async () => {
    const campaign = await given('stopped', 200, { messagesPerMinute: 1_200 });
    await put(campaign, 'STARTED');
    await until('it sends', () => releasedOf(campaign).length >= 20);
    await put({ ...campaign, status: 'stopping', revision: 2 }, 'STOPPING');
    const mongo = await system.context.mongo();
    const runId = campaign.runId ?? '';
    await until(
      'the stop is acknowledged',
      async () =>
        ((await mongo.of(collections.pace).findOne({ _id: 'stopped' }))?.runs[runId]?.stoppedRevision ?? 0) >=
        2,
    );
    const atStop = releasedOf(campaign).length;
    await put({ ...campaign, status: 'on', revision: 4 }, 'STARTED');
    await until('it goes on', () => releasedOf(campaign).length >= atStop + 30);
    const inOrder = bySlot(releasedOf(campaign));
    // order and spacing hold over the pause; a contact released again would be one message in the ledger
    expect(new Set(inOrder.map((message) => message.messageId)).size).toBe(inOrder.length);
    expect(inOrder.map((message) => message.sequence)).toEqual(expected(400).slice(0, inOrder.length));
    expect(leastGap(inOrder)).toBeGreaterThanOrEqual(50_500);
    await put({ ...campaign, status: 'stopping', revision: 5 }, 'STOPPING');
  });

  it('takes a changed rate within two seconds', async () => {
    const campaign = await given('changed', 500, { messagesPerMinute: 60 });
    await put(campaign, 'STARTED');
    await until('it sends', () => releasedOf(campaign).length >= 2);
    await put({ ...campaign, messagesPerMinute: 3_000, revision: 2 }, 'EDITED');
    const changedAt = Date.now();
    await until('it is fast', () => releasedOf(campaign).length >= 60);
    const fast = bySlot(releasedOf(campaign)).filter((message) => message.sendAt / 1_000 > changedAt + 2_000);
    const slots = fast.slice(0, 20).map((message) => message.sendAt);
    expect(leastGap(fast)).toBeGreaterThanOrEqual(20_200);
    expect(((slots.at(-1) ?? 0) - (slots[0] ?? 0)) / (slots.length - 1)).toBeLessThan(40_000);
    await put({ ...campaign, status: 'stopping', revision: 3 }, 'STOPPING');
  });

  it('holds the campaigns of a paused template, known from events alone, and no others of the number', async () => {
    const campaign = await given('paused', 400, { messagesPerMinute: 600 });
    const other = {
      ...campaignDocument({ _id: 'paused/other', name: 'other template', messagesPerMinute: 600 }),
      integrationId: 'paused',
      template: { ...campaign.template, name: 'other_offer' },
    };
    planned.set(other.runId ?? '', 400);
    await put(campaign, 'STARTED');
    await put(other, 'STARTED');
    await until('both send', () => releasedOf(campaign).length > 5 && releasedOf(other).length > 5);
    const signal = async (body: ProviderSignal['body'], at = Date.now()): Promise<void> =>
      (await system.context.producer()).send(topics.providerSignals, [
        { integrationId: 'account:waba-1', at, body },
      ]);
    const template = { scope: 'TEMPLATE', scopeKey: campaign.template.name } as const;
    await signal({
      type: 'Hold',
      ...template,
      until: Date.now() + 3_600_000,
      code: 132_015,
      reason: 'paused',
    });
    const mongo = await system.context.mongo();
    const waitingOf = async (run: CampaignDocument): Promise<string | null | undefined> =>
      (await mongo.of(collections.pace).findOne({ _id: 'paused' }))?.runs[run.runId ?? '']?.waiting;
    await until('it says that it is held', async () =>
      /held until .* paused/.test((await waitingOf(campaign)) ?? ''),
    );
    const ofOther = releasedOf(other).length;
    await until('what was released before has come', () => releasedOf(other).length > ofOther + 5);
    const before = releasedOf(campaign).length;
    await until('the other goes on', () => releasedOf(other).length > ofOther + 25);
    expect(releasedOf(campaign)).toHaveLength(before);
    const liftedAt = Date.now();
    await signal({ type: 'Lift', ...template, reason: 'unpaused' }, liftedAt);
    await until('it goes on', () => releasedOf(campaign).length > before + 5);
    // a message that left before the lift is answered after it; the other template's hold shows that both were heard
    const paused = { type: 'Hold', until: Date.now() + 3_600_000, code: 132_015, reason: 'paused' } as const;
    await signal({ ...paused, ...template }, liftedAt - 100);
    await signal({ ...paused, ...template, scopeKey: 'other_offer' });
    await until('the other is held', async () => (await waitingOf(other))?.startsWith('held'));
    const pace = await mongo.of(collections.pace).findOne({ _id: 'paused' });
    expect(pace?.holds?.map(({ scopeKey }) => scopeKey)).toEqual(['other_offer']);
    expect(pace?.lifts).toEqual([{ ...template, codes: [], saidMs: liftedAt }]);
    const pausedAgainAt = Date.now() + 5_000;
    await signal({ ...paused, ...template }, pausedAgainAt);
    await until('paused anew it is held', async () => (await waitingOf(campaign))?.startsWith('held'));
    // heard late, said before; that the other goes on shows that both were heard
    const ofOtherHeld = releasedOf(other).length;
    const lift = { type: 'Lift', ...template, reason: 'unpaused' } as const;
    await signal(lift, liftedAt + 100);
    await signal({ ...lift, scopeKey: 'other_offer' });
    await until('the other goes on again', () => releasedOf(other).length > ofOtherHeld);
    expect(await waitingOf(campaign)).toMatch(/^held/);
    await signal(lift, pausedAgainAt);
    const goneOn = releasedOf(campaign).length;
    await until('unpaused again it goes on', () => releasedOf(campaign).length > goneOn);
  });

  it('gives what waits in the ledger a new slot, ahead of the rest', async () => {
    const campaign = await given('again', 30, { messagesPerMinute: 1_200 });
    const mongo = await system.context.mongo();
    const contact = eligibleContact(campaign.runId ?? '', 999);
    await mongo.of(collections.messages).insertOne({
      _id: contact.messageId,
      campaignId: campaign._id,
      runId: campaign.runId ?? '',
      contactId: 'c999',
      sequence: 999,
      integrationId: 'again',
      to: contact.to,
      template: contact.template,
      state: 'WAITING',
      attempt: 2,
      dueAt: new Date(),
    });
    await put(campaign, 'STARTED');
    await until('it is released again', () =>
      releasedOf(campaign).some((message) => message.sequence === 999),
    );
    const again = releasedOf(campaign).find((message) => message.sequence === 999);
    expect(again).toMatchObject({ messageId: contact.messageId, attempt: 3, to: contact.to });
    await until('the others are released', () => releasedOf(campaign).length >= 28);
  });

  it('holds a template of one account for its campaigns, heard before or after the hold, and goes on when it is lifted', async () => {
    const template = { name: 'held_offer', language: 'de', header: [], body: [], buttons: [] };
    const first = await given('holdfirst', 200, { messagesPerMinute: 1_200, template });
    const later = await given('holdlater', 20, { messagesPerMinute: 1_200, template });
    const other = await given('holdother', 30, { messagesPerMinute: 1_200 });
    const signal = async (body: ProviderSignal['body']): Promise<void> =>
      (await system.context.producer()).send(topics.providerSignals, [
        { integrationId: 'account:waba-1', at: Date.now(), body },
      ]);
    await put(first, 'STARTED');
    await until('the first sends', () => releasedOf(first).length >= 3);
    const held = { scope: 'TEMPLATE' as const, scopeKey: 'held_offer:de' };
    await signal({ type: 'Hold', ...held, until: Date.now() + 600_000, code: 132015, reason: 'paused' });
    const mongo = await system.context.mongo();
    const waiting = async ({ integrationId, runId }: CampaignDocument): Promise<string | null | undefined> =>
      (await mongo.of(collections.pace).findOne({ _id: integrationId }))?.runs[runId ?? '']?.waiting;
    await until('the first says why it waits', async () => (await waiting(first))?.includes('132015'));
    const stopped = releasedOf(first).length;
    await put(later, 'STARTED');
    await put(other, 'STARTED');
    await until('a campaign that starts later waits too', async () =>
      (await waiting(later))?.includes('132015'),
    );
    await until('another template is not concerned', () => releasedOf(other).length >= 10);
    expect([releasedOf(first).length, releasedOf(later).length]).toEqual([stopped, 0]);
    await signal({ type: 'Lift', ...held, reason: 'approved', codes: [] });
    await until('both go on', () => releasedOf(first).length > stopped && releasedOf(later).length > 0);
    for (const campaign of [first, later, other])
      await put({ ...campaign, status: 'stopping', revision: 2 }, 'STOPPING');
  });

  it('is taken over by another instance without a burst and without loss', async () => {
    const campaign = await given('takeover', 300, { messagesPerMinute: 1_200 });
    await put(campaign, 'STARTED');
    await until('it sends', () => releasedOf(campaign).length >= 10);
    await system.start('throttle', startThrottle); // the group rebalances, numbers change hands
    const third = await system.start('throttle', startThrottle);
    await until('it goes on', () => releasedOf(campaign).length >= 100, 60_000);
    await system.stop(third);
    await until('it goes on after one left', () => releasedOf(campaign).length >= 150, 60_000);
    const once = new Map(bySlot(releasedOf(campaign)).map((message) => [message.sequence, message]));
    const sequences = [...once.keys()].sort((a, b) => a - b);
    expect(sequences).toEqual(expected(400).slice(0, sequences.length));
    expect(leastGap(releasedOf(campaign))).toBeGreaterThanOrEqual(50_500);
    await put({ ...campaign, status: 'stopping', revision: 2 }, 'STOPPING');
  });
});
