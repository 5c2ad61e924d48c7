/** A system of one test file's own on the shared real parts: fresh topic names, fresh database, services in this process. */
import { randomBytes } from 'node:crypto';
import { readEnv } from '../../config/env.ts';
import { toSettings, type Settings } from '../../config/settings.ts';
import { collections } from '../../schemas/collections.ts';
import { publishSchemas, publishTopics } from '../../deploy/publish/publish-schemas.ts';
import type { Topic } from '../../schemas/topics.ts';
import { topicOffsets } from '../../services/platform/kafka/topic-offsets.ts';
import { groupOf } from '../../services/platform/kafka/consume.ts';
import { ensureIndexes } from '../../services/platform/mongo/mongo.ts';
import {
  openContext,
  type Running,
  type ServiceContext,
} from '../../services/platform/process/run-service.ts';

/** Settings that point at the running parts, under a name nobody else has. */
export function testSettings(overrides: NodeJS.ProcessEnv = {}): Settings {
  const name = `t${randomBytes(5).toString('hex')}`;
  return toSettings(
    readEnv({
      INSTANCE_ID: name,
      NAMESPACE: `${name}-`,
      MONGODB_DATABASE: `test_${name}`,
      KAFKA_BROKERS: required('TEST_KAFKA_BROKERS'),
      SCHEMA_REGISTRY_URL: required('TEST_REGISTRY_URL'),
      MONGODB_URL: required('TEST_MONGODB_URL'),
      KAFKA_SESSION_MS: '6000',
      KAFKA_CLIENT: process.env['TEST_KAFKA_CLIENT'] ?? 'kafkajs',
      LOG_LEVEL: process.env['TEST_LOG_LEVEL'] ?? 'warn',
      ...overrides,
    }),
  );
}

/**
 * For tests of the sender alone: nobody gives a late message another slot there, so a busy machine must not make messages late. The
 * margin is the throttle's, and covers the lateness.
 */
export const NO_HURRY = { SEND_LATENESS_MS: '20000', PACE_MARGIN: '0.5' };

export type TestSystem = {
  readonly settings: Settings;
  /** The tester's own context: to publish, to read the database. */
  readonly context: ServiceContext;
  /** Starts a service in this process. Stopped with the system. */
  start(name: string, service: (context: ServiceContext) => Promise<Running | void>): Promise<ServiceContext>;
  /** Stops one service gracefully. */
  stop(context: ServiceContext): Promise<void>;
  /** Stops all that are left of those started, at once: also what a test that failed has left. */
  stopServices(): Promise<void>;
  /** Everything that appears on a topic from now on; the array grows. */
  collect<V>(topic: Topic<V>): Promise<V[]>;
  /** Resolves when the consumer group has committed past every record that is on the topic now: all have been handled. */
  untilHandled(topic: Pick<Topic<unknown>, 'name'>, group: string): Promise<void>;
  /** Stops services, drops the database and the topics. */
  close(): Promise<void>;
};

/** Publishes topics and schemas under a fresh namespace and makes the indexes. */
export async function openTestSystem(overrides: NodeJS.ProcessEnv = {}): Promise<TestSystem> {
  const settings = testSettings(overrides);
  const context = openContext('test', settings);
  const database = await context.mongo();
  await Promise.all([
    publishTopics(context.kafka, settings.namespace, 1),
    publishSchemas(settings.registry, settings.namespace),
    ...Object.values(collections).map((one) => ensureIndexes(database, [one])),
  ]);
  const started: Array<{ context: ServiceContext; running: Running | void }> = [];
  let starts = 0;
  async function stopServices(): Promise<void> {
    const stopping = started
      .splice(0)
      .map(({ context: own, running }) => own.close(async () => running?.stop?.()));
    await Promise.all(stopping);
  }
  let collecting: ServiceContext | undefined;
  return {
    settings,
    context,
    async start(name, service) {
      const own = openContext(name, { ...settings, instanceId: `${name}-${(starts += 1)}` });
      started.push({ context: own, running: await service(own) });
      return own;
    },
    async stop(own) {
      const index = started.findIndex((one) => one.context === own);
      if (index < 0) throw new Error(`${own.name} is not running here`);
      const [one] = started.splice(index, 1);
      await own.close(async () => one?.running?.stop?.());
    },
    stopServices,
    async collect<V>(topic: Topic<V>) {
      const seen: V[] = [];
      collecting ??= openContext('collector', settings);
      await collecting.consume({
        topic,
        groupId: `collector-${randomBytes(4).toString('hex')}`,
        handle: async (records) => void seen.push(...records.map((record) => record.value)),
      });
      return seen;
    },
    async untilHandled(topic, group) {
      const { namespace } = settings;
      const topicName = namespace + topic.name;
      const admin = context.kafka.admin();
      await admin.connect();
      try {
        const ends = await topicOffsets(context.kafka, topicName);
        await until(`${group} has handled ${topic.name}`, async () => {
          const [own] = await admin.fetchOffsets({
            groupId: groupOf(namespace, { groupId: group, topic }),
            topics: [topicName],
          });
          return ends.every(({ partition, low, high }) => {
            const committed = own?.partitions.find((one) => one.partition === partition)?.offset ?? '-1';
            return high === low || BigInt(committed) >= high;
          });
        });
      } finally {
        await admin.disconnect();
      }
    },
    async close() {
      await Promise.all([stopServices(), collecting?.close()]);
      const { db } = await context.mongo();
      await db.dropDatabase();
      const admin = context.kafka.admin();
      await admin.connect();
      const mine = (await admin.listTopics()).filter((topic) => topic.startsWith(settings.namespace));
      await context.close();
      await admin.deleteTopics({ topics: mine });
      await admin.disconnect();
    },
  };
}

/**
 * Waits until a condition holds.
 * @param what said in the error when it does not hold in time
 */
export async function until<T>(
  what: string,
  condition: () => T | Promise<T>,
  withinMs = 90_000,
): Promise<NonNullable<T>> {
  const end = Date.now() + withinMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(
      `${name} is not set: run through npm test, or start parts with deploy/local/dev-parts.ts`,
    );
  return value;
}
