/** Asks the cluster who belongs to it, over a connection of its own that is made at the first question. */
import type { Kafka } from 'kafkajs';

export type PingKafka = {
  /** @throws when no broker answers */
  ask: () => Promise<void>;
  close(): Promise<void>;
};

export function createPingKafka(kafka: Kafka): PingKafka {
  // whoever asked comes again: nothing is tried twice
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
