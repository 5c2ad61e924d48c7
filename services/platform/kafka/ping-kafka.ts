/** Asks the cluster for its members, over a connection of its own that is made at the first call. */
import type { Kafka } from 'kafkajs';

export type PingKafka = {
  /** @throws when no broker answers */
  ask: () => Promise<void>;
  close(): Promise<void>;
};

export function createPingKafka(kafka: Kafka): PingKafka {
  // no retries: the caller asks again
  const admin = kafka.admin({ retry: { retries: 0 } });
  let isConnected = false;
  return {
    async ask() {
      if (!isConnected) await admin.connect();
      isConnected = true;
      await admin.describeCluster();
    },
    async close() {
      if (isConnected) await admin.disconnect();
    },
  };
}
