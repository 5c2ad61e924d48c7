/**
 * Sent again to just the chosen ones while processes die by kill -9: judged by what the simulator accepted and what
 * the database holds.
 */
import { randomUUID } from 'node:crypto';
import type { ServiceName } from '../../deploy/local/our-services.ts';
import { collections } from '../../schemas/collections.ts';
import type { CampaignCommand } from '../../schemas/types.ts';
import { acceptedBy, countersOf, ofRun, repeated, runIdOfCampaign } from '../support/campaign-checker.ts';
import { BUSY_MACHINE, runSystem, type RunningSystem } from '../support/run-system.ts';
import { until } from '../support/test-system.ts';

type Resend = Extract<CampaignCommand['body'], { type: 'ResendCampaign' }>;

jest.setTimeout(300_000);

const CONTACTS = 300;
/** By the last digit: what becomes of a person's first message; of the others it arrives. */
const FAILS_IN_REPLY = '1';
const FAILS_LATER = '2';
const NO_ANSWER = '3';
const FAILS_OTHERWISE = '4';
const ARRIVES_UNANSWERED = '5';

let run: RunningSystem;
let integrationId: string;
/** Fault points of the next process of a service. */
const armed = new Map<string, string>();

beforeAll(async () => {
  const first = (suffix: string, outcome: object) => ({ suffix, attempts: [1], ...outcome });
  run = await runSystem({
    env: BUSY_MACHINE,
    ownEnv: (process) => {
      const points = armed.get(process.replace(/-\d+$/, ''));
      return points === undefined ? {} : { FAULT_POINTS: points };
    },
    scenario: {
      rules: [
        first(FAILS_IN_REPLY, { outcome: 'fail-in-reply', code: 131_026 }),
        first(FAILS_LATER, { outcome: 'fail-by-webhook', code: 131_026 }),
        first(NO_ANSWER, { outcome: 'gateway-error', status: 504 }),
        first(FAILS_OTHERWISE, { outcome: 'fail-in-reply', code: 131_049 }),
        first(ARRIVES_UNANSWERED, { outcome: 'drop-after-accept' }),
      ],
    },
  });
  integrationId = await run.integration(80);
});
afterAll(() => run.close());

/** Starts a service anew with a fault point armed. @returns ends when it has died of it and runs again */
async function diesAt(name: ServiceName, point: string): Promise<() => Promise<void>> {
  const [service] = run.system.of(name);
  if (!service) throw new Error(`there is no ${name}`);
  armed.set(name, `${point}=kill@1`);
  await service.restart();
  armed.delete(name);
  return async () => {
    expect(await service.ended).toMatchObject({ signal: 'SIGKILL' });
    await service.restart();
  };
}

async function newCampaign(firstPhone: number): Promise<{ campaignId: string; phones: string[] }> {
  const phones = Array.from({ length: CONTACTS }, (_, n) => String(firstPhone + n));
  const contactListId = await run.contactList(
    `Name,Phone\n${phones.map((phone, n) => `Person ${n},+${phone}`).join('\n')}\n`,
  );
  const campaignId = await run.campaign({ contactListId, integrationId, messagesPerMinute: 2_400 });
  return { campaignId, phones };
}

/** Numbers that the simulator accepted a message for, each as often as it did. */
const messaged = async (runId: string): Promise<string[]> =>
  ofRun(await acceptedBy(run.system.simulatorUrl), runId).map(({ to }) => to);

/** Numbers of a run's ledger in a state, in order. */
const inState = async (runId: string, state: 'UNKNOWN' | 'FAILED' | 'ACCEPTED'): Promise<string[]> =>
  (await run.database.of(collections.messages).find({ runId, state }).toArray()).map(({ to }) => to ?? '');

const endingWith = (phones: readonly string[], ...digits: string[]): string[] =>
  phones.filter((phone) => digits.includes(phone.at(-1) ?? '')).sort();

/** Sends a resend while campaigns dies in the middle of it, eligibility when it plans, the sender when it has claimed. */
async function resendWhileDying(campaignId: string, body: Omit<Resend, 'type'>): Promise<string> {
  const reborn = [
    await diesAt('campaigns', 'campaigns.effect.after'),
    await diesAt('eligibility', 'eligibility.page.after'),
    await diesAt('sender', 'sender.intent.after'),
  ];
  const commandId = randomUUID();
  const outcome = until(
    'the resend has its outcome',
    () =>
      run.client
        .send(campaignId, { type: 'ResendCampaign', ...body }, { commandId, waitMs: 10_000 })
        .catch(() => null),
    120_000,
  );
  for (const one of reborn) await one();
  expect(await outcome).toMatchObject({ accepted: true });
  return runIdOfCampaign(run.database.db, campaignId);
}

/** In the second run each of the chosen got one message and nobody else any; of whom the killed sender held nothing is known. */
async function expectJustOnce(runId: string, chosen: readonly string[]): Promise<void> {
  const again = await messaged(runId);
  expect(repeated(ofRun(await acceptedBy(run.system.simulatorUrl), runId))).toEqual([]);
  const unknown = await inState(runId, 'UNKNOWN');
  expect([...new Set([...again, ...unknown])].sort()).toEqual([...chosen].sort());
  const killedSenderHeld = 60;
  expect(unknown.length).toBeLessThanOrEqual(killedSenderHeld);
  expect(await inState(runId, 'FAILED')).toEqual([]);
  expect(await run.database.of(collections.messages).countDocuments({ runId })).toBe(chosen.length);
}

it('failed with one code and unknown: these get one more message, nobody else a second', async () => {
  const { campaignId, phones } = await newCampaign(13_176_100_000);
  await run.start(campaignId);
  const firstRun = await runIdOfCampaign(run.database.db, campaignId);
  await run.untilStatus(campaignId, 'complete');
  const tenth = CONTACTS / 10;
  const settled = { accepted: 6 * tenth, failed: 3 * tenth, unknown: tenth };
  await until('all that the provider tells later is known', async () => {
    const { accepted, failed, unknown } = await countersOf(run.database.db, firstRun);
    return JSON.stringify({ accepted, failed, unknown }) === JSON.stringify(settled);
  });
  const before = await messaged(firstRun);
  const chosen = endingWith(phones, FAILS_IN_REPLY, FAILS_LATER, NO_ANSWER);

  const secondRun = await resendWhileDying(campaignId, {
    ...{ kinds: ['FAILED', 'UNKNOWN'], codes: [131_026], runNumber: null, mayGetItTwice: true },
  });
  await run.untilStatus(campaignId, 'complete');
  await expectJustOnce(secondRun, chosen);
  expect(await messaged(firstRun)).toEqual(before);
  // who had failed with another code, and whose message had arrived without an answer, were left alone
  expect(endingWith(await messaged(secondRun), FAILS_OTHERWISE, ARRIVES_UNANSWERED)).toEqual([]);
});

it('never reached: a stopped run goes on for those who got nothing, and for nobody else', async () => {
  const { campaignId, phones } = await newCampaign(13_176_200_000);
  await run.start(campaignId);
  const firstRun = await runIdOfCampaign(run.database.db, campaignId);
  await until('it is in the middle', async () => (await messaged(firstRun)).length > CONTACTS / 4);
  await run.command(campaignId, { type: 'StopCampaign' });
  await run.untilStatus(campaignId, 'off');
  const before = await messaged(firstRun);
  const touched = new Set([
    ...before,
    ...(await inState(firstRun, 'FAILED')),
    ...(await inState(firstRun, 'UNKNOWN')),
  ]);
  const chosen = phones.filter((phone) => !touched.has(phone));
  expect(chosen.length).toBeGreaterThan(CONTACTS / 10);

  const secondRun = await resendWhileDying(campaignId, {
    ...{ kinds: ['NEVER_REACHED'], codes: [], runNumber: 1, mayGetItTwice: false },
  });
  await run.untilStatus(campaignId, 'complete');
  expect(await messaged(firstRun)).toEqual(before);
  const again = await messaged(secondRun);
  expect(again.filter((phone) => touched.has(phone))).toEqual([]);
  expect(repeated(ofRun(await acceptedBy(run.system.simulatorUrl), secondRun))).toEqual([]);
  const others = [...(await inState(secondRun, 'FAILED')), ...(await inState(secondRun, 'UNKNOWN'))];
  expect([...new Set([...again, ...others])].sort()).toEqual([...chosen].sort());
});
