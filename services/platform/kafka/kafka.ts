/** The Kafka client of a process. Only this folder uses kafkajs. */
import kafkajs, { type Kafka, type LogEntry } from 'kafkajs';
// @ts-expect-error kafkajs declares no types for its inner modules; stopIdleTimers says what it needs of this one
import untypedRequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import type { KafkaConnection } from '../../../config/connections.ts';
import type { Logger } from '../process/logger.ts';
import { boundFetches } from './clients/kafkajs/bounded-fetch.ts';
import { writeBatchesQuickly } from './clients/kafkajs/quick-batches.ts';
import { kafkaOptions } from './kafka-options.ts';

const { logLevel } = kafkajs;

export type { Kafka };

export function createKafka(connection: KafkaConnection, clientId: string, log: Logger): Kafka {
  stopIdleTimers();
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

type RequestQueue = { pending: unknown[]; throttledUntil: number; scheduleCheckPendingRequests(): void };

/**
 * kafkajs 2.2.4 re-arms a timer of 1 ms on every connection without pending requests, because
 * `throttledUntil` is -1 and the delay becomes negative. That costs some per cent of a core per idle process.
 * Without pending requests there is nothing to check. Node 24 warns of each negative delay besides.
 */
export function stopIdleTimers(): void {
  const queue = untypedRequestQueue as { prototype: RequestQueue & { patched?: true } };
  if (queue.prototype.patched) return;
  const original = Object.getOwnPropertyDescriptor(queue.prototype, 'scheduleCheckPendingRequests')
    ?.value as (this: RequestQueue) => void;
  queue.prototype.scheduleCheckPendingRequests = function (this: RequestQueue) {
    if (this.pending.length > 0) original.call(this);
  };
  queue.prototype.patched = true;
}
