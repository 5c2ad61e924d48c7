/** All consumers of a process: they join one by one, are watched, and stop together. */
import type { Settings } from '../../../config/settings.ts';
import type { Codecs } from '../kafka/avro/avro-codec.ts';
import type { KafkaClient } from '../kafka/clients/contract.ts';
import { checkTopics } from '../kafka/check-topics.ts';
import {
  groupOf,
  startConsumer,
  type Consumer,
  type ConsumerOptions,
  type Handler,
} from '../kafka/consume.ts';
import type { Kafka } from '../kafka/kafka.ts';
import { RetryLater } from '../kafka/outcome.ts';
import type { Producer } from '../kafka/produce.ts';
import type { GroupLag } from '../kafka/watch-group-lag.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';
import { isRefusal } from './refusal.ts';
import type { Watchdog } from './watchdog.ts';

const RETRY_AT_STOP_MS = 5_000;

export type Consumers = {
  /** Consumes a topic until all stop. */
  readonly consume: <V>(options: ConsumerOptions<V>) => Promise<Consumer>;
  readonly areThere: () => boolean;
  /** False when one has stopped after too many unusable records. */
  readonly areConsuming: () => boolean;
  /** Resolves when a consumer has ended and will not restart. */
  readonly broken: Promise<Error>;
  /** Something without which the process cannot do its work has ended. */
  readonly broke: (error: Error) => void;
  readonly stop: () => Promise<void>;
};

export type ConsumersParts = {
  kafka: Kafka;
  client: KafkaClient;
  codecs: Codecs;
  metrics: Metrics;
  log: Logger;
  watchdog: Watchdog;
  groupLag: GroupLag;
  producer: () => Promise<Producer>;
  /** @throws Refusal when Kafka refuses us */
  access: () => Promise<void>;
};

export function createConsumers(
  service: string,
  { namespace, kafka: { sessionMs, deadLettersBeforeStop } }: Settings,
  { watchdog, groupLag, producer, access, ...parts }: ConsumersParts,
): Consumers {
  const consumers: Consumer[] = [];
  /** Consumers that are about to join their group. */
  const joining = new Set<Promise<unknown>>();
  let checked: Promise<void> | undefined;
  let isStopping = false;
  let resolveBroken: (error: Error) => void = () => undefined;
  const broken = new Promise<Error>((resolve) => (resolveBroken = resolve));
  const broke = (error: Error): void => {
    if (isStopping) return;
    // what is refused is said once, as the process ends
    if (!isRefusal(error)) parts.log.fatal({ err: error }, 'a consumer ended');
    resolveBroken(error);
  };

  async function join<V>(options: ConsumerOptions<V>): Promise<Consumer> {
    const consumer = await startConsumer(
      {
        ...parts,
        ...{ namespace, service, sessionMs, deadLettersBeforeStop, broke },
        producer: await producer(),
      },
      { ...options, handle: unlessStopping(options.handle) },
    );
    consumers.push(consumer);
    return consumer;
  }

  /** A consumer that joins its group while the process stops starts no work. */
  function unlessStopping<V>(handle: Handler<V>): Handler<V> {
    return async (records, alive) => {
      if (isStopping) throw new RetryLater(RETRY_AT_STOP_MS, 'the process stops');
      return handle(records, alive);
    };
  }

  return {
    async consume(options) {
      await access();
      await (checked ??= checkTopics(parts.kafka, namespace));
      // connected before the stop is looked at: joining must not begin after it
      await producer();
      if (isStopping) throw new Error(`${service} is told to stop: it takes up no more topics`);
      const joins = join(options).finally(() => joining.delete(joins));
      joining.add(joins);
      const consumer = await joins;
      watchdog.watch({ what: `consuming ${options.topic.name}`, stalledMs: consumer.stalledMs });
      // listeners and table readers have a group of their own, whose rebalance delays no other member
      if (options.since === undefined && options.unusable !== 'ignore')
        groupLag.watch({
          group: groupOf(namespace, options),
          topicName: namespace + options.topic.name,
          labels: { topic: options.topic.name, group: options.groupId },
        });
      return consumer;
    },
    areThere: () => consumers.length > 0,
    areConsuming: () => !consumers.some((consumer) => consumer.hasGivenUp()),
    broken,
    broke,
    async stop() {
      isStopping = true;
      // a consumer that joins now leaves the group at once, so that the others need not detect its absence
      await Promise.allSettled(joining);
      await Promise.all(consumers.map((consumer) => consumer.stop()));
    },
  };
}
