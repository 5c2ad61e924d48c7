/** `/ready` means that work can be done: 503 while the broker or the database hangs, 200 once both answer again. */
import { rm } from 'node:fs/promises';
import { freePorts } from '../../../deploy/local/free-port.ts';
import type { Part } from '../../../deploy/local/parts/part.ts';
import { startKafka } from '../../../deploy/local/parts/start-kafka.ts';
import { startMongo } from '../../../deploy/local/parts/start-mongo.ts';
import { publishSchemas, publishTopics } from '../../../deploy/publish/publish-schemas.ts';
import { collections } from '../../../schemas/collections.ts';
import { ensureIndexes } from '../../../services/platform/mongo/mongo.ts';
import { openContext, type ServiceContext } from '../../../services/platform/process/run-service.ts';
import { newTestDataDir } from '../../support/real-parts.ts';
import { serviceProcesses } from '../../support/service-process.ts';
import { testSettings, until } from '../../support/test-system.ts';

jest.setTimeout(240_000);

const RECOVERS_WITHIN_MS = 90_000;
let dataDir: string;
let parts: Record<'kafka' | 'mongo', Part>;
let context: ServiceContext;
const processes = serviceProcesses(() => context.settings);

beforeAll(async () => {
  dataDir = await newTestDataDir();
  const [port = 0, controllerPort = 0, mongoPort = 0] = await freePorts(3);
  const [kafka, mongo] = await Promise.all([
    startKafka({ dataDir, port, controllerPort, quickBoot: true }),
    startMongo({ dataDir, port: mongoPort }),
  ]);
  parts = { kafka, mongo };
  context = openContext('test', testSettings({ KAFKA_BROKERS: kafka.url, MONGODB_URL: mongo.url }));
  await publishTopics(context.kafka, context.settings.namespace, 1);
  await publishSchemas(context.settings.registry, context.settings.namespace);
  await ensureIndexes(await context.mongo(), Object.values(collections));
});
afterAll(async () => {
  processes.killAll();
  await context.close();
  for (const part of Object.values(parts)) {
    part.kill('SIGKILL');
    await part.ended;
  }
  await rm(dataDir, { recursive: true, force: true });
});

it('a service that needs both is not ready while one of them hangs, and says which', async () => {
  const service = await processes.start('status');
  for (const [name, title] of [
    ['mongo', 'MongoDB'],
    ['kafka', 'Kafka'],
  ] as const) {
    parts[name].kill('SIGSTOP');
    await until(`not ready without ${title}`, async () => (await service.ready()) === 503);
    // the log comes by a pipe of its own, perhaps behind the answer
    await until(`${title} is named`, () => service.output().includes(`"part":"${title}"`));
    parts[name].kill('SIGCONT');
    await until(`ready with ${title}`, async () => (await service.ready()) === 200, RECOVERS_WITHIN_MS);
  }
});
