/**
 * Reads a topic from one time to another, for an operator: without a visible consumer group, and at most up
 * to the present end.
 */
import type { Topic } from '../../../schemas/topics.ts';
import type { ServiceContext } from '../process/run-service.ts';

export type Between = { fromMs: number; toMs: number };

/** So long without records before the end is reached means that the broker does not answer. */
const SILENCE_MS = 30_000;

/**
 * Calls `take` with the values written in this time, in order for each key, one batch at a time.
 * @returns how many values there were
 */
export async function readBetween<V>(
  { kafka, codecs, settings }: Pick<ServiceContext, 'kafka' | 'codecs' | 'settings'>,
  topic: Topic<V>,
  { fromMs, toMs }: Between,
  take: (values: V[]) => Promise<void>,
): Promise<number> {
  const name = settings.namespace + topic.name;
  const codec = await codecs.for(topic);
  const groupId = `${settings.namespace}reader-${settings.instanceId}-${process.pid}-${Date.now()}`;
  const admin = kafka.admin();
  await admin.connect();
  const consumer = kafka.consumer({ groupId, retry: { retries: 5 } });
  let count = 0;
  try {
    const [starts, ends] = await Promise.all([
      admin.fetchTopicOffsetsByTimestamp(name, fromMs),
      admin.fetchTopicOffsets(name),
    ]);
    const open = new Map<number, bigint>();
    for (const { partition, offset } of starts) {
      const end = BigInt(ends.find((end) => end.partition === partition)?.high ?? '0');
      if (BigInt(offset) >= 0n && BigInt(offset) < end) open.set(partition, end);
    }
    if (open.size === 0) return 0;
    await consumer.connect();
    await consumer.subscribe({ topic: name, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      const watch = (): NodeJS.Timeout =>
        setTimeout(() => reject(new Error(`nothing comes from ${name}`)), SILENCE_MS);
      let silence = watch();
      const done = (partition: number): void => {
        open.delete(partition);
        consumer.pause([{ topic: name, partitions: [partition] }]);
        if (open.size === 0) {
          clearTimeout(silence);
          resolve();
        }
      };
      consumer
        .run({
          autoCommit: false,
          eachBatch: async (payload) => {
            const { batch } = payload;
            clearTimeout(silence);
            silence = watch();
            const end = open.get(batch.partition);
            if (end === undefined) return done(batch.partition);
            const wanted = batch.messages.filter(
              ({ timestamp, offset }) =>
                Number(timestamp) >= fromMs && Number(timestamp) < toMs && BigInt(offset) < end,
            );
            try {
              await codec.learn(wanted);
              const values = wanted.flatMap((message) => (message.value ? [codec.decode(message)] : []));
              count += values.length;
              if (values.length > 0) await take(values);
              await payload.heartbeat();
            } catch (error) {
              clearTimeout(silence);
              return reject(error instanceof Error ? error : new Error(String(error)));
            }
            const last = batch.messages.at(-1);
            const isPast = last !== undefined && Number(last.timestamp) >= toMs;
            if (isPast || BigInt(batch.lastOffset()) + 1n >= end) done(batch.partition);
          },
        })
        .catch(reject);
      for (const { partition, offset } of starts)
        if (open.has(partition)) consumer.seek({ topic: name, partition, offset });
    });
    return count;
  } finally {
    await consumer.disconnect();
    await admin.deleteGroups([groupId]).catch(() => undefined);
    await admin.disconnect();
  }
}
