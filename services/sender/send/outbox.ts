/**
 * News on its way to a topic: collected for a few milliseconds, sent in one batch, kept until the broker has
 * it.
 */
import type { Topic } from '../../../schemas/topics.ts';
import { faultPoint } from '../../platform/process/fault-point.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { Producer } from '../../platform/kafka/produce.ts';

const RETRY_MS = 500;

export type Outbox<V> = {
  put: (value: V) => void;
  /** Resolves when everything put so far is acknowledged. */
  flush(): Promise<void>;
  size(): number;
};

/** @param collectMs how long news waits for more of it: a request to the broker costs as much as ten records */
export function createOutbox<V>(
  producer: Producer,
  topic: Topic<V>,
  log: Logger,
  collectMs: number,
): Outbox<V> {
  let waiting: V[] = [];
  let sending: Promise<void> | null = null;

  async function sendBatch(): Promise<void> {
    const batch = waiting;
    waiting = [];
    try {
      await faultPoint('sender.outcome.before');
      await producer.send(topic, batch);
      await faultPoint('sender.outcome.after');
    } catch (error) {
      waiting = [...batch, ...waiting]; // sent twice is harmless, lost is not
      log.error(
        { err: error, topic: topic.name, waiting: waiting.length },
        'the broker did not accept the records; they will be sent again',
      );
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }

  const start = (delayMs: number): Promise<void> =>
    (sending ??= new Promise<void>((resolve) => setTimeout(resolve, delayMs)).then(sendBatch).finally(() => {
      sending = null;
      if (waiting.length > 0) void start(collectMs);
    }));

  return {
    put(value) {
      waiting.push(value);
      void start(collectMs);
    },
    async flush() {
      while (waiting.length > 0 || sending) await start(0);
    },
    size: () => waiting.length,
  };
}
