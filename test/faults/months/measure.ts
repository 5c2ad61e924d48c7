/** How much there is now, in the database and on the broker. */
import type { Sizes } from '../checker/months/month-evidence.ts';
import type { World } from '../world.ts';
import { DAY } from './simulated-time.ts';

const TOPIC = 2;

export async function measure({ system, say }: World, day: number): Promise<Sizes> {
  const { db } = system.database;
  const collections: Sizes['collections'] = {};
  for (const { name } of await db.listCollections({ type: 'collection' }).toArray()) {
    const [sum] = await db
      .collection(name)
      .aggregate<{ documents: number; largestBytes: number }>([
        { $group: { _id: null, documents: { $sum: 1 }, largestBytes: { $max: { $bsonSize: '$$ROOT' } } } },
      ])
      .toArray();
    collections[name] = { documents: sum?.documents ?? 0, largestBytes: sum?.largestBytes ?? 0 };
  }
  const people = collections['contacts']?.documents ?? 0;
  const { topics, groups } = await onBroker(system);
  const largest = Object.entries(collections)
    .map(([name, { documents }]) => `${name} ${documents}`)
    .sort((a, b) => Number(b.split(' ')[1]) - Number(a.split(' ')[1]));
  const records = Object.values(topics).reduce((sum, topic) => sum + topic.records, 0);
  say(`    day ${day}: ${records} records, ${groups} groups, documents: ${largest.slice(0, 8).join(', ')}`);
  return { day, people, collections, topics, groups };
}

async function onBroker({
  context: { kafka, settings },
}: World['system']): Promise<Pick<Sizes, 'topics' | 'groups'>> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const isOurs = (name: string): boolean => name.startsWith(settings.namespace);
    const names = (await admin.listTopics()).filter(isOurs);
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: names.map((name) => ({ type: TOPIC, name })),
    });
    const topics: Sizes['topics'] = {};
    for (const { resourceName, configEntries } of resources) {
      const valueOf = (name: string): string =>
        configEntries.find(({ configName }) => configName === name)?.configValue ?? '';
      // compacted topics keep the latest of each key, when their cleaner comes to it
      if (!valueOf('cleanup.policy').includes('delete')) continue;
      const offsets = await admin.fetchTopicOffsets(resourceName);
      topics[resourceName.slice(settings.namespace.length)] = {
        records: offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0),
        keptDays: Number(valueOf('retention.ms')) / DAY,
      };
    }
    const { groups } = await admin.listGroups();
    return { topics, groups: groups.filter(({ groupId }) => isOurs(groupId)).length };
  } finally {
    await admin.disconnect();
  }
}
