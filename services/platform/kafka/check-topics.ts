/** Compares the broker's topics with their definitions before anything is consumed. */
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { topics } from '../../../schemas/topics.ts';
import { topicFaults, type FoundTopic } from './topic-faults.ts';

/** Topics that this version cannot work with. The message has one sentence a line. */
export class UnfitTopics extends Error {}

/** @throws UnfitTopics */
export async function checkTopics(kafka: Kafka, namespace: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const all = Object.values(topics);
    const found = await findTopics(
      admin,
      all.map(({ name }) => namespace + name),
    );
    const faults = all.flatMap((topic) => {
      const name = namespace + topic.name;
      return topicFaults(name, topic, found.get(name) ?? null);
    });
    if (faults.length > 0) throw new UnfitTopics(faults.join('\n'));
  } finally {
    await admin.disconnect();
  }
}

async function findTopics(admin: Admin, names: readonly string[]): Promise<Map<string, FoundTopic>> {
  const existing = new Set(await admin.listTopics());
  const present = names.filter((name) => existing.has(name));
  if (present.length === 0) return new Map();
  const [{ topics: metadata }, { resources }] = await Promise.all([
    admin.fetchTopicMetadata({ topics: present }),
    admin.describeConfigs({
      includeSynonyms: false,
      resources: present.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name })),
    }),
  ]);
  return new Map(
    metadata.map(({ name, partitions }) => {
      const entries = resources.find(({ resourceName }) => resourceName === name)?.configEntries ?? [];
      const settings = Object.fromEntries(
        entries.map(({ configName, configValue }) => [configName, configValue]),
      );
      return [name, { partitions: partitions.length, settings }];
    }),
  );
}
