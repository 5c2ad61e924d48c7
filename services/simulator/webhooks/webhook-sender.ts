/** Sends webhook updates: batched, signed, concurrently, and again when they are refused (contract section 7). */
import { Agent, request } from 'undici';
import type { Clock } from '../clock.ts';
import type { NdjsonLog } from '../log/ndjson-log.ts';
import type { Schedule } from '../schedule.ts';
import type { WebhookSettings } from '../scenario/scenario.ts';
import { webhookBody } from './webhook-body.ts';
import { retryDelay } from './webhook-retry.ts';
import { webhookSignature } from './webhook-signature.ts';
import type { WebhookUpdate } from './webhook-update.ts';

/** The body of a call stays below the documented 3 MB. */
const MAX_BATCH_CHARS = 400_000;

/** How long a reset lets calls under way end by themselves, real ms; then they are cut off. */
const RESET_PATIENCE_MS = 3_000;

export interface WebhookSender {
  send(update: WebhookUpdate): void;
  /** Sends alone and at once; resolves when the first attempt was answered or failed. */
  sendAlone(update: WebhookUpdate): Promise<void>;
  /** Forgets everything not yet delivered; resolves when no call from before can reach the receiver any more. */
  reset(): Promise<void>;
  close(): Promise<void>;
  state(): WebhookState;
}

export interface WebhookState {
  /** Updates waiting for a first call. */
  waiting: number;
  inFlight: number;
  /** Batches waiting for a retry. */
  retrying: number;
  calls: number;
  /** Calls answered 200. */
  accepted: number;
  /** Calls refused or unanswered. */
  refused: number;
  /** Batches given up. */
  givenUp: number;
  /** Updates in calls that were answered 200. */
  updatesDelivered: number;
}

export interface WebhookSenderParts {
  settings: () => WebhookSettings;
  url: () => string | undefined;
  appSecret: string;
  clock: Clock;
  schedule: Schedule;
  realNow: () => number;
  log: NdjsonLog;
  onCall: (seconds: number, accepted: boolean) => void;
}

interface Batch {
  number: number;
  updates: readonly WebhookUpdate[];
  body: Buffer;
  firstAt: number;
  attempts: number;
  generation: number;
  answered: () => void;
}

export function createWebhookSender(parts: WebhookSenderParts): WebhookSender {
  const newAgent = (): Agent => new Agent({ connections: 256, keepAliveTimeout: 30_000 });
  let agent = newAgent();
  let underWay = new Set<Promise<void>>();
  let queue: WebhookUpdate[] = [];
  let queueHead = 0;
  let ready: Batch[] = [];
  let flushTimer: NodeJS.Timeout | undefined;
  let flushDue = false;
  let generation = 0;
  let batches = 0;
  const fresh = (): WebhookState => ({
    waiting: 0,
    inFlight: 0,
    retrying: 0,
    calls: 0,
    accepted: 0,
    refused: 0,
    givenUp: 0,
    updatesDelivered: 0,
  });
  let counts = fresh();

  const waiting = (): number => queue.length - queueHead;

  const makeBatch = (updates: readonly WebhookUpdate[], answered: () => void): Batch => ({
    number: ++batches,
    updates,
    body: webhookBody(updates, parts.settings().statusesPerChange),
    firstAt: parts.clock.now(),
    attempts: 0,
    generation,
    answered,
  });

  const takeFromQueue = (): WebhookUpdate[] => {
    const { batchSize } = parts.settings();
    let chars = 0;
    let count = 0;
    while (count < batchSize && count < waiting() && chars < MAX_BATCH_CHARS) {
      const update = queue[queueHead + count++];
      chars +=
        update === undefined ? 0 : update.kind === 'status' ? update.status.length : update.change.length;
    }
    const taken = queue.slice(queueHead, queueHead + count);
    queueHead += count;
    // a long backlog is not moved for every batch
    if (queueHead > 10_000 || queueHead === queue.length) {
      queue = queue.slice(queueHead);
      queueHead = 0;
    }
    return taken;
  };

  const pump = (): void => {
    const { concurrency, batchSize, maxWaitMs } = parts.settings();
    while (counts.inFlight < concurrency) {
      const retried = ready.shift();
      if (retried) {
        start(retried);
      } else if (waiting() >= batchSize || (flushDue && waiting() > 0)) {
        start(makeBatch(takeFromQueue(), () => undefined));
      } else {
        break;
      }
    }
    if (waiting() === 0) flushDue = false;
    else if (!flushTimer && !flushDue) {
      flushTimer = setTimeout(() => {
        flushTimer = undefined;
        flushDue = true;
        pump();
      }, maxWaitMs);
    }
  };

  const start = (batch: Batch): void => {
    const calls = underWay;
    const ended = call(batch).finally(() => calls.delete(ended));
    calls.add(ended);
  };

  const call = async (batch: Batch): Promise<void> => {
    batch.attempts += 1;
    counts.inFlight += 1;
    counts.calls += 1;
    const started = parts.realNow();
    const answer = await post(batch.body);
    if (batch.generation !== generation) return batch.answered();
    counts.inFlight -= 1;
    parts.onCall((parts.realNow() - started) / 1000, answer === 200);
    record(batch, answer);
    if (answer === 200) {
      counts.accepted += 1;
      counts.updatesDelivered += batch.updates.length;
    } else if (answer !== undefined) {
      counts.refused += 1;
      retryLater(batch);
    }
    batch.answered();
    pump();
  };

  /** The status code, a word for no answer, or undefined when nobody listens. */
  const post = async (body: Buffer): Promise<number | string | undefined> => {
    const url = parts.url();
    if (url === undefined) return undefined;
    const { timeoutMs } = parts.settings();
    try {
      const response = await request(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-hub-signature-256': webhookSignature(body, parts.appSecret),
          'user-agent': 'facebookexternalua',
        },
        body,
        dispatcher: agent,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      await response.body.dump();
      return response.statusCode;
    } catch (error) {
      return (error as { code?: string }).code ?? 'FAILED';
    }
  };

  const record = (batch: Batch, answer: number | string | undefined): void => {
    const tail = `,"batch":${batch.number},"call":${batch.attempts},"answer":${JSON.stringify(answer ?? null)}}`;
    const head = `{"at":${parts.realNow().toFixed(3)},`;
    for (const update of batch.updates) parts.log.append(head + update.logged + tail);
  };

  const retryLater = (batch: Batch): void => {
    const now = parts.clock.now();
    const waitMs = retryDelay(parts.settings().retry, batch.attempts, now - batch.firstAt);
    if (waitMs === undefined) {
      counts.givenUp += 1;
      return;
    }
    counts.retrying += 1;
    parts.schedule.at(now + waitMs, () => {
      if (batch.generation !== generation) return;
      counts.retrying -= 1;
      ready.push(batch);
      pump();
    });
  };

  return {
    send(update) {
      queue.push(update);
      if (waiting() === 1 || waiting() >= parts.settings().batchSize) pump();
    },
    sendAlone: (update) => new Promise((resolve) => start(makeBatch([update], resolve))),
    async reset() {
      generation += 1;
      queue = [];
      queueHead = 0;
      ready = [];
      flushDue = false;
      clearTimeout(flushTimer);
      flushTimer = undefined;
      counts = fresh();
      const before = { agent, underWay };
      agent = newAgent();
      underWay = new Set();
      const patience = setTimeout(() => void before.agent.destroy(), RESET_PATIENCE_MS);
      await Promise.all(before.underWay);
      clearTimeout(patience);
      await before.agent.destroy();
    },
    async close() {
      clearTimeout(flushTimer);
      generation += 1;
      await agent.destroy();
    },
    state: () => ({ ...counts, waiting: waiting() }),
  };
}
