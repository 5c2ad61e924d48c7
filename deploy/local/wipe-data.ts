/**
 * `--fresh` removes the files of earlier starts from the data folder, and refuses a folder that holds
 * anything else.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Everything that the launcher, its parts and its services create there. */
const OURS: ReadonlySet<string> = new Set([
  'kafka',
  'mongo',
  'registry',
  'prometheus',
  'logs',
  'secrets',
  'secrets.json',
  'pids.json',
  'pids.json.new',
]);

/** @throws Error naming the files that are not ours; nothing has been removed then */
export async function requireOurFolder(dataDir: string): Promise<void> {
  const strange = (await entriesOf(dataDir)).filter((name) => !OURS.has(name));
  if (strange.length > 0)
    throw new Error(
      `--fresh would wipe ${dataDir}, which holds files that no start has made: ${strange.slice(0, 5).join(', ')}. Choose another --data.`,
    );
}

/** Removes the folder's entries that are ours. */
export async function wipeData(dataDir: string): Promise<void> {
  await requireOurFolder(dataDir);
  for (const name of await entriesOf(dataDir))
    await rm(join(dataDir, name), { recursive: true, force: true });
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
