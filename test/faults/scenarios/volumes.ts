/** The disk of the broker or the database is full. Needs the right to mount a tmpfs; says so where it is missing. */
import { statfs, rm } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { during, type Scenario } from '../scenario.ts';
import type { World } from '../world.ts';

const FULL_MS = 12_000;
const BLOCK = Buffer.alloc(1 << 20);

/** Fills a volume to its last byte. @returns a function that frees it again */
async function fill(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'filler');
  const file = await open(path, 'w');
  try {
    for (;;) await file.write(BLOCK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize > BLOCK.length)
    throw new Error(`${folder} is not full: ${bavail * bsize} bytes are left`);
  return () => rm(path);
}

/** @param of the part whose (first node's) data is on the scenario's volume */
export async function fullVolume(world: World, of: 'kafka' | 'mongo'): Promise<void> {
  const folder = world.volume;
  if (folder === null) throw new Error('the scenario has no volume');
  const sinceMs = Date.now();
  const free = await fill(folder);
  await delay(FULL_MS);
  await free();
  // whoever gave up comes back, as under any supervisor
  await world.parts[of].start();
  // others have it where there are others
  if (of === 'kafka' && world.parts.kafka.nodes.length === 1) world.noteBrokerFull(sinceMs);
}

export const volumeScenarios: Scenario[] = [
  {
    name: 'volumes/database-full',
    what: 'the database’s volume is full for 12 s; the database may die of it, and comes back on its data',
    smallVolume: { of: 'mongo', mebibytes: 700 },
    run: (world) => during(world, () => fullVolume(world, 'mongo')),
  },
  {
    name: 'volumes/broker-full',
    what: 'the broker’s volume is full for 12 s; the broker may die of it, and comes back on its data',
    smallVolume: { of: 'kafka', mebibytes: 300 },
    run: (world) => during(world, () => fullVolume(world, 'kafka')),
  },
];
