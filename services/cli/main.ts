import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { toSettings } from '../../config/settings.ts';
import { runCli } from './run-cli.ts';

// a reader that closes its end (`wac … | head`) is not an error
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

async function ask(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(question)).trim());
  } finally {
    terminal.close();
  }
}

const code = await runCli(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  settings: () => toSettings(),
  in: process.stdin,
  ...(process.stdin.isTTY ? { ask } : {}),
  simulatorEntry: fileURLToPath(new URL('../simulator/main.js', import.meta.url)),
});
// connections that failed may still be retried: end once the output is written
process.stdout.write('', () => process.exit(code));
