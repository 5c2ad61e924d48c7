/** A volume of a few hundred MiB: a tmpfs, which only root may mount. */
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export type SmallVolume = { readonly folder: string; close(): Promise<void> };

/** Takes away what a killed run left mounted. */
export async function closeLeftVolume(folder: string): Promise<void> {
  await run('umount', ['-l', folder]).catch(() => undefined); // nothing is mounted there
}

/** @throws CannotMount, which says what is lacking where a volume cannot be mounted */
export async function openSmallVolume(folder: string, mebibytes: number): Promise<SmallVolume> {
  await mkdir(folder, { recursive: true });
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder]);
  } catch (cause) {
    throw new CannotMount(
      `a full disk cannot be played here: mounting a tmpfs needs root on Linux (${(cause as Error).message.trim()})`,
    );
  }
  return { folder, close: async () => void (await run('umount', ['-l', folder])) };
}

export class CannotMount extends Error {}
