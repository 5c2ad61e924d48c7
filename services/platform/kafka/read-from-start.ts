/**
 * Reads a whole topic, from its first record to the present end, and new records as long as the context is
 * open.
 */
import { randomUUID } from 'node:crypto';
import type { Topic } from '../../../schemas/topics.ts';
import type { Handler } from './consume.ts';
import type { ServiceContext } from '../process/run-service.ts';
import { topicOffsets } from './topic-offsets.ts';

const LOOK_EVERY_MS = 20;

/**
 * Resolves when everything that is on the topic now has been handled. Records that cannot be decoded are left
 * out: a reader that only observes a topic does not dead-letter.
 */
export async function readFromStart<V>(
  context: ServiceContext,
  topic: Topic<V>,
  handle: Handler<V>,
): Promise<void> {
  const ends = await topicOffsets(context.kafka, context.settings.namespace + topic.name);
  const consumer = await context.consume({
    topic,
    // a new group: the group of an earlier process would continue where that one stopped
    groupId: `${context.name}-reads-${randomUUID()}`,
    unusable: 'ignore',
    handle,
  });
  const isAtEnd = (): boolean =>
    ends.every(({ partition, low, high }) => low === high || consumer.position(partition) >= high);
  while (!isAtEnd()) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
}
