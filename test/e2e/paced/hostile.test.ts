/**
 * A campaign of 5,000 contacts against a provider with which everything goes wrong at once (scenarios/hostile.json), while people answer
 * STOP, switch marketing off and are put on the do-not-contact list, the template is paused, and the webhook's process dies.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { countersOf, recount, runIdOfCampaign, worstWindow } from '../../support/campaign-checker.ts';
import {
  faultsOf,
  fatesByLog,
  readLedger,
  readProviderLog,
  type Expected,
  type Fate,
  type ProviderLog,
} from '../../support/hostile-checker.ts';
import { anyPhoneNumberId, BUSY_MACHINE, runSystem, type RunningSystem } from '../../support/run-system.ts';
import { until } from '../../support/test-system.ts';

const SEED = 2026;
const CONTACTS = 5_000;
const ACCOUNT = '102290129340398';
const NUMBER_PER_SECOND = 1_000;
/** Between the last look at the lists and the request lie the claim ahead of the slot and what a busy machine delays. */
const UNDER_WAY_MS = 250 + Number(BUSY_MACHINE.SEND_LATENESS_MS);

jest.setTimeout(400_000);

let run: RunningSystem;
let contactListId: string;
let dncListId: string;

const phoneOf = (n: number): string => String(13_175_000_000 + n);
/** 4,950 people; the last fifty contacts are some of them again. */
const people = Array.from({ length: CONTACTS - 50 }, (_, n) => phoneOf(n));
const onDnc = people.filter((_, n) => n % 37 === 5);
/** At the end of the order: whatever is said about them while the first are messaged is durable long before their turn. */
const tail = people.slice(-400).filter((phone) => !onDnc.includes(phone));
const addedToDnc = tail.slice(0, 60);
const sayStop = tail.slice(60, 90);
const pressStop = tail.slice(90, 105);
const switchOff = tail.slice(105, 135);
const changeTheirMind = tail.slice(135, 145);

beforeAll(async () => {
  run = await runSystem({ env: { ...BUSY_MACHINE, SEND_TIMEOUT_MS: '6000', SEND_LEASE_MS: '12000' } });
  const rows = Array.from(
    { length: CONTACTS },
    (_, n) => `Person ${n},+${people[n] ?? phoneOf((n * 31) % 4_000)}`,
  );
  contactListId = await run.contactList(`Name,Phone\n${rows.join('\n')}\n`);
  dncListId = await run.dncList(`Who,Phone\n${onDnc.map((phone, n) => `X${n},+${phone}`).join('\n')}\n`, [
    'Phone',
  ]);
}, 180_000);

afterAll(() => run.close(), 60_000);

type Result = {
  log: ProviderLog;
  fates: Map<string, Fate>;
  /** Banned when it was almost their turn: whether they got a message is a matter of milliseconds. */
  close: Set<string>;
};

const admin = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
  const reply = await fetch(run.system.simulatorUrl + path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Record<string, unknown>;
};
const acceptedSoFar = async (): Promise<number> =>
  Number((await admin('GET', '/simulator/stats'))['accepted']);

/** Hostile, with an account that knows one number and one template, so that everything is validated and limited. */
async function useScenario(phoneNumberId: string): Promise<void> {
  const file = join(process.cwd(), 'services/simulator/scenarios/hostile.json');
  const hostile = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await admin('PUT', '/simulator/scenario', {
    ...hostile,
    seed: SEED,
    account: { id: ACCOUNT },
    numbers: [
      {
        id: phoneNumberId,
        display_phone_number: '+1 555 010 0000',
        messages_per_second: NUMBER_PER_SECOND,
        throughput: { level: 'HIGH' },
      },
    ],
    templates: [
      {
        id: '900',
        name: 'spring_offer',
        language: 'en_US',
        components: [{ type: 'BODY', text: 'Hello {{1}}, spring is here.' }],
      },
    ],
  });
  await admin('POST', '/simulator/reset');
}

/** Runs the whole campaign on a number of its own, with everything that happens meanwhile, until every status is in. */
async function runCampaign(messagesPerMinute: number): Promise<Result & { faults: string[]; runId: string }> {
  // the number is what it is before it is registered: its level is read then
  const phoneNumberId = anyPhoneNumberId();
  await useScenario(phoneNumberId);
  const integrationId = await run.integration(NUMBER_PER_SECOND, phoneNumberId);
  // a list for this run only: what is added to it meanwhile must not be there at the start of the next
  const addedListId = await run.dncList('Who,Phone\nNobody,+13170000000\n', ['Phone']);
  const campaignId = await run.campaign({
    contactListId,
    integrationId,
    messagesPerMinute,
    dncListIds: [dncListId, addedListId],
  });
  const forbidden = new Map(onDnc.map((phone) => [phone, 'ON_DO_NOT_CALL_LIST']));
  const forbiddenFrom = new Map<string, number>();
  const close = new Set<string>();
  const inbound = (from: string, more: object): Promise<unknown> =>
    admin('POST', '/simulator/inbound', { phoneNumberId, from, ...more });
  const optedOut = async (phones: readonly string[]): Promise<boolean> =>
    (await run.database.db
      .collection<{ _id: string }>('dnc_numbers')
      .countDocuments({ _id: { $in: phones.map((phone) => `optout:${integrationId}:${phone}`) } })) ===
    phones.length;

  await run.start(campaignId);
  const runId = await runIdOfCampaign(run.database.db, campaignId);
  await until('it sends', async () => (await acceptedSoFar()) > 300, 60_000);

  // people at the end of the order
  for (const from of changeTheirMind) await inbound(from, { text: 'Stop' });
  await until('those who will change their mind are out', () => optedOut(changeTheirMind));
  await run.command(addedListId, {
    type: 'AddDncNumbers',
    numbers: addedToDnc.map((phone) => `+${phone}`),
    expiresAt: null,
  });
  for (const from of sayStop) await inbound(from, { text: 'STOP.' });
  for (const from of pressStop)
    await inbound(from, { type: 'button', text: 'Stop promotions', payload: 'STOP' });
  for (const from of switchOff)
    await admin('POST', '/simulator/preferences', { phoneNumberId, from, value: 'stop' });
  for (const from of changeTheirMind) await inbound(from, { text: 'START' });
  await until('all wishes are durable', () => optedOut([...sayStop, ...pressStop, ...switchOff]));
  await until('minds have changed', async () =>
    (await Promise.all(changeTheirMind.map((phone) => optedOut([phone])))).every((out) => !out),
  );
  expect(await acceptedSoFar()).toBeLessThan(people.length - 1_000);
  for (const phone of addedToDnc) forbidden.set(phone, 'ON_DO_NOT_CALL_LIST');
  for (const phone of [...sayStop, ...pressStop, ...switchOff]) forbidden.set(phone, 'OPTED_OUT');

  // the webhook's process dies; what the provider could not deliver comes again
  const [webhook] = run.system.of('webhook');
  webhook?.kill('SIGKILL');
  await webhook?.ended;
  await webhook?.restart();

  // pacing finds the template bad; its operator ends the pause, and everyone who was refused meanwhile is messaged after all
  await admin('POST', '/simulator/templates/spring_offer', { action: 'pace' });
  let refusals = 0;
  let quietLooks = 0;
  await until('the pause was met, and nothing is sent any more', async () => {
    const { requests } = (await admin('GET', '/simulator/stats')) as {
      requests: { byOutcome: Record<string, number> };
    };
    const met = requests.byOutcome['error 132015'] ?? 0;
    quietLooks = met > 0 && met === refusals ? quietLooks + 1 : 0;
    refusals = met;
    return quietLooks > 30;
  });
  const unpaused = await fetch(`${run.system.simulatorUrl}/v24.0/900/unpause`, {
    method: 'POST',
    headers: { authorization: `Bearer ${run.system.settings.cloudApi.accessTokens.get('default')}` },
  });
  expect(await unpaused.json()).toEqual({ success: true });

  // people whose turn is in a second, or in some
  for (let round = 0; round < 12; round++) {
    const at = Math.round((await acceptedSoFar()) * 1.08 + (messagesPerMinute / 60) * (1.5 + round / 2));
    const from = people[at];
    if (from === undefined || at > people.length - 600 || forbidden.has(from)) continue;
    await inbound(from, { text: 'stop' });
    close.add(from);
    await until('the wish is durable', () => optedOut([from]));
    forbiddenFrom.set(from, Date.now() + UNDER_WAY_MS);
  }

  await run.untilStatus(campaignId, 'complete', 240_000);
  // nothing more is sent: what is still on its way by webhook may come faster
  await admin('POST', '/simulator/clock', { scale: 20 });
  await until(
    'the provider has told everything',
    async () => {
      const stats = (await admin('GET', '/simulator/stats')) as {
        pending: number;
        webhook: Record<string, number>;
      };
      return (
        stats.pending +
          (stats.webhook['waiting'] ?? 0) +
          (stats.webhook['inFlight'] ?? 0) +
          (stats.webhook['retrying'] ?? 0) ===
        0
      );
    },
    60_000,
  );
  const log = await readProviderLog(run.system.simulatorUrl);
  const expected: Expected = { people, forbidden, forbiddenFrom };
  let faults: string[] = [];
  await until(
    'the ledger has taken note',
    async () => (faults = faultsOf(expected, log, await readLedger(run.database.db, runId))).length === 0,
    30_000,
  ).catch(() => undefined);
  return { log, fates: fatesByLog(log), close, faults, runId };
}

let first: Result;

it('repeats nobody, loses nobody, messages nobody who is not to be, and has every failure with its code', async () => {
  const perMinute = 9_000;
  const result = await runCampaign(perMinute);
  first = result;
  expect(result.faults.slice(0, 20)).toEqual([]);

  // every fault was there
  const met = new Set(
    [...result.log.accepted, ...result.log.refused].map((line) =>
      'code' in line ? `error ${line.code}` : line.outcome,
    ),
  );
  for (const outcome of [
    'timeout-after-accept',
    'drop-after-accept',
    'gateway-error-after-accept',
    'reset-in-body',
    'garbage-body',
    'no-message-id',
  ])
    expect(met).toContain(outcome);
  for (const outcome of [
    'refuse',
    'stall',
    'gateway-error',
    'slow',
    'held',
    'opt-out',
    'never-answered',
    'error 130429',
    'error 131056',
    'error 131016',
    'error 131000',
    'error 131026',
    'error 2',
  ])
    expect(met).toContain(outcome);
  const failures = new Set(
    [...result.fates.values()].filter(({ state }) => state === 'FAILED').map(({ code }) => code),
  );
  for (const code of [131026, 131049, 131050, 130472, 131053]) expect(failures).toContain(code);

  // bans in the last moments were in time for some
  expect(result.close.size).toBeGreaterThan(3);
  expect([...result.close].some((to) => !result.fates.has(to))).toBe(true);

  // what reached the provider's door, whatever it did with it, keeps the limits; and it never had to say so
  const atTheDoor = [...result.log.accepted, ...result.log.refused] as Array<{ at: number }>;
  expect(worstWindow(atTheDoor as never, 60_000)).toBeLessThanOrEqual(perMinute);
  expect(worstWindow(atTheDoor as never, 1_000)).toBeLessThanOrEqual(NUMBER_PER_SECOND);
  expect(result.log.refused.filter(({ attempt, code }) => attempt === null && code !== 132015)).toEqual([]);

  // taken up = sent + failed + skipped + unknown, and the counters say the same
  const ledger = await recount(run.database.db, result.runId);
  expect(ledger).toMatchObject({ total: CONTACTS, open: 0 });
  const { accepted, failed, skipped, unknown } = ledger;
  expect(accepted + failed + skipped + unknown).toBe(CONTACTS);
  expect(await countersOf(run.database.db, result.runId)).toMatchObject({
    accepted,
    failed,
    skipped,
    unknown,
  });
});

it('gives everyone the same fate with the same seed, though twice as fast', async () => {
  const second = await runCampaign(18_000);
  expect(second.faults.slice(0, 20)).toEqual([]);
  // who was banned when it was almost their turn is a matter of milliseconds; everybody else is the seed's
  const close = new Set([...first.close, ...second.close]);
  const decided = (result: Result): Array<[string, Fate]> =>
    people.flatMap((to) => {
      const fate = result.fates.get(to);
      return fate === undefined || close.has(to) ? [] : [[to, fate]];
    });
  expect(decided(second)).toEqual(decided(first));
  expect(decided(second).length).toBeGreaterThan(4_500);
});
