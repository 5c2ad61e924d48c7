/** A process that starts on topics which do not fit this version ends with a sentence for each of them. */
import { ConfigResourceTypes } from 'kafkajs';
import { topics } from '../../../schemas/topics.ts';
import { serviceProcesses } from '../../support/service-process.ts';
import { openTestSystem, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
const processes = serviceProcesses(() => system.settings);

beforeAll(async () => {
  system = await openTestSystem();
});
afterAll(async () => {
  processes.killAll();
  await system.close();
});

it('names partitions, settings and topics that are missing', async () => {
  const named = (topic: { name: string }): string => system.settings.namespace + topic.name;
  const admin = system.context.kafka.admin();
  await admin.connect();
  await admin.createPartitions({ topicPartitions: [{ topic: named(topics.sendDemand), count: 8 }] });
  await admin.deleteTopics({ topics: [named(topics.inboundMessages)] });
  const set = (name: string, settings: Record<string, string>) => ({
    type: ConfigResourceTypes.TOPIC,
    name,
    configEntries: Object.entries(settings).map(([key, value]) => ({ name: key, value })),
  });
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      set(named(topics.deadLetters), { 'max.message.bytes': '500000', 'compression.type': 'lz4' }),
      set(named(topics.paceFences), { 'cleanup.policy': 'delete', 'compression.type': 'uncompressed' }),
    ],
  });
  await admin.disconnect();
  const one = await processes.spawn('services/status/main.js');
  expect(await one.exitCode).toBe(64);
  for (const sentence of [
    'send-demand has 8 partitions, and this version needs 6: who owns what is found by that number',
    'inbound-messages does not exist: run dist/deploy/publish/publish.js',
    'dead-letters has max.message.bytes 500000, and this version needs 2500000',
    'dead-letters has compression.type lz4, and this version needs uncompressed',
    'pace-fences has cleanup.policy delete, and this version needs compact',
  ])
    expect(one.output()).toContain(`topic ${system.settings.namespace}${sentence}`);
});
