/** No sender runs for days, while everything else goes on: what was released for them is no longer on its topic when they come back. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { collections } from '../../../schemas/collections.ts';
import { campaignBody } from '../../support/command-bodies.ts';
import { until } from '../../support/test-system.ts';
import type { World } from '../world.ts';
import { factsOf } from './judge-months.ts';
import { acceptedCount, campaignOf, csvOf, newPeople, runOf, untilAccepted } from './month-campaigns.ts';
import { timeOf } from './simulated-time.ts';

const PEOPLE = 60;
const SENT_BEFORE = 15;
/** Longer than half of the topic's retention, so that nothing waits for a later step. */
const STEP_DAYS = 0.6;
const STEPS = 4;
/** Longer than the throttle waits between two looks at its numbers. */
const LOOKED_WITHIN_MS = 12_000;

export async function sendersOff(world: World): Promise<void> {
  const { system, fleet } = world;
  const time = timeOf(world);
  const people = newPeople(PEOPLE);
  const [contactListId, integrationId] = [
    await system.contactList(csvOf(people)),
    await system.integration(),
  ];
  const campaignId = randomUUID();
  await system.command(
    campaignId,
    campaignBody(campaignId, { contactListId, integrationId, messagesPerMinute: 300 }),
  );
  const accepted = await acceptedCount(world);
  await system.start(campaignId);
  const runId = await runOf(world, campaignId);
  factsOf(world).runs.push({ runId, to: people });
  await untilAccepted(world, accepted + SENT_BEFORE);
  await fleet.down(['sender']);
  await until('everybody is released', async () => {
    const pace = await system.database.of(collections.pace).findOne({ _id: integrationId });
    return (pace?.runs[runId]?.releasedThrough ?? 0) >= PEOPLE;
  });
  for (let step = 0; step < STEPS; step += 1) {
    await delay(LOOKED_WITHIN_MS);
    await time.pass(STEP_DAYS);
  }
  await fleet.up();
  world.say(`    the senders are back after ${STEPS * STEP_DAYS} days`);
  await until('the run is complete', async () => (await campaignOf(world, campaignId)).status === 'complete');
}
