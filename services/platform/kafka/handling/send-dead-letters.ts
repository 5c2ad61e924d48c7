/** Sends unusable records to dead-letters, with their original bytes and headers. */
import { topics } from '../../../../schemas/topics.ts';
import { deadLetterOf, type Unusable } from './dead-letter.ts';
import type { Logger } from '../../process/logger.ts';
import type { Metrics } from '../../process/metrics.ts';
import type { Producer } from '../produce.ts';

type Parts = {
  topic: { name: string };
  /** Full name, with the namespace. */
  topicName: string;
  unusable: 'dead-letter' | 'ignore';
  service: string;
  producer: Producer;
  metrics: Metrics;
  log: Logger;
};

export async function sendDeadLetters(
  { topic, topicName, unusable, service, producer, metrics, log }: Parts,
  partition: number,
  bad: readonly Unusable[],
): Promise<void> {
  const [first] = bad;
  if (!first || unusable === 'ignore') return;
  log.warn(
    { topic: topicName, partition, count: bad.length, first: first.code, reason: first.reason.slice(0, 500) },
    'unusable records go to dead-letters',
  );
  const origin = { topic: topicName, partition, service, at: Date.now() };
  await producer.send(
    topics.deadLetters,
    bad.map((record) => deadLetterOf(record, origin)),
  );
  for (const { code } of bad) metrics.count('wac_dead_letters_total', { topic: topic.name, code });
}
