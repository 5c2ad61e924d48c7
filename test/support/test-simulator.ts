/** The simulator as a test's own WhatsApp: in this process, on a free port, silent. */
import { readEnv } from '../../config/env.ts';
import { createSimulator } from '../../services/simulator/create-simulator.ts';
import { readSimulatorSettings } from '../../services/simulator/settings.ts';

export type TestSimulator = {
  readonly url: string;
  /** What it does from now on (services/simulator/README.md). @throws with its answer when it does not take the scenario */
  setScenario(scenario: object): Promise<void>;
  close(): Promise<void>;
};

/** @param accessToken the only one that it takes */
export async function startTestSimulator(accessToken = 'test-token'): Promise<TestSimulator> {
  const settings = readSimulatorSettings(
    readEnv({ SIMULATOR_ACCESS_TOKEN: accessToken, LOG_LEVEL: 'silent' }),
  );
  const simulator = createSimulator({ ...settings, port: 0 });
  const url = await simulator.listen();
  return {
    url,
    async setScenario(scenario) {
      const answer = await fetch(`${url}/simulator/scenario`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'test', ...scenario }),
      });
      if (!answer.ok)
        throw new Error(`the simulator refuses the scenario: ${answer.status} ${await answer.text()}`);
    },
    close: () => simulator.close(),
  };
}
