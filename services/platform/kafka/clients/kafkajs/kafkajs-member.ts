/** A member of a consumer group by kafkajs. */
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { refusalIn, refusalOf } from '../../../process/refusal.ts';
import { isLostInfrastructure } from '../../handling/lost-infrastructure.ts';
import type { Batch, Member, MemberOptions } from '../contract.ts';
import { createLongFetches, type LongFetches } from './long-fetches.ts';

const HEARTBEAT_MS = 2_000;

export async function joinByKafkajs(kafka: Kafka, options: MemberOptions): Promise<Member> {
  const { topicName, begin, partitions, onBatch } = options;
  const fetches = createLongFetches({
    sessionMs: options.sessionMs,
    rests: () => consumer.paused().length > 0,
  });
  const consumer = createConsumer(kafka, options, fetches);
  const joined = followGroup(consumer, options);
  await consumer.connect();
  await consumer.subscribe({ topic: topicName, fromBeginning: begin === 'earliest' });
  await consumer.run({
    autoCommit: false,
    eachBatchAutoResolve: false,
    // kafkajs fetches again only when every partition of the last fetch is done: no partition should wait for
    // another
    partitionsConsumedConcurrently: partitions,
    eachBatch: (payload) => onBatch(batchOf(payload, topicName)),
  });
  await joined;
  return {
    async leave() {
      const stopped = consumer.stop();
      // it waits for the fetches under way, and takes up no others
      fetches.end();
      await stopped;
      fetches.abandon();
      await consumer.disconnect();
    },
  };
}

const createConsumer = (
  kafka: Kafka,
  { group, sessionMs }: MemberOptions,
  { assigner }: LongFetches,
): Consumer =>
  kafka.consumer({
    groupId: group,
    partitionAssigners: [assigner],
    sessionTimeout: sessionMs,
    rebalanceTimeout: sessionMs * 2,
    heartbeatInterval: HEARTBEAT_MS,
    // while a partition rests; otherwise long-fetches.ts says how long
    maxWaitTimeInMs: 1_000,
    allowAutoTopicCreation: false,
    retry: {
      initialRetryTime: 100,
      maxRetryTime: 2_000,
      retries: 20,
      // an outage ends by itself; any other error would end the consumer again, without a message
      restartOnFailure: async (error) =>
        isLostInfrastructure(error) && refusalOf(error, 'KAFKA') === null && refusalIn(error) === null,
    },
  });

const batchOf = (payload: EachBatchPayload, topic: string): Batch => ({
  partition: payload.batch.partition,
  records: payload.batch.messages,
  highWatermark: payload.batch.highWatermark,
  isOurs: () => payload.isRunning() && !payload.isStale(),
  heartbeat: () => payload.heartbeat(),
  done: (offset) => payload.resolveOffset(offset),
  pause: () => payload.pause(),
  commit: (offsets) => payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [...offsets] }] }),
});

/** Tells of assignments and of the end. @returns a promise of the first join */
function followGroup(
  consumer: Consumer,
  { topicName, onAssigned, onRevoked, onEnd }: MemberOptions,
): Promise<void> {
  consumer.on(consumer.events.REBALANCING, () => void onRevoked());
  consumer.on(consumer.events.CRASH, ({ payload: { error, restart } }) => {
    void onRevoked();
    if (!restart) onEnd(error);
  });
  return new Promise((resolve) => {
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      const begins = onAssigned(payload.memberAssignment[topicName] ?? []);
      for (const [partition, offset] of begins)
        consumer.seek({ topic: topicName, partition, offset: String(offset) });
      resolve();
    });
  });
}
