/** The simulator's process: reads arguments and environment, starts, and stops on Ctrl-C or SIGTERM. */
import { fileURLToPath } from 'node:url';
import { readEnv } from '../../config/env.ts';
import { runSimulator } from './run-simulator.ts';
import { scenarioFolder } from './scenario/scenario-folder.ts';

// seen from dist/services/simulator/main.js; the scenarios are read where they are written
const SCENARIOS = fileURLToPath(new URL('../../../services/simulator/scenarios/', import.meta.url));

const run = await runSimulator(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
  env: readEnv,
  scenarios: scenarioFolder(SCENARIOS),
});
if (run.kind === 'ended') process.exit(run.code);

const { simulator } = run;
let ending: Promise<void> | undefined;
// a signal may come twice: from the terminal and from `wac`
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  process.on(signal, () => {
    ending ??= simulator.close().then(() => process.exit(0));
  });
}
