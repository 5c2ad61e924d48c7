/** Every service as a process that is told to stop before it could start: at once, and without a word of complaint. */
import { ourServices } from '../../../deploy/local/our-services.ts';
import { freePorts } from '../../../deploy/local/free-port.ts';
import { API_TEST_SECRET } from '../../support/test-api.ts';
import { serviceProcesses } from '../../support/service-process.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const NOBODY_LISTENS = '127.0.0.1:9';
/** All of them start at once. */
const START_WITHIN_MS = 90_000;
/** What these services do not need, they do not wait for. */
const NEEDS_NO_DATABASE = ['webhook'];
const NEEDS_NO_BROKER: string[] = [];

let system: TestSystem;
const processes = serviceProcesses(() => system.settings);

beforeAll(async () => {
  system = await openTestSystem();
});
afterAll(async () => {
  processes.killAll();
  await system.close();
});

/** @returns how each ended that waits for a part which does not answer, and what it logged above information */
async function startAndStop(signal: NodeJS.Signals, env: Record<string, string>, without: readonly string[]) {
  return Promise.all(
    ourServices.map(async ({ name }) => {
      const [apiPort, webhookPort] = await freePorts(2);
      const one = await processes.spawn(`services/${name}/main.js`, {
        API_PORT: String(apiPort),
        WEBHOOK_PORT: String(webhookPort),
        WEBHOOK_ALLOW_UNSIGNED: 'true',
        API_SECRET: API_TEST_SECRET,
        ...env,
      });
      const says = without.includes(name) ? 200 : 503;
      await until(`${name} says ${says}`, async () => (await one.ready()) === says, START_WITHIN_MS);
      one.signal(signal);
      const exitCode = await one.exitCode;
      return { name, exitCode, stopped: one.output().includes('"stopped"') };
    }),
  );
}

const allStopped = ourServices.map(({ name }) => ({ name, exitCode: 0, stopped: true }));

it('SIGTERM while the broker does not answer', async () => {
  expect(await startAndStop('SIGTERM', { KAFKA_BROKERS: NOBODY_LISTENS }, NEEDS_NO_BROKER)).toEqual(
    allStopped,
  );
});

it('SIGINT while the database does not answer', async () => {
  const nowhere = `mongodb://${NOBODY_LISTENS}/?replicaSet=rs0`;
  expect(await startAndStop('SIGINT', { MONGODB_URL: nowhere }, NEEDS_NO_DATABASE)).toEqual(allStopped);
});
