import { spawn } from 'node:child_process';

const KEPT_CHARACTERS = 4_000;

/** Runs a command to its end and returns its output; a failure's error holds the last of what it printed. */
export function runCommand(
  command: string,
  args: readonly string[],
  options: { cwd?: string | undefined; signal?: AbortSignal | undefined } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    const keep = (chunk: Buffer): void => {
      printed = (printed + chunk.toString()).slice(-KEPT_CHARACTERS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve(printed);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}:\n${printed.trim()}`));
    });
  });
}
