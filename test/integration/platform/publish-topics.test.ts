/** A system whose topics were made by an earlier version, or changed by an operator. */
import { ConfigResourceTypes, type Admin } from 'kafkajs';
import { publishTopics } from '../../../deploy/publish/publish-schemas.ts';
import { topics } from '../../../schemas/topics.ts';
import { COMPRESSION } from '../../../services/platform/kafka/topic-faults.ts';
import { serviceProcesses } from '../../support/service-process.ts';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

let system: TestSystem;
let admin: Admin;
let name: string;
const processes = serviceProcesses(() => system.settings);

beforeAll(async () => {
  system = await openTestSystem();
  name = system.settings.namespace + topics.deadLetters.name;
  admin = system.context.kafka.admin();
  await admin.connect();
});
afterAll(async () => {
  processes.killAll();
  await admin.disconnect();
  await system.close();
});

const publish = (): Promise<void> => publishTopics(system.context.kafka, system.settings.namespace, 1);

async function settingsOf(topic: string): Promise<Record<string, string>> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type: ConfigResourceTypes.TOPIC, name: topic }],
  });
  return Object.fromEntries(
    resources.flatMap(({ configEntries }) =>
      configEntries.map(({ configName, configValue }) => [configName, configValue] as const),
    ),
  );
}

/** A broker answers with new settings only after its controller has told it of them. */
const untilSettings = (expected: Record<string, string>): Promise<unknown> =>
  until(`the broker tells ${JSON.stringify(expected)}`, async () => {
    const told = await settingsOf(name);
    return Object.entries(expected).every(([key, value]) => told[key] === value);
  });

async function set(settings: Record<string, string>): Promise<void> {
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name,
        configEntries: Object.entries(settings).map(([key, value]) => ({ name: key, value })),
      },
    ],
  });
  await untilSettings(settings);
}

it('raises a limit that is too small for the records of today, and leaves what an operator has set', async () => {
  await set({ 'max.message.bytes': '1000000', 'retention.ms': '123456789' });
  await publish();
  await untilSettings({
    'max.message.bytes': String(topics.deadLetters.maxRecordBytes),
    'retention.ms': '123456789',
  });
});

it('does so as the program that an installation runs, loaded by node itself', async () => {
  await set({ 'max.message.bytes': '1000000' });
  const program = await processes.spawn('deploy/publish/publish.js');
  expect(await program.exitCode).toBe(0);
  await untilSettings({ 'max.message.bytes': String(topics.deadLetters.maxRecordBytes) });
});

it('lowers no limit, while it mends another setting', async () => {
  await set({ 'max.message.bytes': '9000000', 'compression.type': 'lz4' });
  await publish();
  await untilSettings({ 'compression.type': COMPRESSION });
  expect((await settingsOf(name))['max.message.bytes']).toBe('9000000');
});
