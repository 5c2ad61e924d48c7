/**
 * Makes what all processes rely on: topics, registered schemas with their compatibility, collections'
 * indexes. Harmless to repeat.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { COMPATIBILITY } from '@kafkajs/confluent-schema-registry';
import type { Admin, Kafka } from 'kafkajs';
import { subjectOf, topics, type Topic } from '../../schemas/topics.ts';
import type { RegistryConnection } from '../../config/connections.ts';
import { openRegistry } from '../../services/platform/kafka/avro/registry.ts';
import { COMPRESSION } from '../../services/platform/kafka/topic-faults.ts';
import { Refusal } from '../../services/platform/process/refusal.ts';
import { topicConfiguration } from './topic-configuration.ts';
import { repairTopicSettings } from './repair-topic-settings.ts';
import type { TopicToMake } from './with-retention.ts';

/** A new reader must read old records: readers are upgraded before writers. */
const COMPATIBILITY_LEVEL = COMPATIBILITY.BACKWARD;

/**
 * Creates missing topics. An existing topic is left as it is, but for settings that this version cannot work
 * with.
 * @param replication replication factor of new topics
 * @param all the topics, as settings make them
 */
export async function publishTopics(
  kafka: Kafka,
  namespace: string,
  replication: number,
  all: readonly TopicToMake[] = Object.values(topics),
): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const existing = new Set(await admin.listTopics());
    const missing = all.filter((topic) => !existing.has(namespace + topic.name));
    await repairTopicSettings(
      admin,
      namespace,
      all.filter((topic) => existing.has(namespace + topic.name)),
    );
    if (missing.length === 0) return;
    await admin.createTopics({
      waitForLeaders: false,
      topics: missing.map((topic) => ({
        topic: namespace + topic.name,
        numPartitions: topic.partitions,
        replicationFactor: replication,
        configEntries: [
          ...Object.entries(topicConfiguration(topic)).map(([name, value]) => ({ name, value })),
          { name: 'compression.type', value: COMPRESSION },
          { name: 'min.insync.replicas', value: String(Math.max(1, replication - 1)) },
        ],
      })),
    });
    await waitForLeaders(
      admin,
      missing.map((topic) => namespace + topic.name),
    );
  } finally {
    await admin.disconnect();
  }
}

const LEADERS_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 100;

/**
 * A broker may not know a topic yet that it has just created; kafkajs's own waiting takes that for a failure.
 */
async function waitForLeaders(admin: Admin, names: string[]): Promise<void> {
  for (let waited = 0; ; waited += ASK_EVERY_MS) {
    try {
      const { topics: found } = await admin.fetchTopicMetadata({ topics: names });
      if (found.every(({ partitions }) => partitions.every(({ leader }) => leader >= 0))) return;
    } catch (error) {
      if (waited >= LEADERS_WITHIN_MS) throw error;
    }
    if (waited >= LEADERS_WITHIN_MS) throw new Error(`some of ${names.join(', ')} have no leader`);
    await delay(ASK_EVERY_MS);
  }
}

/**
 * Registers every topic's schema under its subject.
 * @throws naming the subject when a schema is incompatible with its predecessor
 */
export async function publishSchemas(
  connection: RegistryConnection,
  namespace: string,
  definitions: Iterable<Pick<Topic<never>, 'name' | 'schema'>> = Object.values(topics),
): Promise<void> {
  const registry = openRegistry(connection);
  for (const topic of definitions) {
    const subject = subjectOf(namespace + topic.name);
    try {
      await (
        await registry.client()
      ).register(
        { type: 'AVRO' as never, schema: JSON.stringify(topic.schema) },
        { subject, compatibility: COMPATIBILITY_LEVEL },
      );
    } catch (cause) {
      const refusal = await registry.refusal();
      if (refusal !== null) throw new Refusal(refusal, { cause });
      throw new Error(`schema of ${subject} was refused: ${(cause as Error).message}`, { cause });
    }
  }
}
