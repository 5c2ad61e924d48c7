/** The simulator's process: reads the environment, starts, and stops on SIGTERM. */
import { readEnv } from '../../config/env.ts';
import { createSimulator } from './create-simulator.ts';
import { readSimulatorSettings } from './settings.ts';

const simulator = createSimulator(readSimulatorSettings(readEnv()));
await simulator.listen();

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, () => void simulator.close().then(() => process.exit(0)));
}
