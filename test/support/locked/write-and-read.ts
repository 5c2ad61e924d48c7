/** One record there and back by a Kafka client of our choice, as who the settings say that we are. */
import { randomUUID } from 'node:crypto';
import type { Settings } from '../../../config/settings.ts';
import { openClient } from '../../../services/platform/kafka/clients/open-client.ts';
import { createKafka } from '../../../services/platform/kafka/kafka.ts';
import { createLogger } from '../../../services/platform/process/logger.ts';

/** @returns the value that came back */
export async function writeAndRead({ kafka, namespace }: Settings, topicName: string): Promise<string> {
  const log = createLogger('test', 'test', 'silent', false);
  const client = openClient(kafka, 'test', createKafka(kafka, 'test', log), log);
  const value = randomUUID();
  const producer = await client.produce();
  await producer.send(topicName, [{ key: value, value: Buffer.from(value) }]);
  await producer.disconnect();
  let came: (text: string) => void = () => undefined;
  let broke: (error: Error) => void = () => undefined;
  const found = new Promise<string>((resolve, reject) => {
    came = resolve;
    broke = reject;
  });
  const member = await client.consume({
    ...{ topicName, group: `${namespace}test-${value}`, sessionMs: 10_000, partitions: 1, begin: 'earliest' },
    onBatch: async ({ records, done }) => {
      if (records.some((record) => String(record.value) === value)) came(value);
      done(records.at(-1)?.offset ?? '0');
    },
    onAssigned: () => new Map(),
    onRevoked: () => Promise.resolve(),
    onEnd: broke,
  });
  const seen = await found;
  await member.leave();
  return seen;
}
