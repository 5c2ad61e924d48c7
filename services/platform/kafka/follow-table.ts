/**
 * A compacted topic as a table: the latest record of each key, complete when it is handed out, and kept up to
 * date from then on.
 */
import type { Topic } from '../../../schemas/topics.ts';
import { readFromStart } from './read-from-start.ts';
import type { ServiceContext } from '../process/run-service.ts';

/** Resolves when everything that is on the topic now has been read. */
export async function followTable<V>(
  context: ServiceContext,
  topic: Topic<V>,
): Promise<ReadonlyMap<string, V>> {
  const table = new Map<string, V>();
  await readFromStart(context, topic, async (records) => {
    for (const { value } of records) table.set(topic.keyOf(value), value);
  });
  return table;
}
