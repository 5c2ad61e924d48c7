/** The database comes back as it was ten days ago: nothing is sent until an operator has confirmed, for every number. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Document } from 'mongodb';
import { copyDatabase, restoreDatabase } from '../../support/database-copy.ts';
import { runWac } from '../../support/run-wac.ts';
import { until } from '../../support/test-system.ts';
import type { World } from '../world.ts';
import { SERVICES } from './absent.ts';
import { factsOf } from './judge-months.ts';
import { acceptedCount, addPeople, newCampaign, newPeople, runOf, untilAccepted } from './month-campaigns.ts';
import { DAY, timeOf } from './simulated-time.ts';

const COPY_DAYS = 10;
const SILENT_MS = 10_000;

export async function restoredFromCopy(world: World): Promise<void> {
  const { system, fleet } = world;
  const [time, facts] = [timeOf(world), factsOf(world)];
  const people = newPeople(3);
  const { campaignId, contactListId, integrationId } = await newCampaign(world, people, true);
  const base = await acceptedCount(world);
  await system.start(campaignId);
  const run = { runId: await runOf(world, campaignId), to: [...people], again: [] as string[] };
  facts.runs.push(run);
  await untilAccepted(world, base + people.length);
  const waiting = newPeople(2);
  await fleet.down(SERVICES);
  const copy = await copyDatabase(system.database.db);
  await fleet.up();
  // in the copy they are not in the list; after the copy they are messaged
  run.to.push(...waiting);
  await addPeople(world, contactListId, waiting);
  await untilAccepted(world, base + people.length + waiting.length);
  await time.pass(COPY_DAYS);

  await fleet.down(SERVICES);
  await restoreDatabase(system.database.db, copy);
  const silence = {
    why: 'an operator has not confirmed the restore',
    ...{ fromMs: Date.now(), untilMs: Date.now() + DAY },
  };
  facts.silences.push(silence);
  await fleet.up();
  // the same people again, as whoever feeds the list does when they are missing there
  await addPeople(world, contactListId, waiting);
  await until('the number is held', async () => {
    const pace = await system.database.db
      .collection<{ _id: string; fence?: Document }>('pace')
      .findOne({ _id: integrationId });
    return (pace?.fence?.['mismatch'] as { found?: string } | null | undefined)?.found;
  });
  await delay(SILENT_MS);
  silence.untilMs = Date.now();
  run.again.push(...waiting);
  const before = await acceptedCount(world);
  const { code, err } = await runWac(system.system.settings, [
    'integrations',
    'confirm-restore',
    integrationId,
    '--yes',
  ]);
  if (code !== 0) throw new Error(`the restore cannot be confirmed: ${err}`);
  await untilAccepted(world, before + waiting.length);
}
