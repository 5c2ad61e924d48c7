/** The sender's last word on callable times, and messages that waited: brought up to date with their contacts before they are sent. */
import { collections, type CampaignDocument, type MessageDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { ExcludedContact, MessageStatus, ReleasedMessage } from '../../../schemas/types.ts';
import { messageIdOf } from '../../../services/domain/message/message.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { startSender } from '../../../services/sender/handler.ts';
import { acceptedBy, type Accepted } from '../../support/campaign-checker.ts';
import { integrationDocument, ledgerDocument } from '../../support/campaign-documents.ts';
import { startTestSimulator, type TestSimulator } from '../../support/test-simulator.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import { addCampaign, addList, row } from '../eligibility/eligibility-seed.ts';

/** A Thursday, 10 o'clock in Berlin and 4 in New York. */
const MORNING = Date.parse('2026-11-26T09:00:00Z');
const EVENING = Date.parse('2026-11-26T17:00:00Z');

let system: TestSystem;
let mongo: Database;
let simulator: TestSimulator;
let statuses: MessageStatus[];
let excluded: ExcludedContact[];
let campaign: CampaignDocument & { runId: string };
let nowMs = MORNING;
/** Contacts that only probe whether the sender has come so far, from the end of the list. */
let nextProbe = 19;

beforeAll(async () => {
  simulator = await startTestSimulator();
  system = await openTestSystem({
    WHATSAPP_BASE_URL: simulator.url,
    WHATSAPP_ACCESS_TOKENS: 'default=test-token',
    SEND_LATENESS_MS: '2000',
    // claimed long before its slot, so that a busy machine can close a window in between
    SEND_HORIZON_MS: '3000',
    SEND_CLAIM_AHEAD_MS: '2500',
    PACE_MARGIN: '0.05',
  });
  mongo = await system.context.mongo();
  const list = await addList(
    mongo,
    Array.from({ length: 20 }, (_, number) => row(number, { city: 'Europe/Berlin' })),
  );
  const whatsappColumns = [{ columnName: 'Cell', type: 'cell', contactableTimeColumn: 'city' }];
  await mongo.of(collections.contactLists).updateOne({ _id: list._id }, { $set: { whatsappColumns } });
  campaign = await addCampaign(mongo, list._id, {
    callableTimes: {
      timeZone: 'Europe/Berlin',
      ranges: [{ days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], start: '09:00', end: '18:00' }],
    },
  });
  await mongo
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: campaign.integrationId, phoneNumberId: '106540352242922' }));
  statuses = await system.collect(topics.messageStatuses);
  excluded = await system.collect(topics.excludedContacts);
  await system.start('sender', (context) => startSender(context, () => nowMs));
});
beforeEach(() => void (nowMs = MORNING));
afterAll(async () => {
  await system.close();
  await simulator.close();
});

function released(number: number, over: Partial<ReleasedMessage> = {}): ReleasedMessage {
  const to = row(number).Cell;
  return {
    messageId: messageIdOf(campaign.runId, to),
    campaignId: campaign._id,
    runId: campaign.runId,
    contactId: `c${number}`,
    integrationId: campaign.integrationId,
    sequence: number,
    attempt: 1,
    to,
    template: {
      name: 'hello',
      language: 'en_US',
      header: [],
      body: [{ name: null, text: `Name ${number}` }],
      buttons: [],
    },
    sendAt: (Date.now() + 200) * 1_000,
    spacingMicros: 1_000,
    timeZone: 'Europe/Berlin',
    ...over,
  };
}
const release = async (...messages: ReleasedMessage[]): Promise<void> =>
  (await system.context.producer()).send(topics.releasedMessages, messages);
const ledgerOf = (messageId: string): Promise<MessageDocument | null> =>
  mongo.of(collections.messages).findOne({ _id: messageId });
const newsOf = (messageId: string): MessageStatus | undefined =>
  statuses.find((status) => status.messageId === messageId);
const sentTo = async (to: string): Promise<Accepted[]> =>
  (await acceptedBy(simulator.url)).filter((one) => one.to === to);
/** As the throttle leaves contacts whose callable time it was not. */
async function sleeping(number: number, over: Partial<ReleasedMessage> = {}): Promise<ReleasedMessage> {
  const message = released(number, over);
  await mongo.of(collections.messages).insertOne(
    ledgerDocument(message, {
      timeZone: 'Europe/Berlin',
      state: 'WAITING',
      attempt: 0,
      dueAt: new Date(),
    }),
  );
  return message;
}
/** What was released so far would have been sent by now: all of it is handled, and a message with a later slot has been sent. */
async function untilSent(): Promise<void> {
  await system.untilHandled(topics.releasedMessages, 'sender');
  const last = released(nextProbe--, { sendAt: (Date.now() + 500) * 1_000 });
  await release(last);
  await until('a later message is sent', () => newsOf(last.messageId));
}
const changeContact = async (number: number, set: object): Promise<void> =>
  void (await mongo
    .of(collections.contacts)
    .updateOne({ _id: `${campaign.contactListId}:c${number}` }, { $set: set }));

test('what comes outside of the contact’s callable time waits in the ledger with its zone, and goes when it is time', async () => {
  const message = released(1, { timeZone: 'America/New_York' });
  await release(message);
  expect(await until('it waits', () => ledgerOf(message.messageId))).toMatchObject({
    state: 'WAITING',
    attempt: 0,
    timeZone: 'America/New_York',
  });
  await untilSent();
  expect(await sentTo(message.to)).toEqual([]);
});

test('a window that closes between claim and request closes: the claim is given back, its attempt unused', async () => {
  nowMs = EVENING - 60_000;
  const message = released(2, { sendAt: (Date.now() + 3_000) * 1_000 });
  await release(message);
  await until('it is claimed', async () => (await ledgerOf(message.messageId))?.state === 'INTENT');
  nowMs = EVENING;
  await until('it is given back', async () => (await ledgerOf(message.messageId))?.state === 'WAITING');
  expect(await ledgerOf(message.messageId)).toMatchObject({ attempt: 0, timeZone: 'Europe/Berlin' });
  expect(await sentTo(message.to)).toEqual([]);
});

test('a sleeping contact that was removed is skipped; one that changed is messaged as it is now', async () => {
  const [removed, renamed, same] = [await sleeping(3), await sleeping(4), await sleeping(5)];
  await mongo.of(collections.contacts).deleteOne({ _id: `${campaign.contactListId}:c3` });
  await changeContact(4, { 'values.1': 'Anna' });
  await release(removed, renamed, same);
  await until('all have news', () => [removed, renamed, same].every(({ messageId }) => newsOf(messageId)));
  await untilSent();
  expect(newsOf(removed.messageId)).toMatchObject({ kind: 'SKIPPED', reason: 'CONTACT_REMOVED', attempt: 1 });
  expect(await sentTo(removed.to)).toEqual([]);
  expect(await sentTo(renamed.to)).toHaveLength(1);
  expect(await ledgerOf(renamed.messageId)).toMatchObject({ template: { body: [{ text: 'Anna' }] } });
  expect(await ledgerOf(same.messageId)).toMatchObject({ template: { body: [{ text: 'Name 5' }] } });
});

test('a sleeping contact with a new number is messaged there, once; not if that number has its message already', async () => {
  const [moved, doubled, present] = [await sleeping(6), await sleeping(7), released(8)];
  await release(present);
  await until('one has its message', () => newsOf(present.messageId));
  await changeContact(6, { phoneIds: ['4915112345678'] });
  await changeContact(7, { phoneIds: [present.to] });
  await release(moved, doubled);
  const newId = messageIdOf(campaign.runId, '4915112345678');
  await until('both have news', () => newsOf(newId) && newsOf(doubled.messageId));
  await untilSent();
  expect(newsOf(newId)).toMatchObject({ kind: 'ACCEPTED', attempt: 1 });
  expect(newsOf(doubled.messageId)).toMatchObject({ kind: 'SKIPPED', reason: 'DUPLICATE_PHONE_NUMBER' });
  expect(await sentTo('4915112345678')).toHaveLength(1);
  expect([await sentTo(moved.to), await sentTo(doubled.to)]).toEqual([[], []]);
  expect(await sentTo(present.to)).toHaveLength(1);
  // one document a contact, so that the run balances
  expect(await ledgerOf(moved.messageId)).toBeNull();
  expect(await ledgerOf(newId)).toMatchObject({ contactId: 'c6', sequence: 6 });
});

test('a sleeping contact whose number is written otherwise is messaged once, as it is written now', async () => {
  const message = await sleeping(12, {
    to: '541155550112',
    messageId: messageIdOf(campaign.runId, '541155550112'),
  });
  await changeContact(12, { phoneIds: ['5491155550112'] });
  await release(message);
  await until('it has its message', () => newsOf(message.messageId));
  expect(newsOf(message.messageId)).toMatchObject({ kind: 'ACCEPTED', attempt: 1 });
  expect(await ledgerOf(message.messageId)).toMatchObject({ to: '5491155550112' });
  expect(await sentTo('5491155550112')).toHaveLength(1);
  await untilSent();
  expect(await sentTo('541155550112')).toEqual([]);
});

test('a sleeping contact that moved to where it is night goes on sleeping', async () => {
  const message = await sleeping(9);
  await changeContact(9, { 'values.2': 'America/New_York' });
  await release(message);
  const document = await until('it sleeps there', async () => {
    const found = await ledgerOf(message.messageId);
    return found?.timeZone === 'America/New_York' && found.state === 'WAITING' ? found : null;
  });
  expect(document).toMatchObject({ attempt: 0 });
  await untilSent();
  expect(await sentTo(message.to)).toEqual([]);
});

test('a contact with the number of a sleeping one is excluded, and wakes nobody', async () => {
  const message = await sleeping(10);
  await release({ ...message, contactId: 'c11', sequence: 11 });
  await until('it is excluded', () => excluded.some(({ contactId }) => contactId === 'c11'));
  await untilSent();
  expect(await ledgerOf(message.messageId)).toMatchObject({ state: 'WAITING', contactId: 'c10', attempt: 0 });
  expect(await sentTo(message.to)).toEqual([]);
});
