import { fileURLToPath } from 'node:url';
import { toSettings } from '../../config/settings.ts';
import { runCli } from './run-cli.ts';

// a reader that went away (`wac … | head`) is no fault
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

const code = await runCli(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  settings: () => toSettings(),
  simulatorEntry: fileURLToPath(new URL('../simulator/main.js', import.meta.url)),
});
// connections that could not be made may still be trying: end once the output is written
process.stdout.write('', () => process.exit(code));
