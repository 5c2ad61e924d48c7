/**
 * Hearing everything on a topic: each process life has a group of its own, so no record goes to only one of two. Groups of
 * former lives are empty; Kafka removes them after `offsets.retention.minutes` (7 days by default).
 */
import type { Topic } from '../../../schemas/topics.ts';
import type { ServiceContext } from '../process/run-service.ts';

/**
 * Calls `hear` for every record from now on; resolves when nothing published from now on can be missed. Load the present state after
 * it: then nothing falls between the two.
 */
export async function listen<V>(
  context: ServiceContext,
  topic: Topic<V>,
  hear: (value: V) => void | Promise<void>,
): Promise<void> {
  await context.consume({
    topic,
    groupId: `${context.name}-hears-${context.life}`,
    fromNow: true,
    handle: async (records) => {
      for (const { value } of records) await hear(value);
    },
  });
}
