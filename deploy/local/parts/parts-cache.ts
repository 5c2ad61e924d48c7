import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isAlive } from '../process-list.ts';
import { projectRoot } from '../project-root.ts';

/** Where downloaded parts are kept, for all data folders: PARTS_CACHE, or .cache/parts in the checkout. */
export function partsCache(): string {
  return resolve(process.env.PARTS_CACHE ?? join(projectRoot(), '.cache', 'parts'));
}

/**
 * The cached folder `name`, filled by `fill` when it does not exist yet. It appears completely or not at all:
 * it is filled under another name and renamed at the end, so an interrupted download is repeated at the next
 * start. A lock keeps two starts from downloading the same files.
 */
export async function cachedFolder(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const cache = partsCache();
  const folder = join(cache, name);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const release = await lock(`${folder}.lock`);
  try {
    if (existsSync(folder)) return folder;
    await removeInterrupted(cache, `${name}.filling-`);
    const filling = await mkdtemp(`${folder}.filling-`);
    await fill(filling);
    await rename(filling, folder);
    return folder;
  } finally {
    await release();
  }
}

async function removeInterrupted(cache: string, prefix: string): Promise<void> {
  for (const left of await readdir(cache)) {
    if (left.startsWith(prefix)) await rm(join(cache, left), { recursive: true, force: true });
  }
}

/**
 * Takes a lock file that holds our pid; waits while its holder lives, breaks it when the holder has ended.
 */
async function lock(path: string): Promise<() => Promise<void>> {
  const mine = `${path}-${process.pid}-${randomUUID()}`;
  await writeFile(mine, String(process.pid));
  try {
    for (;;) {
      try {
        // a link appears with its content, so no process reads an empty lock
        await link(mine, path);
        return () => rm(path, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = Number(await readFile(path, 'utf8').catch(() => ''));
      if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
      else await delay(200);
    }
  } finally {
    await rm(mine, { force: true });
  }
}
