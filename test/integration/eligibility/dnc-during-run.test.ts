/**
 * A number that is put on a DNC list, or a recipient who says STOP, while the campaign runs is not messaged (D4): importer, status,
 * eligibility, sender and simulator together; the test plays the throttle and the webhook. Once before the contact is taken up, once when
 * its message has been released already.
 */
import { randomUUID } from 'node:crypto';
import { collections } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type {
  EligibilityNews,
  EligibleContact,
  ExcludedContact,
  MessageStatus,
} from '../../../schemas/types.ts';
import { dncKeyOf, optOutListIdOf } from '../../../services/domain/contact/contact.ts';
import { startEligibility } from '../../../services/eligibility/handler.ts';
import { startImporter } from '../../../services/importer/handler.ts';
import { requestErasure } from '../../../services/people/erasure-store.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import { startSender } from '../../../services/sender/handler.ts';
import { startStatus } from '../../../services/status/handler.ts';
import { acceptedBy } from '../../support/campaign-checker.ts';
import { integrationDocument } from '../../support/campaign-documents.ts';
import { startTestSimulator, type TestSimulator } from '../../support/test-simulator.ts';
import { NO_HURRY, openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import {
  addCampaign,
  addList,
  announceStart,
  demand,
  row,
  type StartedCampaign,
} from './eligibility-seed.ts';
import { commander, dncList } from '../importer/importer-commander.ts';

let system: TestSystem;
let mongo: Database;
let importer: ReturnType<typeof commander>;
let simulator: TestSimulator;
let campaign: StartedCampaign;
let news: EligibilityNews[];
let excluded: ExcludedContact[];
let statuses: MessageStatus[];
const PEOPLE = 12;
const ERASED_ON_THE_WAY = 9;
const ERASED_BEFORE = 11;
const PEOPLE_KEY = 'only-for-tests-0123456789abcdef0123456789';
const PHONE_NUMBER_ID = '106540352242922';
const [dncListId, otherDncListId] = [randomUUID(), randomUUID()];
const endOf = (place: number): string => String(place).padStart(2, '0');
const people = Array.from({ length: PEOPLE }, (_, place) => row(place, { Cell: `131755501${endOf(place)}` }));
/** As an American writes it. */
const national = (place: number): string => `(317) 555-01${endOf(place)}`;

beforeAll(async () => {
  simulator = await startTestSimulator();
  system = await openTestSystem({
    WHATSAPP_BASE_URL: simulator.url,
    WHATSAPP_ACCESS_TOKENS: 'default=test-token',
    PEOPLE_KEY,
    ...NO_HURRY,
  });
  mongo = await system.context.mongo();
  importer = commander(system.context);
  await erase('13175550999'); // the first one is seen within a second, all others at once
  await system.start('importer', startImporter);
  for (const [id, name] of [
    [dncListId, 'Blocked'],
    [otherDncListId, 'Blocked too'],
  ] as const)
    expect(await importer.carryOut(id, dncList(name))).toMatchObject({ accepted: true });
  const list = await addList(mongo, people);
  campaign = await addCampaign(mongo, list._id, {
    dncListIds: [dncListId, otherDncListId],
    template: { name: 'spring_offer', language: 'en_US', header: [], body: [], buttons: [] },
  });
  await mongo
    .of(collections.integrations)
    .insertOne(integrationDocument({ _id: campaign.integrationId, phoneNumberId: PHONE_NUMBER_ID }));
  news = await system.collect(topics.eligibleContacts);
  excluded = await system.collect(topics.excludedContacts);
  statuses = await system.collect(topics.messageStatuses);
  await system.start('eligibility', startEligibility);
  await system.start('sender', startSender);
  await system.start('status', startStatus);
  await announceStart(system, campaign);
  await until('the send order is planned', () =>
    news.some(({ body }) => body.type === 'EligibilityProgress' && body.planned === PEOPLE),
  );
});
afterAll(async () => {
  await system.close();
  await simulator.close();
});

async function block(listId: string, place: number): Promise<void> {
  const body = { type: 'AddDncNumbers' as const, numbers: [national(place)], expiresAt: null };
  expect(await importer.carryOut(listId, body)).toMatchObject({ accepted: true });
}

const erase = (phoneId: string): Promise<unknown> =>
  requestErasure(mongo, { key: PEOPLE_KEY, phoneId, who: 'test', now: new Date() });

/** Asks for one contact and waits for the decision: the contact, or why it is not messaged. */
async function takeUp(place: number): Promise<EligibleContact | ExcludedContact> {
  await demand(system, campaign, place, place + 1);
  return until(`contact ${place} is decided`, () => {
    const found = news.find(({ body }) => body.type === 'EligibleContact' && body.sequence === place)?.body;
    return found?.type === 'EligibleContact' ? found : excluded.find(({ sequence }) => sequence === place);
  });
}

async function release(contact: EligibleContact | ExcludedContact): Promise<void> {
  if (!('to' in contact)) throw new Error(`contact ${contact.sequence} is excluded: ${contact.detail}`);
  const { _id: campaignId, runId, integrationId } = campaign;
  const { messageId, contactId, sequence, to, template } = contact;
  const slot = { attempt: 1, sendAt: (Date.now() + 300) * 1_000, spacingMicros: 1_000 };
  const message = { messageId, campaignId, runId, contactId, integrationId, sequence, to, template, ...slot };
  await (await system.context.producer()).send(topics.releasedMessages, [message]);
}
const outcomeOf = (contact: EligibleContact | ExcludedContact): Promise<MessageStatus> =>
  until('there is an outcome', () =>
    statuses.find(({ messageId }) => 'messageId' in contact && messageId === contact.messageId),
  );
const sentTo = async (place: number): Promise<number> =>
  (await acceptedBy(simulator.url)).filter(({ to }) => to === people[place]?.Cell).length;

it('an entry on either list that comes before the contact is taken up keeps it from being taken up', async () => {
  await block(otherDncListId, 0);
  expect(await takeUp(0)).toMatchObject({
    reason: 'ON_DO_NOT_CALL_LIST',
    detail: 'on the DNC list "Blocked too"',
    contactId: 'c0',
  });
});

it('an entry that comes after the contact was taken up stops its message at the last moment, and no other', async () => {
  const [blocked, other] = [await takeUp(1), await takeUp(2)];
  expect([blocked, other].map((contact) => 'to' in contact)).toEqual([true, true]);
  await block(dncListId, 1);
  await release(blocked);
  await release(other);
  expect(await outcomeOf(other)).toMatchObject({ kind: 'ACCEPTED' });
  expect(await outcomeOf(blocked)).toMatchObject({ kind: 'SKIPPED', reason: 'ON_DO_NOT_CALL_LIST' });
  expect([await sentTo(1), await sentTo(2)]).toEqual([0, 1]);
});

it('an entry that was taken off in time, and one that has ended but is still stored, block nobody', async () => {
  await block(dncListId, 3);
  const off = { type: 'RemoveDncNumbers' as const, numbers: [national(3)] };
  expect(await importer.carryOut(dncListId, off)).toMatchObject({ accepted: true });
  const ended = await takeUp(4);
  const entry = dncKeyOf(dncListId, people[4]?.Cell ?? '');
  await mongo.of(collections.dncNumbers).insertOne({ _id: entry, listId: dncListId, expiresAt: new Date() });
  const removed = await takeUp(3);
  await release(removed);
  await release(ended);
  expect(await outcomeOf(removed)).toMatchObject({ kind: 'ACCEPTED' });
  expect(await outcomeOf(ended)).toMatchObject({ kind: 'ACCEPTED' });
  expect([await sentTo(3), await sentTo(4)]).toEqual([1, 1]);
});

const optOutOf = (place: number) =>
  mongo
    .of(collections.dncNumbers)
    .findOne({ _id: dncKeyOf(optOutListIdOf(campaign.integrationId), people[place]?.Cell ?? '') });

/** What the webhook makes of a recipient's text, and the moment at which it is in effect. */
async function says(place: number, text: string, at = Date.now()): Promise<void> {
  const message = {
    phoneId: people[place]?.Cell ?? '',
    phoneNumberId: PHONE_NUMBER_ID,
    wamid: `wamid.${randomUUID()}`,
    at,
    kind: 'TEXT' as const,
    text,
    payload: null,
    contextWamid: null,
    preference: null,
    userId: null,
  };
  await (await system.context.producer()).send(topics.inboundMessages, [message]);
  const isOut = text.toUpperCase() === 'STOP';
  await until(`"${text}" of contact ${place} is in effect`, async () => !!(await optOutOf(place)) === isOut);
}

it('a recipient who says STOP before the contact is taken up is not taken up', async () => {
  await says(5, 'STOP');
  expect(await takeUp(5)).toMatchObject({
    reason: 'OPTED_OUT',
    detail: 'the recipient has opted out',
    contactId: 'c5',
  });
});

it('a STOP after the contact was taken up stops its message at the last moment, and no other', async () => {
  const [stopped, other] = [await takeUp(6), await takeUp(7)];
  expect([stopped, other].map((contact) => 'to' in contact)).toEqual([true, true]);
  await says(6, 'Stop');
  await release(stopped);
  await release(other);
  expect(await outcomeOf(other)).toMatchObject({ kind: 'ACCEPTED' });
  expect(await outcomeOf(stopped)).toMatchObject({ kind: 'SKIPPED', reason: 'OPTED_OUT' });
  expect([await sentTo(6), await sentTo(7)]).toEqual([0, 1]);
});

it('who takes the STOP back by START before the message leaves is messaged', async () => {
  const contact = await takeUp(8);
  const at = Date.now();
  await says(8, 'STOP', at - 2_000);
  await says(8, 'START', at - 1_000);
  await release(contact);
  expect(await outcomeOf(contact)).toMatchObject({ kind: 'ACCEPTED' });
  expect(await sentTo(8)).toBe(1);
});

it('who was erased is messaged no more: not when imported again, and not when the message was on its way', async () => {
  const [onItsWay, other] = [await takeUp(ERASED_ON_THE_WAY), await takeUp(ERASED_ON_THE_WAY + 1)];
  for (const place of [ERASED_ON_THE_WAY, ERASED_BEFORE]) await erase(people[place]?.Cell ?? '');
  await release(onItsWay);
  await release(other);
  expect(await outcomeOf(other)).toMatchObject({ kind: 'ACCEPTED' });
  expect(await outcomeOf(onItsWay)).toMatchObject({ kind: 'SKIPPED', reason: 'OPTED_OUT' });
  // still, or again, in the list
  expect(await takeUp(ERASED_BEFORE)).toMatchObject({ reason: 'OPTED_OUT' });
  expect(await sentTo(ERASED_ON_THE_WAY)).toBe(0);
});
