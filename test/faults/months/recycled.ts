/** One campaign is run again and again. */
import type { World } from '../world.ts';
import { until } from '../../support/test-system.ts';
import { runWac } from '../../support/run-wac.ts';
import { untilSwept } from './always-running.ts';
import { factsOf } from './judge-months.ts';
import { measure } from './measure.ts';
import { campaignOf, newCampaign, newPeople, runOf } from './month-campaigns.ts';
import { timeOf } from './simulated-time.ts';

const RECYCLED_EACH = 10;
/** What of the settings' times is longer than the first measurement. */
const KEPT = {
  ...{ messages: 180, run_counters: 730, campaign_runs: 730, taken_up: 30, run_pages: 30, events: 180 },
  ...{ command_outcomes: 90, audits: 365, webhook_deliveries: 30 },
};

/** @param measureAt runs after which is measured; the last one ends it */
export async function runAgain(world: World, runsADay: number, measureAt: readonly number[]): Promise<void> {
  const { system } = world;
  const [time, facts] = [timeOf(world), factsOf(world)];
  const people = newPeople(2);
  const { campaignId } = await newCampaign(world, people);
  facts.keptDays = KEPT;
  facts.perPerson = ['contacts'];
  const firstDay = time.day();
  for (let run = 1; run <= (measureAt.at(-1) ?? 0); run += 1) {
    await runOnce(world, campaignId, people, run % RECYCLED_EACH === 0);
    if (run % 20 === 0) world.say(`    ${run} runs`);
    if (run % runsADay === 0) await time.pass(1);
    if (measureAt.includes(run)) {
      await untilSwept(world);
      facts.sizes.push(await measure(world, time.day() - firstDay));
    }
  }
  for (const args of [
    ['campaigns', 'list'],
    ['campaigns', 'show', campaignId],
  ]) {
    const { code } = await runWac(system.system.settings, args);
    facts.answers.push({ what: `wac ${args.join(' ')}`, expected: 0, status: code });
  }
}

/**
 * Several campaigns side by side, each recycled in every round. Some days pass after each, so that in the end more is past its time
 * than is kept.
 * @param measureAt rounds after which is measured; the last one ends it
 */
export async function recycleMany(
  world: World,
  {
    campaigns,
    daysARound,
    measureAt,
  }: { campaigns: number; daysARound: number; measureAt: readonly number[] },
): Promise<void> {
  const [time, facts] = [timeOf(world), factsOf(world)];
  facts.perPerson = ['contacts'];
  const all = await Promise.all(
    Array.from({ length: campaigns }, async () => {
      const people = newPeople(2);
      return { people, ...(await newCampaign(world, people)) };
    }),
  );
  const firstDay = time.day();
  for (let round = 1; round <= (measureAt.at(-1) ?? 0); round += 1) {
    await Promise.all(all.map(({ campaignId, people }) => runOnce(world, campaignId, people, round > 1)));
    if (round % 5 === 0) world.say(`    ${round * campaigns} runs`);
    if (!measureAt.includes(round)) {
      await time.pass(daysARound);
      continue;
    }
    // a sweep that is under way now began when less had passed its time
    await untilSwept(world);
    await time.pass(daysARound);
    await untilSwept(world);
    facts.sizes.push(await measure(world, time.day() - firstDay));
  }
}

async function runOnce(
  world: World,
  campaignId: string,
  people: readonly string[],
  isRecycled: boolean,
): Promise<void> {
  const { system } = world;
  if (isRecycled) await system.command(campaignId, { type: 'RecycleCampaign' });
  await system.start(campaignId);
  factsOf(world).runs.push({ runId: await runOf(world, campaignId), to: [...people] });
  await until('the run is complete', async () => (await campaignOf(world, campaignId)).status === 'complete');
}
