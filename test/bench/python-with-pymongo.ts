/** A Python that has pymongo: a virtual environment under .cache, made once; null where there is no Python or no package index. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../deploy/local/project-root.ts';

const run = promisify(execFile);

export async function pythonWithPymongo(say: (line: string) => void): Promise<string | null> {
  const folder = join(projectRoot(), '.cache', 'bench-python');
  const python = join(folder, 'bin', 'python');
  if (existsSync(join(folder, 'ready'))) return python;
  try {
    await rm(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder]);
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', 'pymongo>=4.9,<5']);
    await run('touch', [join(folder, 'ready')]);
    return python;
  } catch (error) {
    say(`  no Python with pymongo, so no baseline: ${(error as Error).message.split('\n')[0]}`);
    return null;
  }
}
