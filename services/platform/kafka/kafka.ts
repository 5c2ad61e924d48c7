/** The Kafka client of a process. Only this folder uses kafkajs. */
import kafkajs, { type Kafka, type LogEntry } from 'kafkajs';
import type { KafkaConnection } from '../../../config/connections.ts';
import type { Logger } from '../process/logger.ts';
import { boundFetches } from './clients/kafkajs/bounded-fetch.ts';
import { useFewTimers } from './clients/kafkajs/few-timers.ts';
import { writeBatchesQuickly } from './clients/kafkajs/quick-batches.ts';
import { kafkaOptions } from './kafka-options.ts';

const { logLevel } = kafkajs;

export type { Kafka };

export function createKafka(connection: KafkaConnection, clientId: string, log: Logger): Kafka {
  useFewTimers();
  boundFetches();
  writeBatchesQuickly();
  return new kafkajs.Kafka({
    clientId,
    ...kafkaOptions(connection),
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 100, maxRetryTime: 5_000, retries: 10 },
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => writeLog(log, entry),
  });
}

function writeLog(log: Logger, entry: LogEntry): void {
  const { message, ...details } = entry.log;
  const fields = {
    kafka: entry.namespace,
    error: details['error'] as unknown,
    groupId: details['groupId'] as unknown,
  };
  if (entry.level === logLevel.ERROR)
    log.warn(fields, message); // kafkajs logs an error for each retry; the final failure throws
  else log.debug(fields, message);
}
