/** What is held, and how evenly, when half, all, one and a half times and three times as much is wanted as the system can do. */
import { setTimeout as delay } from 'node:timers/promises';
import { join } from 'node:path';
import { filesOf, openBenchSystem, type Bench, type BenchSystem } from './bench-system.ts';
import {
  command,
  createCampaign,
  importContacts,
  progressWhen,
  registerNumber,
  stopCampaign,
} from './drive-campaign.ts';
import { gatherRuns, type Figure } from './figure.ts';
import { evennessOf, type Evenness } from './pace-windows.ts';
import { acceptedOf, resetSimulator } from './simulator-log.ts';
import { writeContacts } from './write-contacts.ts';

const OFFERED = [0.5, 1, 1.5, 3];
/** Far more than it can do, and no message is ever too late: what leaves is what the slowest stage lets through. */
const UNTHROTTLED = {
  MAX_MESSAGES_PER_SECOND: '20000',
  PACE_UNCHECKED: 'true',
  SEND_LATENESS_MS: '900000',
};
const UNTHROTTLED_RATE = 20_000;
/** From the command to the first message, at most: plan and first demand come before it. */
const START_MS = 2_000;
/** After a measurement everything under way comes to rest. */
const REST_MS = 3_000;

export async function measureOverload(bench: Bench): Promise<Figure[]> {
  const seconds = bench.pick({ full: 60, quick: 20, smoke: 2 });
  const gathered = gatherRuns();
  const file = join(filesOf(bench), 'overload.csv');
  for (let run = 0; run < bench.runs; run += 1) {
    const capacity = await capacityOf(bench, file, bench.pick({ full: 30_000, quick: 10_000, smoke: 500 }));
    bench.say(`  capacity: ${Math.round(capacity)} messages/s`);
    gathered.add('capacity', 'messages/s', capacity, {});
    await writeContacts(file, Math.ceil(Math.max(...OFFERED) * capacity * (seconds + 10)));
    const system = await openBenchSystem(bench, { env: { MAX_MESSAGES_PER_SECOND: '20000' } });
    try {
      const { listId } = await importContacts(system, file);
      for (const share of OFFERED) {
        const rate = Math.round(share * capacity);
        const held = await heldOf(system, listId, rate, seconds);
        bench.say(
          `  ${share} × capacity = ${rate}/s offered: ${Math.round(held.perSecond)}/s held, ${held.worstSecond} in the fullest second`,
        );
        addRun(gathered, share, capacity, held);
      }
    } finally {
      await system.close();
    }
  }
  return gathered.figures();
}

/** Messages a second from start to the last acceptance, as fast as it goes. */
async function capacityOf(bench: Bench, file: string, contacts: number): Promise<number> {
  const system = await openBenchSystem(bench, { env: UNTHROTTLED });
  try {
    await writeContacts(file, contacts);
    const { listId } = await importContacts(system, file);
    const { simulatorUrl } = system.system;
    await resetSimulator(simulatorUrl);
    const { integrationId, phoneNumberId } = await registerNumber(system, UNTHROTTLED_RATE);
    const campaignId = await createCampaign(system, {
      contactListId: listId,
      integrationId,
      messagesPerMinute: UNTHROTTLED_RATE * 60,
    });
    await command(system, campaignId, { type: 'StartCampaign', notBefore: null, notAfter: null });
    await progressWhen(
      system,
      campaignId,
      'the end of the run',
      600_000,
      ({ status }) => status === 'complete',
    );
    return evennessOf((await acceptedOf(simulatorUrl, phoneNumberId)).map(({ at }) => at)).perSecond;
  } finally {
    await system.close();
  }
}

async function heldOf(
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
  const accepted = (await acceptedOf(simulatorUrl, phoneNumberId)).map(({ at }) => at);
  await stopCampaign(system, campaignId);
  await delay(REST_MS);
  return evennessOf(accepted);
}

function addRun(
  gathered: ReturnType<typeof gatherRuns>,
  share: number,
  capacity: number,
  held: Evenness,
): void {
  const name = `${share} × the capacity offered`;
  const most = Math.min(1, share) * capacity;
  gathered.add(`${name}: share of what can be done that is held`, 'share', held.perSecond / most, {
    aim: '≥ 0.95',
  });
  gathered.add(`${name}: rate held`, 'messages/s', held.perSecond, { aim: `${Math.round(most * 0.95)}` });
  gathered.add(`${name}: gap, p99`, 'ms', held.gapP99Ms, { aim: 'as at half' });
  gathered.add(`${name}: fullest sliding second`, 'messages', held.worstSecond, {
    aim: `≤ ${Math.round(share * capacity) + 1}`,
  });
}
