/**
 * How many released messages the senders have not taken up. While they are behind (none runs, or the provider is slow) nothing more is
 * released: what would come too late for its slot had better stay here, in order (invariant 5).
 */
import { topics } from '../../../schemas/topics.ts';
import type { ServiceContext } from '../../platform/process/run-service.ts';

const LOOK_EVERY_MS = 1_000;
/** Some messages are always under way: a few seconds' worth, and at least this many. */
const ALWAYS_UNDER_WAY = 50;
const SECONDS_UNDER_WAY = 4;

/** Whether so many messages are more than the senders should have before them at this rate. */
export function isBehind(backlog: number, messagesPerSecond: number): boolean {
  return backlog > ALWAYS_UNDER_WAY + SECONDS_UNDER_WAY * messagesPerSecond;
}

export type SenderBacklog = {
  /** Messages released and not taken up, as of the last look; looks again when that is a second old. */
  look(nowMs: number): Promise<number>;
  close(): Promise<void>;
};

export async function watchSenderBacklog(context: ServiceContext): Promise<SenderBacklog> {
  const { kafka, settings, log } = context;
  const topic = settings.namespace + topics.releasedMessages.name;
  const groupId = `${settings.namespace}sender.${topics.releasedMessages.name}`;
  const admin = kafka.admin();
  await admin.connect();
  let backlog = 0;
  let lookedAtMs = 0;
  return {
    async look(nowMs) {
      if (nowMs - lookedAtMs < LOOK_EVERY_MS) return backlog;
      lookedAtMs = nowMs;
      try {
        const [ends, [group]] = await Promise.all([
          admin.fetchTopicOffsets(topic),
          admin.fetchOffsets({ groupId, topics: [topic] }),
        ]);
        const taken = new Map(group?.partitions.map(({ partition, offset }) => [partition, Number(offset)]));
        // a partition without a committed offset (-1) is behind by all that it holds
        backlog = ends.reduce(
          (sum, { partition, high, low }) =>
            sum + Number(high) - Math.max(Number(low), taken.get(partition) ?? 0),
          0,
        );
      } catch (error) {
        log.warn({ err: error }, 'the senders’ backlog cannot be read; the last one counts');
      }
      return backlog;
    },
    close: () => admin.disconnect(),
  };
}
