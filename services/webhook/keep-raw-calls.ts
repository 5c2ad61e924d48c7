/**
 * Stores calls as received on webhook-notifications. This must never delay an answer: calls that cannot be
 * stored are counted and dropped.
 */
import { topics } from '../../schemas/topics.ts';
import type { WebhookNotification } from '../../schemas/types.ts';
import type { Logger } from '../platform/process/logger.ts';
import type { Metrics } from '../platform/process/metrics.ts';
import type { Producer } from '../platform/kafka/produce.ts';
import { sendTogether } from '../platform/kafka/send-together.ts';
import { toRecords } from './raw-call.ts';

/** How much may wait for the broker; beyond that, calls are answered without being stored. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const MAX_WAITING_RECORDS = 100_000;
/** Larger batches cost less, and nothing waits for them. */
const SEND_EVERY_MS = 50;
const LOG_EVERY_MS = 10_000;

export type RawCalls = {
  keep(body: Buffer, receivedAt: number): void;
  /** Resolves when the calls so far are stored, or lost. */
  settled(): Promise<unknown>;
};

export function createKeepRawCalls(producer: Producer, metrics: Metrics, log: Logger): RawCalls {
  const send = sendTogether<WebhookNotification>(
    (records) => producer.send(topics.webhookNotifications, records),
    MAX_WAITING_RECORDS,
    SEND_EVERY_MS,
  );
  const underWay = new Set<Promise<void>>();
  let waitingBytes = 0;
  let loggedAtMs = 0;

  function lose(error: unknown): void {
    metrics.count('wac_webhook_calls_kept_total', { result: 'lost' });
    if (Date.now() - loggedAtMs < LOG_EVERY_MS) return;
    loggedAtMs = Date.now();
    log.warn({ err: error }, 'webhook calls are not kept as they came; what they say is');
  }

  return {
    keep(body, receivedAt) {
      if (waitingBytes + body.length > MAX_WAITING_BYTES)
        return lose(new Error('too much waits for the broker'));
      waitingBytes += body.length;
      const keeping = toRecords(body, receivedAt)
        .then((records) => send(records))
        .then(() => metrics.count('wac_webhook_calls_kept_total', { result: 'kept' }), lose)
        .finally(() => {
          waitingBytes -= body.length;
          underWay.delete(keeping);
        });
      underWay.add(keeping);
    },
    settled: () => Promise.all(underWay),
  };
}
