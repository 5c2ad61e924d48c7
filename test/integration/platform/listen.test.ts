/** Two live processes of one INSTANCE_ID, as while a container is replaced: each hears everything. */
import { topics } from '../../../schemas/topics.ts';
import { listen } from '../../../services/platform/kafka/listen.ts';
import { openContext, type ServiceContext } from '../../../services/platform/process/run-service.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

jest.setTimeout(120_000);

const SIGNALS = 50;
let system: TestSystem;
let lives: ServiceContext[] = [];

beforeAll(async () => {
  system = await openTestSystem();
  lives = [openContext('twin', system.settings), openContext('twin', system.settings)];
});
afterAll(async () => {
  await Promise.all(lives.map((life) => life.close()));
  await system.close();
});

test('no record goes to only one of them', async () => {
  const heard = lives.map(() => new Set<string>());
  await Promise.all(
    lives.map((life, index) =>
      listen(life, topics.providerSignals, ({ integrationId }) => void heard[index]?.add(integrationId)),
    ),
  );
  const producer = await system.context.producer();
  await producer.send(
    topics.providerSignals,
    Array.from({ length: SIGNALS }, (_, number) => ({
      integrationId: `number-${number}`,
      at: Date.now(),
      body: { type: 'Lift' as const, scope: 'NUMBER' as const, scopeKey: '', reason: '', codes: [] },
    })),
  );
  await until('each has heard all', () => heard.every(({ size }) => size === SIGNALS));
});
