/** How even the messages come at the provider's door, at the usual rate of a number and at the highest one. */
import { join } from 'node:path';
import { startBaseline } from './baseline-process.ts';
import { filesOf, openBenchSystem, type Bench, type BenchSystem } from './bench-system.ts';
import { command, createCampaign, importContacts, registerNumber, stopCampaign } from './drive-campaign.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { gatherRuns, type Figure } from './figure.ts';
import { evennessOf, type Evenness } from './pace-windows.ts';
import { acceptedOf, BARE_PHONE_NUMBER_ID, resetSimulator } from './simulator-log.ts';
import { writeContacts } from './write-contacts.ts';

const RATES = [80, 1_000];
const BARE_SECONDS = { full: 20, quick: 20, smoke: 1 };
/** From the command to the first message, at most: plan and first demand come before it. */
const START_MS = 2_000;

export async function measurePace(bench: Bench): Promise<Figure[]> {
  const seconds = bench.pick({ full: 70, quick: 20, smoke: 2 });
  const gathered = gatherRuns();
  const system = await openBenchSystem(bench);
  try {
    const file = join(filesOf(bench), 'pace.csv');
    await writeContacts(file, Math.max(...RATES) * (seconds + 10));
    const { listId } = await importContacts(system, file);
    for (let run = 0; run < bench.runs; run += 1) {
      for (const rate of RATES)
        addRun(gathered, rate, await paceOf(system, listId, rate, seconds), await barePaceOf(system, rate));
    }
  } finally {
    await system.close();
  }
  return gathered.figures();
}

async function paceOf(
  system: BenchSystem,
  contactListId: string,
  rate: number,
  seconds: number,
): Promise<Evenness> {
  const { simulatorUrl } = system.system;
  await resetSimulator(simulatorUrl);
  const { integrationId, phoneNumberId } = await registerNumber(system, rate);
  const campaignId = await createCampaign(system, {
    contactListId,
    integrationId,
    messagesPerMinute: rate * 60,
  });
  await command(system, campaignId, { type: 'StartCampaign', notBefore: null, notAfter: null });
  await delay(START_MS + seconds * 1_000);
  await stopCampaign(system, campaignId);
  return evennessOf((await acceptedOf(simulatorUrl, phoneNumberId)).map(({ at }) => at));
}

async function barePaceOf(system: BenchSystem, rate: number): Promise<Evenness> {
  const { simulatorUrl } = system.system;
  await resetSimulator(simulatorUrl);
  const bare = await startBaseline('bare-pace', 'pace', {
    simulatorUrl,
    accessToken: system.context.settings.cloudApi.accessTokens.get('default'),
    phoneNumberId: BARE_PHONE_NUMBER_ID,
    perSecond: rate,
    messages: rate * system.bench.pick(BARE_SECONDS),
  });
  try {
    bare.send({});
    await bare.answer('done');
  } finally {
    await bare.stop();
  }
  return evennessOf((await acceptedOf(simulatorUrl, BARE_PHONE_NUMBER_ID)).map(({ at }) => at));
}

function addRun(gathered: ReturnType<typeof gatherRuns>, rate: number, ours: Evenness, bare: Evenness): void {
  const name = 'bare setTimeout loop';
  const idealMs = 1_000 / rate;
  const add = (
    what: string,
    unit: string,
    key: 'gapMedianMs' | 'gapP99Ms' | 'worstSecond',
    aim: string,
  ): void =>
    gathered.add(`${rate}/s: ${what}`, unit, ours[key], { baseline: { name, value: bare[key] }, aim });
  gathered.add(`${rate}/s: rate held`, 'messages/s', ours.perSecond, {
    baseline: { name, value: bare.perSecond },
    aim: `${rate * 0.99}`,
  });
  add('gap, median', 'ms', 'gapMedianMs', `ideal ${idealMs}`);
  add('gap, p99', 'ms', 'gapP99Ms', 'as the bare loop');
  add('fullest sliding second', 'messages', 'worstSecond', `≤ ${rate + 1}`);
  if (ours.worstMinute !== null)
    gathered.add(`${rate}/s: fullest sliding minute`, 'messages', ours.worstMinute, {
      aim: `≤ ${rate * 60}`,
    });
}
