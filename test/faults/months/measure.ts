/** How much there is now, in the database and on the broker. */
import type { Sizes } from '../checker/months/month-evidence.ts';
import type { World } from '../world.ts';
import { residentMemory } from '../resident-memory.ts';
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
  const [series, memory] = await ofProcesses(system);
  const indexes = await countIndexes(system);
  const records = Object.values(topics).reduce((sum, topic) => sum + topic.records, 0);
  say(`    day ${day}: ${records} records, ${groups} groups, documents: ${largest.slice(0, 8).join(', ')}`);
  const sum = (of: Record<string, number>): number =>
    Math.round(Object.values(of).reduce((a, b) => a + b, 0));
  say(`    ${indexes} indexes, ${sum(series)} metric series, ${sum(memory)} MiB in all our processes`);
  return { day, people, collections, topics, groups, indexes, series, memory };
}

async function countIndexes({ database: { db } }: World['system']): Promise<number> {
  let indexes = 0;
  for (const { name, type } of await db.listCollections().toArray())
    if (type === 'collection') indexes += (await db.collection(name).indexes()).length;
  return indexes;
}

/** Metric series and resident memory (MiB), by process; without those that are being started again. */
async function ofProcesses({
  system: { services },
}: World['system']): Promise<[Record<string, number>, Record<string, number>]> {
  const series: Record<string, number> = {};
  const memory: Record<string, number> = {};
  for (const { name, pid, url } of services) {
    const mebibytes = residentMemory(pid);
    if (mebibytes !== null) memory[name] = mebibytes;
    if (name === 'simulator') continue;
    const text = await fetch(`${url}/metrics`).then(
      (answer) => answer.text(),
      () => null,
    );
    if (text !== null) series[name] = text.split('\n').filter((line) => /^[a-z]/.test(line)).length;
  }
  return [series, memory];
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
