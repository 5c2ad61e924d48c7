/**
 * Stores calls as received on webhook-notifications. This must never delay an answer: calls that cannot be
 * stored are counted and dropped.
 */
import { topics } from '../../schemas/topics.ts';
import type { WebhookNotification } from '../../schemas/types.ts';
import type { Logger } from '../platform/process/logger.ts';
import type { Metrics } from '../platform/process/metrics.ts';
import type { Producer } from '../platform/kafka/produce.ts';
import { toRecords } from './raw-call.ts';

/** How much may wait for the broker; beyond that, calls are answered without being stored. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const MAX_WAITING_CALLS = 100_000;
/** Larger batches cost less, and nothing waits for them. */
const SEND_EVERY_MS = 50;
const LOG_EVERY_MS = 10_000;

export type RawCalls = {
  keep(body: Buffer, receivedAt: number): void;
  /** Resolves when the calls so far are stored, or lost. */
  settled(): Promise<unknown>;
};

/** One call; `bytes` before compression. */
type Call = { readonly records: readonly WebhookNotification[]; readonly bytes: number };

export function createKeepRawCalls(producer: Producer, metrics: Metrics, log: Logger): RawCalls {
  let gathered: Call[] = [];
  let sending: Promise<void> | null = null;
  const compressing = new Set<Promise<void>>();
  let waitingCalls = 0;
  let waitingBytes = 0;
  let loggedAtMs = 0;

  function lose(error: unknown, calls: number): void {
    metrics.count('wac_webhook_calls_kept_total', { result: 'lost' }, calls);
    if (Date.now() - loggedAtMs < LOG_EVERY_MS) return;
    loggedAtMs = Date.now();
    log.warn({ err: error }, 'webhook calls are not kept as they came; what they say is');
  }

  function leave(calls: readonly { bytes: number }[]): void {
    waitingCalls -= calls.length;
    for (const { bytes } of calls) waitingBytes -= bytes;
  }

  async function sendGathered(): Promise<void> {
    const calls = gathered;
    gathered = [];
    try {
      await producer.send(
        topics.webhookNotifications,
        calls.flatMap(({ records }) => records),
      );
      metrics.count('wac_webhook_calls_kept_total', { result: 'kept' }, calls.length);
    } catch (error) {
      lose(error, calls.length);
    }
    leave(calls);
  }

  async function sendUntilNoneWaits(): Promise<void> {
    do {
      await new Promise((resolve) => setTimeout(resolve, SEND_EVERY_MS));
      await sendGathered();
    } while (gathered.length > 0);
    sending = null;
  }

  /** A promise for each batch, not for each call: thousands of calls come in a second. */
  function gather(call: Call): void {
    gathered.push(call);
    sending ??= sendUntilNoneWaits();
  }

  function compress(records: Promise<WebhookNotification[]>, bytes: number): void {
    const compressed = records
      .then(
        (done) => gather({ records: done, bytes }),
        (error: unknown) => {
          leave([{ bytes }]);
          lose(error, 1);
        },
      )
      .finally(() => compressing.delete(compressed));
    compressing.add(compressed);
  }

  return {
    keep(body, receivedAt) {
      if (waitingBytes + body.length > MAX_WAITING_BYTES || waitingCalls >= MAX_WAITING_CALLS)
        return lose(new Error('too much waits for the broker'), 1);
      waitingCalls += 1;
      waitingBytes += body.length;
      const records = toRecords(body, receivedAt);
      if (Array.isArray(records)) gather({ records, bytes: body.length });
      else compress(records, body.length);
    },
    async settled() {
      await Promise.all(compressing);
      await sending;
    },
  };
}
