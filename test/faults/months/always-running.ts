/** A campaign that always runs is fed some contacts each day. */
import type { World } from '../world.ts';
import { until } from '../../support/test-system.ts';
import { factsOf } from './judge-months.ts';
import { measure } from './measure.ts';
import { acceptedCount, addPeople, newCampaign, newPeople, runOf, untilAccepted } from './month-campaigns.ts';
import { DAY, timeOf } from './simulated-time.ts';

const A_DAY = 3;

/** What of the settings' times is longer than the first measurement. */
const KEPT = { events: 180, command_outcomes: 90, audits: 365, webhook_deliveries: 30 };
/** Contacts, and what a run must know of each of them for as long as it goes on. */
const PER_PERSON = ['contacts', 'messages', 'taken_up', 'run_pages'];

/** @param measureAt days of the feeding after which is measured; the last one ends it */
export async function feedForDays(world: World, measureAt: readonly number[]): Promise<void> {
  const time = timeOf(world);
  const facts = factsOf(world);
  const first = newPeople(A_DAY);
  let accepted = await acceptedCount(world);
  const { campaignId, contactListId } = await newCampaign(world, first, true);
  await world.system.start(campaignId);
  const run = { runId: await runOf(world, campaignId), to: first };
  facts.runs.push(run);
  facts.keptDays = KEPT;
  facts.perPerson = PER_PERSON;
  await untilAccepted(world, (accepted += A_DAY));
  const last = measureAt.at(-1) ?? 0;
  for (let day = 1; day <= last; day += 1) {
    await time.pass(1);
    const fed = newPeople(A_DAY);
    run.to.push(...fed);
    await addPeople(world, contactListId, fed);
    await untilAccepted(world, (accepted += A_DAY));
    if (day % 10 === 0) world.say(`    day ${day}: ${accepted} messages`);
    if (measureAt.includes(day)) {
      await untilSwept(world);
      facts.sizes.push(await measure(world, day));
    }
  }
}

/** The hourly removal has come since the clocks jumped; it looks twice a minute. */
export async function untilSwept({ system }: World): Promise<void> {
  const since = Date.now() - DAY / 24;
  await until('what has passed its time is removed', async () => {
    const sweep = await system.database.db.collection('sweeps').findOne();
    return sweep !== null && (sweep['endedAt'] as Date).getTime() > since;
  });
}
