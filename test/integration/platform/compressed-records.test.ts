/** Records that other clients have compressed, on a topic that stores them so: each is read, and none can use up the memory. */
import { gzipSync } from 'node:zlib';
import kafkajs, { ConfigResourceTypes } from 'kafkajs';
import { topics } from '../../../schemas/topics.ts';
import type { DeadLetter, SendDemand } from '../../../schemas/types.ts';
import { fetchKafka } from '../../../deploy/local/parts/fetch-kafka.ts';
import { requiredJava } from '../../../deploy/local/parts/required-tool.ts';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openTestSystem, until, type TestSystem } from '../../support/test-system.ts';

const CODECS = ['gzip', 'snappy', 'lz4', 'zstd'];
const LINES = 50;

let system: TestSystem;
let letters: DeadLetter[];
let topic: string;
const seen: SendDemand[] = [];

beforeAll(async () => {
  system = await openTestSystem({ LOG_LEVEL: 'silent', DEAD_LETTERS_BEFORE_STOP: '0' });
  topic = system.settings.namespace + topics.sendDemand.name;
  letters = await system.collect(topics.deadLetters);
  await system.start('reader', async (context) => {
    await context.consume({
      topic: topics.sendDemand,
      groupId: 'reader',
      handle: async (records) => void seen.push(...records.map(({ value }) => value)),
    });
  });
  // as an earlier version made it, or an operator: the broker stores what producers send
  const admin = system.context.kafka.admin();
  await admin.connect();
  await admin.alterConfigs({
    validateOnly: false,
    resources: [
      {
        type: ConfigResourceTypes.TOPIC,
        name: topic,
        configEntries: [{ name: 'compression.type', value: 'producer' }],
      },
    ],
  });
  await admin.disconnect();
});
afterAll(() => system.close());

/** Kafka's own console producer. It writes text, which is not Avro: it comes back as dead letters with its bytes. */
async function writeLines(codec: string): Promise<string[]> {
  const lines = Array.from({ length: LINES }, (_, at) => `${codec} ${at} ${'and again '.repeat(at)}`);
  const jars = join(await fetchKafka({}), 'libs', '*');
  const options = ['--bootstrap-server', system.settings.kafka.brokers.join(','), '--topic', topic];
  const child = spawn(
    await requiredJava('Kafka'),
    ['-cp', jars, 'org.apache.kafka.tools.ConsoleProducer', ...options, '--compression-codec', codec],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.stdin.end(lines.map((line) => `${line}\n`).join(''));
  expect(await ended).toBe(0);
  return lines;
}

async function publishGood(campaignId: string): Promise<void> {
  const demand = { campaignId, runId: 'r', fromSequence: 0, throughSequence: 0, demandedAt: 0 };
  await (await system.context.producer()).send(topics.sendDemand, [demand]);
  await until('what comes after it is handled', () => seen.some((one) => one.campaignId === campaignId));
}

it.each(CODECS)('%s', async (codec) => {
  const lines = await writeLines(codec);
  const bytes = (): Set<string | undefined> => new Set(letters.map(({ value }) => value?.toString()));
  await until('each line is a dead letter', () => lines.every((line) => bytes().has(line)), 60_000);
  await publishGood(`after ${codec}`);
});

it('a batch that would become 200 MB is one dead letter with its bytes as they came; what follows is handled', async () => {
  const producer = system.context.kafka.producer();
  await producer.connect();
  await producer.send({
    topic,
    compression: kafkajs.CompressionTypes.GZIP,
    messages: [{ partition: 0, key: 'bomb', value: Buffer.alloc(200_000_000) }],
  });
  await producer.disconnect();
  const letter = await until('it is a dead letter', () =>
    letters.find(({ errorCode }) => errorCode === 'UNREADABLE_BATCH'),
  );
  expect(letter.errorMessage).toContain('gzip: cannot be unpacked to at most 8388608 bytes');
  expect(letter.value?.length).toBeGreaterThan(100_000);
  expect(letter.value?.subarray(0, 2)).toEqual(gzipSync('').subarray(0, 2));
  await publishGood('after the bomb');
});
