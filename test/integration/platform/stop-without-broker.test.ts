/** Every service as a process that is told to stop while the broker hangs: nothing is under way, so nothing holds it up. */
import { rm } from 'node:fs/promises';
import { freePorts } from '../../../deploy/local/free-port.ts';
import { ourServices } from '../../../deploy/local/our-services.ts';
import type { Part } from '../../../deploy/local/parts/part.ts';
import { startKafka } from '../../../deploy/local/parts/start-kafka.ts';
import { collections } from '../../../schemas/collections.ts';
import { publishSchemas, publishTopics } from '../../../deploy/publish/publish-schemas.ts';
import { ensureIndexes } from '../../../services/platform/mongo/mongo.ts';
import { openContext, type ServiceContext } from '../../../services/platform/process/run-service.ts';
import { newTestDataDir } from '../../support/real-parts.ts';
import { API_TEST_SECRET } from '../../support/test-api.ts';
import { serviceProcesses } from '../../support/service-process.ts';
import { testSettings } from '../../support/test-system.ts';

jest.setTimeout(240_000);

let dataDir: string;
let kafka: Part;
let context: ServiceContext;
const processes = serviceProcesses(() => context.settings);

beforeAll(async () => {
  dataDir = await newTestDataDir();
  const [port = 0, controllerPort = 0] = await freePorts(2);
  kafka = await startKafka({ dataDir, port, controllerPort, quickBoot: true });
  context = openContext('test', testSettings({ KAFKA_BROKERS: kafka.url }));
  await publishTopics(context.kafka, context.settings.namespace, 1);
  await publishSchemas(context.settings.registry, context.settings.namespace);
  await ensureIndexes(await context.mongo(), Object.values(collections));
});
afterAll(async () => {
  processes.killAll();
  await (await context.mongo()).db.dropDatabase();
  await context.close();
  kafka.kill('SIGKILL');
  await kafka.ended;
  await rm(dataDir, { recursive: true, force: true });
});

it('it stops by itself, long before it would be cut off', async () => {
  const started = await Promise.all(
    ourServices.map(async ({ name }) => {
      const [apiPort, webhookPort] = await freePorts(2);
      const one = await processes.start(name, {
        API_PORT: String(apiPort),
        WEBHOOK_PORT: String(webhookPort),
        WEBHOOK_ALLOW_UNSIGNED: 'true',
        API_SECRET: API_TEST_SECRET,
        // a hanging request of kafkajs takes 30 s to be given up, and is tried again
        STOP_WITHIN_MS: '35000',
      });
      return { name, one };
    }),
  );
  kafka.kill('SIGSTOP');
  for (const { one } of started) one.signal('SIGTERM');
  const ends = await Promise.all(
    started.map(async ({ name, one }) => ({ name, exitCode: await one.exitCode })),
  );
  expect(ends).toEqual(ourServices.map(({ name }) => ({ name, exitCode: 0 })));
});
