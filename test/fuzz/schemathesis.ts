/** Schemathesis in a virtual environment under .cache, made once from requirements.txt, whose hashes pip checks. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../../deploy/local/project-root.ts';

const run = promisify(execFile);
const requirements = join(projectRoot(), 'test', 'fuzz', 'requirements.txt');

/** @returns the program, or why there is none: Python 3.10 or newer with pip is no requirement of this project */
export async function schemathesis(): Promise<{ program: string } | { lacking: string }> {
  const version = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const folder = join(projectRoot(), '.cache', `schemathesis-${version}`);
  const program = join(folder, 'bin', 'schemathesis');
  if (existsSync(join(folder, 'ready'))) return { program };
  try {
    await run('python3', ['-c', 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else 1)']);
    await rm(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder]);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--require-hashes'];
    await run(join(folder, 'bin', 'python'), [...pip, '-r', requirements]);
    await writeFile(join(folder, 'ready'), '');
    return { program };
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    return { lacking: stderr?.trim().split('\n').at(-1) || message.split('\n')[0] || 'no Python with pip' };
  }
}

/** @param cwd where it keeps what it found. @returns the exit code: 0 when nothing was found */
export function runProgram(program: string, args: readonly string[], cwd: string): Promise<number> {
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], cwd });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
