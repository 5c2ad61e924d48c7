/**
 * What a record costs this process by each Kafka client, in turns: written in sends of some hundred with keys, and
 * read by a member of a group.
 */
import { randomUUID } from 'node:crypto';
import { readEnv } from '../../config/env.ts';
import { toSettings } from '../../config/settings.ts';
import type { KafkaClient, WrittenRecord } from '../../services/platform/kafka/clients/contract.ts';
import { openClient } from '../../services/platform/kafka/clients/open-client.ts';
import { createKafka } from '../../services/platform/kafka/kafka.ts';
import { createLogger } from '../../services/platform/process/logger.ts';
import type { Bench } from './bench-system.ts';
import { gatherRuns, type Figure } from './figure.ts';

const PARTITIONS = 12;
const CLIENTS = ['kafkajs', 'platformatic'] as const;
/** Records of a send, bytes of a value: the least and the most that services have while they are busy. */
const SENDS = [
  { records: 100, bytes: 200 },
  { records: 500, bytes: 600 },
];

type Spent = { readonly written: number; readonly read: number };

export async function measureKafkaClients(bench: Bench): Promise<Figure[]> {
  const records = bench.pick({ full: 100_000, quick: 40_000, smoke: 1_000 });
  const gathered = gatherRuns();
  const { kafka: connection } = toSettings(readEnv({ KAFKA_BROKERS: bench.parts.kafkaBrokers }));
  const log = createLogger('bench', 'bench', 'silent', false);
  const kafka = createKafka(connection, 'bench', log);
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (let run = 0; run < bench.runs; run += 1)
      for (const send of SENDS) {
        const spent: Spent[] = [];
        for (const client of CLIENTS) {
          const opened = openClient({ ...connection, client }, 'bench', kafka, log);
          const topic = `bench-${randomUUID()}`;
          await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: PARTITIONS }] });
          // once to warm up: modules, compiled code, connections
          await spend(opened, topic, send, Math.min(records, 10_000));
          spent.push(await spend(opened, topic, send, records));
          await admin.deleteTopics({ topics: [topic] });
        }
        const [plain, other] = spent;
        const of = `${send.records} records of ${send.bytes} bytes a send`;
        for (const what of ['written', 'read'] as const)
          gathered.add(`${what} by platformatic, ${of}`, 'CPU µs a record', other?.[what] ?? Number.NaN, {
            baseline: { name: 'kafkajs', value: plain?.[what] ?? Number.NaN },
          });
      }
  } finally {
    await admin.disconnect();
  }
  return gathered.figures();
}

/** CPU µs a record. */
async function spend(
  client: KafkaClient,
  topicName: string,
  send: { records: number; bytes: number },
  records: number,
): Promise<Spent> {
  const producer = await client.produce();
  const value = Buffer.alloc(send.bytes, 'value ');
  const begun = process.cpuUsage();
  for (let sent = 0; sent < records; sent += send.records) {
    const batch = Array.from({ length: send.records }, (_, at): WrittenRecord => {
      return { key: `phone number ${sent + at}`, value };
    });
    await producer.send(topicName, batch);
  }
  const written = microsSince(begun) / records;
  await producer.disconnect();

  let left = records;
  let finish = (): void => undefined;
  const all = new Promise<void>((resolve) => (finish = resolve));
  const reading = process.cpuUsage();
  const member = await client.consume({
    ...{ topicName, group: `bench-${randomUUID()}`, sessionMs: 10_000, partitions: PARTITIONS },
    begin: 'earliest',
    onBatch: async (batch) => {
      left -= batch.records.length;
      batch.done(batch.records.at(-1)?.offset ?? '0');
      if (left <= 0) finish();
    },
    onAssigned: () => new Map(),
    onRevoked: () => Promise.resolve(),
    onEnd: finish,
  });
  await all;
  const read = microsSince(reading) / records;
  await member.leave();
  return { written, read };
}

function microsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
