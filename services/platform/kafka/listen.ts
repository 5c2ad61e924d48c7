/**
 * Reads every record of a topic: each process life has its own consumer group, so that no two instances share
 * the records.
 */
import type { Topic } from '../../../schemas/topics.ts';
import type { ServiceContext } from '../process/run-service.ts';

// Groups of former lives are empty; Kafka removes them after `offsets.retention.minutes` (7 days by default).

/**
 * Calls `handle` for every record from now on; resolves when no record published from now on can be missed.
 * Load the present state afterwards: then there is no gap between the two.
 * @param since begins with what was written at this time, ms since the epoch; those records come soon after
 */
export async function listen<V>(
  context: ServiceContext,
  topic: Topic<V>,
  handle: (value: V) => void | Promise<void>,
  since: number | 'now' = 'now',
): Promise<void> {
  await context.consume({
    topic,
    groupId: `${context.name}-hears-${context.life}`,
    since,
    handle: async (records) => {
      for (const { value } of records) await handle(value);
    },
  });
}
