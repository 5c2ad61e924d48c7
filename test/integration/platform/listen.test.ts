/**
 * Hearing everything on a topic: two live processes of one INSTANCE_ID, as while a container is replaced; and a process whose group
 * assigns its partitions anew before anything was committed.
 */
import { topics } from '../../../schemas/topics.ts';
import { listen } from '../../../services/platform/kafka/listen.ts';
import { openContext, type ServiceContext } from '../../../services/platform/process/run-service.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

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
  await publishSignals();
  await until('each has heard all', () => heard.every(({ size }) => size === SIGNALS));
});

test('what is published while another member has the partitions is heard after it has left', async () => {
  const life = openContext('alone', system.settings);
  const topic = system.settings.namespace + topics.providerSignals.name;
  const groupId = `${system.settings.namespace}alone-hears-${life.life}.${topics.providerSignals.name}`;
  const other = system.context.kafka.consumer({ groupId });
  try {
    const heard = new Set<string>();
    await listen(life, topics.providerSignals, ({ integrationId }) => void heard.add(integrationId));
    const taken = new Promise<void>((resolve) =>
      other.on(other.events.GROUP_JOIN, ({ payload }) => {
        if ((payload.memberAssignment[topic] ?? []).length > 0) resolve();
      }),
    );
    await other.connect();
    await other.subscribe({ topic });
    await other.run({ autoCommit: false, eachBatch: () => Promise.resolve() });
    await taken;
    await publishSignals();
    await other.disconnect();
    await until('all are heard', () => heard.size === SIGNALS);
  } finally {
    await other.disconnect();
    await life.close();
  }
});

async function publishSignals(): Promise<void> {
  const producer = await system.context.producer();
  await producer.send(
    topics.providerSignals,
    Array.from({ length: SIGNALS }, (_, number) => ({
      integrationId: `number-${number}`,
      at: Date.now(),
      body: { type: 'Lift' as const, scope: 'NUMBER' as const, scopeKey: '', reason: '', codes: [] },
    })),
  );
}
