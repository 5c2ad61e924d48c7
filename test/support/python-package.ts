/** A Python package with what it needs, in a folder of its own under .cache/python; installed once, from the package index. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** @returns the folder for PYTHONPATH, or why there is none: Python 3.10 or newer with pip is no requirement of this project */
export async function pythonPackage(
  name: string,
  version: string,
): Promise<{ folder: string } | { lacking: string }> {
  const cache = join(process.cwd(), '.cache', 'python');
  const folder = join(cache, `${name}-${version}`);
  if (existsSync(folder)) return { folder };
  try {
    await execute('python3', ['-c', 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)']);
    await execute('python3', ['-m', 'pip', '--version']);
  } catch {
    return { lacking: 'no Python 3.10 with pip' };
  }
  const fresh = join(await mkdtemp(join(tmpdir(), `${name}-`)), 'site');
  try {
    await execute('python3', ['-m', 'pip', 'install', '--quiet', '--target', fresh, `${name}==${version}`]);
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    return { lacking: `pip cannot install it (${stderr?.trim().split('\n').at(-1)})` };
  }
  await mkdir(cache, { recursive: true });
  // another test run may have been first
  if (!existsSync(folder)) await cp(fresh, folder, { recursive: true });
  return { folder };
}
