/** Callable times through eligibility, throttle, sender and status, with the simulator as the judge and a clock that the test moves. */
import { collections, type ContactListDocument } from '../../../schemas/collections.ts';
import { topics } from '../../../schemas/topics.ts';
import type { CallableTimes, InternalCommand, ReleasedMessage } from '../../../schemas/types.ts';
import { startEligibility } from '../../../services/eligibility/handler.ts';
import { startSender } from '../../../services/sender/handler.ts';
import { startStatus } from '../../../services/status/handler.ts';
import { startThrottle } from '../../../services/throttle/handler.ts';
import type { Database } from '../../../services/platform/mongo/mongo.ts';
import type { ServiceContext } from '../../../services/platform/process/run-service.ts';
import { integrationDocument } from '../../support/campaign-documents.ts';
import { acceptedBy, repeated } from '../../support/campaign-checker.ts';
import { startTestSimulator, type TestSimulator } from '../../support/test-simulator.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';
import {
  addCampaign,
  addList,
  addRows,
  announceStart,
  row,
  type StartedCampaign,
} from './eligibility-seed.ts';

const HOUR = 3_600_000;
/** A Thursday: 10 o'clock in Berlin, 4 in New York, 18 in Tokyo. */
const MORNING_IN_BERLIN = Date.parse('2026-11-26T09:00:00Z');
const WORKDAYS: CallableTimes = {
  timeZone: 'Europe/Berlin',
  ranges: [{ days: ['MON', 'TUE', 'WED', 'THU', 'FRI'], start: '09:00', end: '18:00' }],
};

let system: TestSystem;
let mongo: Database;
let simulator: TestSimulator;
let released: ReleasedMessage[];
let commands: InternalCommand[];
let nowMs = MORNING_IN_BERLIN;
let pacing: ServiceContext[] = [];

const clock = (): number => nowMs;
async function startPacing(): Promise<void> {
  pacing = [
    await system.start('throttle', (context) => startThrottle(context, clock)),
    await system.start('sender', (context) => startSender(context, clock)),
  ];
}
async function stopPacing(): Promise<void> {
  for (const context of pacing) await system.stop(context);
}

beforeAll(async () => {
  simulator = await startTestSimulator();
  system = await openTestSystem({
    WHATSAPP_BASE_URL: simulator.url,
    WHATSAPP_ACCESS_TOKENS: 'default=test-token',
    SEND_LATENESS_MS: '2000',
    PACE_MARGIN: '0.05',
  });
  mongo = await system.context.mongo();
  released = await system.collect(topics.releasedMessages);
  commands = await system.collect(topics.internalCommands);
  await system.start('eligibility', startEligibility);
  await system.start('status', startStatus);
  await startPacing();
});
afterAll(async () => {
  await system.close();
  await simulator.close();
});

/** The city column holds each contact's zone. */
async function listOf(zones: readonly string[], from: number): Promise<ContactListDocument> {
  const list = await addList(
    mongo,
    zones.map((city, place) => row(from + place, { city })),
  );
  const whatsappColumns = [{ columnName: 'Cell', type: 'cell', contactableTimeColumn: 'city' }];
  await mongo.of(collections.contactLists).updateOne({ _id: list._id }, { $set: { whatsappColumns } });
  return list;
}
async function started(
  contactListId: string,
  callableTimes: CallableTimes | null,
  integrationId?: string,
): Promise<StartedCampaign> {
  const campaign = await addCampaign(mongo, contactListId, {
    messagesPerMinute: 1_200,
    callableTimes,
    ...(integrationId === undefined ? {} : { integrationId }),
  });
  if (integrationId === undefined) {
    const phoneNumberId = String(10 ** 14 + Math.floor(Math.random() * 10 ** 14));
    await mongo
      .of(collections.integrations)
      .insertOne(integrationDocument({ _id: campaign.integrationId, phoneNumberId }));
  }
  await announceStart(system, campaign);
  return campaign;
}
const sentOf = async ({ runId }: StartedCampaign): Promise<string[]> =>
  (await acceptedBy(simulator.url))
    .filter((one) => one.callbackData.startsWith(`${runId}-`))
    .map((one) => one.to);
/** Who got slots, in their order; on a busy machine some come too late and get another. */
const slotsOf = (campaign: StartedCampaign): ReleasedMessage[] =>
  released.filter(({ runId }) => runId === campaign.runId).sort((a, b) => a.sendAt - b.sendAt);
const to = (messages: readonly ReleasedMessage[]): string[] => [
  ...new Set(messages.map((message) => message.to)),
];
const waitingOf = ({ runId }: StartedCampaign) =>
  mongo.of(collections.messages).find({ runId, state: 'WAITING' }).sort({ sequence: 1 }).toArray();
const paceOf = async ({ integrationId, runId }: StartedCampaign) =>
  (await mongo.of(collections.pace).findOne({ _id: integrationId }))?.runs[runId];
const isComplete = ({ runId }: StartedCampaign): boolean =>
  commands.some(({ body }) => body.type === 'CompleteRun' && body.runId === runId);
const phones = (from: number, places: readonly number[]): string[] =>
  places.map((place) => row(from + place).Cell);

test('those whose night it is wait, take no slot, and go when their morning comes, in order; the others go meanwhile', async () => {
  nowMs = MORNING_IN_BERLIN;
  const zones = Array.from({ length: 80 }, (_, place) =>
    place % 2 === 0 ? 'Europe/Berlin' : 'America/New_York',
  );
  const awake = zones.flatMap((zone, place) => (zone === 'Europe/Berlin' ? [place] : []));
  const asleep = zones.flatMap((zone, place) => (zone === 'Europe/Berlin' ? [] : [place]));
  const campaign = await started((await listOf(zones, 1_000))._id, WORKDAYS);
  await until('half of them have their message', async () => (await sentOf(campaign)).length === 40);
  const waiting = await until('the others wait in the ledger', async () => {
    const found = await waitingOf(campaign);
    return found.length === 40 ? found : null;
  });
  expect(waiting.map(({ to }) => to)).toEqual(phones(1_000, asleep));
  expect(waiting[0]).toMatchObject({ attempt: 0, timeZone: 'America/New_York' });
  expect((await sentOf(campaign)).sort()).toEqual(phones(1_000, awake).sort());
  expect(to(slotsOf(campaign))).toEqual(phones(1_000, awake));
  const said = '40 contacts wait for their callable time; the next at 2026-11-26 09:00 (America/New_York)';
  await until('it says why', async () => (await paceOf(campaign))?.waiting === said);
  expect((await paceOf(campaign))?.callable).toMatchObject({
    contacts: 40,
    nextAt: new Date('2026-11-26T14:00:00Z'),
  });
  expect(isComplete(campaign)).toBe(false);

  await stopPacing(); // whoever has the number next finds them
  nowMs = MORNING_IN_BERLIN + 5 * HOUR;
  await startPacing();
  await until('all have their message', async () => (await sentOf(campaign)).length === 80);
  const later = slotsOf(campaign).filter(({ timeZone }) => timeZone === 'America/New_York');
  expect(to(later)).toEqual(phones(1_000, asleep));
  await until('the run is complete', () => isComplete(campaign));
  expect(repeated(await acceptedBy(simulator.url))).toEqual([]);
});

test('sleepers of one campaign keep neither contacts behind them nor other campaigns waiting', async () => {
  nowMs = MORNING_IN_BERLIN;
  const zones = [
    ...Array<string>(2_500).fill('America/New_York'),
    ...Array<string>(10).fill('Europe/Berlin'),
  ];
  const campaign = await started((await listOf(zones, 10_000))._id, WORKDAYS);
  const night = await listOf(Array<string>(5).fill('America/New_York'), 20_000);
  const other = await started(night._id, null, campaign.integrationId);
  await until('the other campaign is done', async () => (await sentOf(other)).length === 5);
  await until(
    'those behind 2,500 sleepers have their message',
    async () => (await sentOf(campaign)).length === 10,
  );
  await until('the sleepers are in the ledger', async () => (await waitingOf(campaign)).length === 2_500);
  await until('they are counted', async () => (await paceOf(campaign))?.callable?.contacts === 2_500);
  expect(to(slotsOf(campaign))).toEqual(phones(12_500, [...Array(10).keys()]));
});

test('what waits, or is tried again, when the time is over waits for the next day', async () => {
  nowMs = MORNING_IN_BERLIN;
  const campaign = await started(
    (await listOf(Array<string>(3).fill('America/New_York'), 30_000))._id,
    WORKDAYS,
  );
  await until('they wait', async () => (await waitingOf(campaign)).length === 3);
  // one of them was tried in Berlin's evening, say, and is to be tried again at once
  const [first] = await waitingOf(campaign);
  await mongo
    .of(collections.messages)
    .updateOne({ _id: first?._id ?? '' }, { $set: { attempt: 1, dueAt: new Date() } });
  nowMs = MORNING_IN_BERLIN + 15 * HOUR;
  const said = '3 contacts wait for their callable time; the next at 2026-11-27 09:00 (America/New_York)';
  await until('they wait for tomorrow', async () => (await paceOf(campaign))?.waiting === said);
  expect(await sentOf(campaign)).toEqual([]);
  nowMs = MORNING_IN_BERLIN + 29 * HOUR;
  await until('tomorrow they go', async () => (await sentOf(campaign)).length === 3);
});

test('other times, chosen while the campaign was stopped, count for those who wait already', async () => {
  nowMs = MORNING_IN_BERLIN;
  const campaign = await started(
    (await listOf(Array<string>(3).fill('America/New_York'), 40_000))._id,
    WORKDAYS,
  );
  await until('they wait', async () => (await waitingOf(campaign)).length === 3);
  const change = async (changes: Partial<StartedCampaign>): Promise<void> => {
    Object.assign(campaign, changes, { revision: campaign.revision + 1 });
    await mongo.of(collections.campaigns).replaceOne({ _id: campaign._id }, campaign);
    await announceStart(system, campaign);
  };
  await change({ status: 'off' });
  await change({ callableTimes: { ...WORKDAYS, ranges: [{ days: ['THU'], start: '04:00', end: '05:00' }] } });
  await change({ status: 'on' });
  await until('they go at once', async () => (await sentOf(campaign)).length === 3);
});

test('contacts that come during the run wait for their own time as well', async () => {
  nowMs = MORNING_IN_BERLIN;
  const list = await listOf(['Europe/Berlin'], 50_000);
  const campaign = await started(list._id, WORKDAYS);
  await until('the first is sent', async () => (await sentOf(campaign)).length === 1);
  await addRows(mongo, list._id, 2, [
    row(50_001, { city: 'America/New_York' }),
    row(50_002, { city: 'Europe/Berlin' }),
    row(50_003, { city: '', Cell: '4915112345678' }),
    row(50_004, { city: '', Cell: '13175559999' }),
  ]);
  await announceStart(system, campaign);
  await until('those whose day it is are sent', async () => (await sentOf(campaign)).length === 4);
  expect((await sentOf(campaign)).sort()).toEqual(
    [...phones(50_000, [0, 2]), '4915112345678', '13175559999'].sort(), // by number, and by the campaign's zone
  );
  expect((await waitingOf(campaign)).map(({ to }) => to)).toEqual(phones(50_000, [1]));
});
