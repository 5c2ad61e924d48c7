/** A compacted topic as a table: the latest record of each key, complete when it is handed out, and kept up to date from then on. */
import { randomUUID } from 'node:crypto';
import type { Topic } from '../../schemas/topics.ts';
import type { ServiceContext } from './run-service.ts';

const LOOK_EVERY_MS = 20;

/** Resolves when everything that is on the topic now has been read. */
export async function followTable<V>(
  context: ServiceContext,
  topic: Topic<V>,
): Promise<ReadonlyMap<string, V>> {
  const table = new Map<string, V>();
  const admin = context.kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(context.settings.namespace + topic.name);
  await admin.disconnect();
  const consumer = await context.consume({
    topic,
    // a group that has read nothing: one that an earlier process used would go on where that one stopped
    groupId: `${context.name}-table-${randomUUID()}`,
    handle: async (records) => {
      for (const { value } of records) table.set(topic.keyOf(value), value);
    },
  });
  const isComplete = (): boolean =>
    ends.every(({ partition, low, high }) => low === high || consumer.position(partition) >= BigInt(high));
  while (!isComplete()) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  return table;
}
