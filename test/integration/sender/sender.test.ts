/** The sender alone against real Kafka, registry, MongoDB and the simulator: one request per intent, whatever is delivered twice or late. */
import { dncKeyOf, optOutListIdOf } from '../../../services/domain/contact/contact.ts';
import { collections, type CampaignDocument, type MessageDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { ExcludedContact, MessageStatus, ReleasedMessage } from '../../../schemas/types.ts';
import { startSender } from '../../../services/sender/handler.ts';
import {
  campaignDocument,
  eligibleContact,
  integrationDocument,
  ledgerDocument,
} from '../../support/campaign-documents.ts';
import { acceptedBy, type Accepted } from '../../support/campaign-checker.ts';
import { startTestSimulator, type TestSimulator } from '../../support/test-simulator.ts';
import { NO_HURRY, openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';

let system: TestSystem;
let database: Database;
let simulator: TestSimulator;
let statuses: MessageStatus[];
let excluded: ExcludedContact[];
let campaign: CampaignDocument;
let nextSequence = 0;

beforeAll(async () => {
  simulator = await startTestSimulator();
  system = await openTestSystem({
    WHATSAPP_BASE_URL: simulator.url,
    WHATSAPP_ACCESS_TOKENS: 'default=test-token',
    SEND_TIMEOUT_MS: '1000',
    ...NO_HURRY,
  });
  database = await system.context.mongo();
  campaign = campaignDocument({ _id: 'campaign', dncListIds: ['dnc'] });
  await database
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: campaign.integrationId, phoneNumberId: '106540352242922' }));
  await database.of(collections.campaigns).insertOne(campaign);
  statuses = await system.collect(topics.messageStatuses);
  excluded = await system.collect(topics.excludedContacts);
  await system.start('sender', startSender);
});

afterAll(async () => {
  await system.close();
  await simulator.close();
});

function released(over: Partial<ReleasedMessage> = {}): ReleasedMessage {
  const sequence = (nextSequence += 1);
  const runId = over.runId ?? campaign.runId ?? '';
  return {
    ...eligibleContact(runId, sequence),
    campaignId: campaign._id,
    runId,
    integrationId: campaign.integrationId,
    attempt: 1,
    sendAt: (Date.now() + 100) * 1_000,
    spacingMicros: 1_000,
    ...over,
  };
}
const release = async (...messages: ReleasedMessage[]): Promise<void> =>
  (await system.context.producer()).send(topics.releasedMessages, messages);
const newsOf = (message: { messageId: string }): MessageStatus[] =>
  statuses.filter((status) => status.messageId === message.messageId);
const untilNews = (message: { messageId: string }): Promise<MessageStatus> =>
  until(`there is news of ${message.messageId}`, () => newsOf(message)[0]);
const ledgerOf = (message: { messageId: string }): Promise<MessageDocument | null> =>
  database.of(collections.messages).findOne({ _id: message.messageId });
const sentTo = async (message: { to: string }): Promise<Accepted[]> =>
  (await acceptedBy(simulator.url)).filter((one) => one.to === message.to);
const scenario = (outcomes: object[]): Promise<void> =>
  simulator.setScenario({ outcomes: outcomes.map((outcome) => ({ probability: 1, ...outcome })) });

/** What was released so far would have been sent by now: all of it is handled, and a message with a later slot has been sent. */
async function untilSent(): Promise<void> {
  await system.untilHandled(topics.releasedMessages, 'sender');
  const last = released({ sendAt: (Date.now() + 500) * 1_000 });
  await release(last);
  await until('a later message is sent', () => newsOf(last)[0]);
}

describe('sender', () => {
  it('writes the intent, sends once with number, template and callback data, and tells the wamid', async () => {
    const message = released();
    await release(message);
    const news = await untilNews(message);
    const [accepted] = await sentTo(message);
    expect(accepted).toMatchObject({
      to: message.to,
      template: 'spring_offer',
      callbackData: `${message.messageId}.1`,
      phoneNumberId: '106540352242922',
    });
    expect(news).toMatchObject({ kind: 'ACCEPTED', wamid: accepted?.wamid, attempt: 1, source: 'SENDER' });
    expect(await ledgerOf(message)).toMatchObject({
      state: 'INTENT',
      attempt: 1,
      contactId: message.contactId,
      to: message.to,
    });
  });

  it('sends to the marketing endpoint when its integration says so, with what only that takes', async () => {
    await database.of(collections.integrations).insertOne(
      integrationDocument({
        _id: 'marketing',
        phoneNumberId: '106540352242923',
        endpoint: 'MARKETING_MESSAGES',
        productPolicy: 'STRICT',
        messageActivitySharing: false,
      }),
    );
    const message = released({ integrationId: 'marketing' });
    await release(message);
    expect(await untilNews(message)).toMatchObject({ kind: 'ACCEPTED' });
    await untilSent();
    expect(await sentTo(message)).toMatchObject([{ endpoint: 'marketing_messages' }]);
  });

  it('sends once what is delivered twice, in one batch or later', async () => {
    const message = released();
    await release(message, message);
    await untilNews(message);
    await release({ ...message, sendAt: (Date.now() + 100) * 1_000 });
    await untilSent();
    expect(await sentTo(message)).toHaveLength(1);
    expect(newsOf(message)).toHaveLength(1);
  });

  it('messages the first of two contacts with one number, and excludes the other', async () => {
    const first = released();
    const second = { ...first, contactId: 'another contact', sequence: 9_999 };
    await release(first, second);
    await until('the other is excluded', () => excluded.some((one) => one.contactId === 'another contact'));
    await untilNews(first);
    await untilSent();
    expect(await sentTo(first)).toHaveLength(1);
    expect(excluded.filter((one) => one.contactId === 'another contact')).toEqual([
      expect.objectContaining({ reason: 'DUPLICATE_PHONE_NUMBER', sequence: 9_999 }),
    ]);
  });

  it('excludes the other also when the first came too late and waits: nobody is sent in another contact’s place', async () => {
    const first = released({ sendAt: (Date.now() - 60_000) * 1_000 });
    const second = {
      ...first,
      contactId: 'another late contact',
      sequence: 9_998,
      sendAt: (Date.now() + 400) * 1_000,
    };
    await release(first, second);
    await until('the other is excluded', () =>
      excluded.some(
        (one) => one.contactId === 'another late contact' && one.reason === 'DUPLICATE_PHONE_NUMBER',
      ),
    );
    await untilSent();
    expect(await ledgerOf(first)).toMatchObject({ state: 'WAITING', attempt: 0, contactId: first.contactId });
    expect(await sentTo(first)).toEqual([]);
  });

  it('looks at the do-not-contact lists again at the moment of sending', async () => {
    const [onList, optedOut, expired] = [released(), released(), released()];
    await database.of(collections.dncNumbers).insertMany([
      { _id: `dnc:${onList.to}`, listId: 'dnc' },
      { _id: `optout:${campaign.integrationId}:${optedOut.to}`, listId: `optout:${campaign.integrationId}` },
      { _id: `dnc:${expired.to}`, listId: 'dnc', expiresAt: new Date(Date.now() - 1) },
    ]);
    await release(onList, optedOut, expired);
    expect(await untilNews(onList)).toMatchObject({ kind: 'SKIPPED', reason: 'ON_DO_NOT_CALL_LIST' });
    expect(await untilNews(optedOut)).toMatchObject({ kind: 'SKIPPED', reason: 'OPTED_OUT' });
    expect(await untilNews(expired)).toMatchObject({ kind: 'ACCEPTED' });
    await untilSent();
    expect(await sentTo(onList)).toEqual([]);
    expect(await sentTo(optedOut)).toEqual([]);
  });

  it('knows a person on the lists by either writing of the number', async () => {
    const [without9, with9, old] = [
      released({ to: '541155550101' }),
      released({ to: '5491155550102' }),
      released({ to: '22997123456' }),
    ];
    await database.of(collections.dncNumbers).insertMany([
      { _id: dncKeyOf('dnc', '5491155550101'), listId: 'dnc' },
      { _id: dncKeyOf('dnc', '541155550102'), listId: 'dnc' },
      {
        _id: dncKeyOf(optOutListIdOf(campaign.integrationId), '2290197123456'),
        listId: optOutListIdOf(campaign.integrationId),
      },
    ]);
    await release(without9, with9, old);
    expect(await untilNews(without9)).toMatchObject({ kind: 'SKIPPED', reason: 'ON_DO_NOT_CALL_LIST' });
    expect(await untilNews(with9)).toMatchObject({ kind: 'SKIPPED', reason: 'ON_DO_NOT_CALL_LIST' });
    expect(await untilNews(old)).toMatchObject({ kind: 'SKIPPED', reason: 'OPTED_OUT' });
    await untilSent();
    for (const message of [without9, with9, old]) expect(await sentTo(message)).toEqual([]);
  });

  it('puts off what missed its slot instead of sending it in a burst', async () => {
    const late = released({ sendAt: (Date.now() - 60_000) * 1_000 });
    await release(late);
    const document = await until('it is put off', () => ledgerOf(late));
    expect(document).toMatchObject({ state: 'WAITING', attempt: 0 });
    expect(document.template).toEqual(late.template);
    // with a new slot it goes
    await release({ ...late, sendAt: (Date.now() + 100) * 1_000 });
    expect(await untilNews(late)).toMatchObject({ kind: 'ACCEPTED', attempt: 1 });
    expect(await sentTo(late)).toHaveLength(1);
  });

  it('puts off what belongs to a campaign that is not on', async () => {
    const stopped = released({ campaignId: 'nobody knows', runId: '0123456789abcdef' });
    await release(stopped);
    expect(await until('it is put off', () => ledgerOf(stopped))).toMatchObject({
      state: 'WAITING',
      attempt: 0,
    });
    await untilSent();
    expect(await sentTo(stopped)).toEqual([]);
  });

  it('claims a retry for one sender only, and not under a stale attempt', async () => {
    const message = released();
    await database.of(collections.messages).insertOne(
      ledgerDocument(message, {
        state: 'WAITING',
        attempt: 2,
        dueAt: new Date(),
      }),
    );
    const soon = (): number => (Date.now() + 100) * 1_000;
    await release(
      { ...message, attempt: 2, sendAt: soon() },
      { ...message, attempt: 3, sendAt: soon() },
      { ...message, attempt: 3, sendAt: soon() },
    );
    expect(await untilNews(message)).toMatchObject({ kind: 'ACCEPTED', attempt: 3 });
    await untilSent();
    expect(await sentTo(message)).toEqual([
      expect.objectContaining({ callbackData: `${message.messageId}.3` }),
    ]);
  });

  it('never sends an intent whose sender died: past its lease it is unknown', async () => {
    const message = released();
    await database.of(collections.messages).insertOne(
      ledgerDocument(message, {
        state: 'INTENT',
        attempt: 1,
        owner: 'dead/1',
        dueAt: new Date(Date.now() - 5_000),
      }),
    );
    await release({ ...message, sendAt: (Date.now() + 100) * 1_000 });
    expect(await untilNews(message)).toMatchObject({ kind: 'UNKNOWN', source: 'REAPER', attempt: 1 });
    await untilSent();
    expect(await sentTo(message)).toEqual([]);
  });

  it.each([
    ['the connection drops after the request was taken', { outcome: 'drop-after-accept' }, 'UNKNOWN', 1],
    [
      'a gateway answers 504 after the request was taken',
      { outcome: 'gateway-error-after-accept', status: 504 },
      'UNKNOWN',
      1,
    ],
    ['no answer comes in time', { outcome: 'stall' }, 'UNKNOWN', 0],
    ['the answer lacks a message id', { outcome: 'no-message-id' }, 'UNKNOWN', 1],
    ['the throughput is exceeded', { outcome: 'fail-in-reply', code: 130429 }, 'RETRY', 0],
    ['the recipient cannot be reached', { outcome: 'fail-in-reply', code: 131026 }, 'FAILED', 0],
  ])('when %s', async (_, outcome, kind, accepted) => {
    await scenario([outcome]);
    const message = released();
    await release(message);
    expect(await untilNews(message)).toMatchObject({ kind });
    expect(newsOf(message)).toHaveLength(1);
    expect(await sentTo(message)).toHaveLength(accepted);
    await scenario([]);
  });
});
