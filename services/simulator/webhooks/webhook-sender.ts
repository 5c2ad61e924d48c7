/**
 * Sends webhook updates: batched, signed, concurrently, and again when they are refused (contract section 7).
 */
import { Agent } from 'undici';
import { wholeAnswer } from '../../platform/http/whole-answer.ts';
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
  /**
   * Forgets everything not yet delivered; resolves when no call from before can reach the receiver any more.
   */
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

/** What one sender holds in memory. */
interface Sending {
  readonly parts: WebhookSenderParts;
  agent: Agent;
  /** Where calls go, read once. */
  receiver: Receiver | undefined;
  underWay: Set<Promise<void>>;
  queue: WebhookUpdate[];
  /** Index of the first update in `queue` that is still waiting. */
  queueHead: number;
  /** Batches whose retry is due. */
  ready: Batch[];
  flushTimer: NodeJS.Timeout | undefined;
  /** The first waiting update has waited for `maxWaitMs`. */
  isFlushDue: boolean;
  /** Increased by a reset: batches of an earlier generation no longer count. */
  generation: number;
  batches: number;
  counts: WebhookState;
}

interface Receiver {
  url: string;
  origin: string;
  path: string;
}

function receiverAt(url: string): Receiver {
  const { origin, pathname, search } = new URL(url);
  return { url, origin, path: pathname + search };
}

/** At first, and after a reset. */
const nothingToSend = (): Omit<Sending, 'parts' | 'generation' | 'batches'> => ({
  agent: newAgent(),
  receiver: undefined,
  underWay: new Set(),
  queue: [],
  queueHead: 0,
  ready: [],
  flushTimer: undefined,
  isFlushDue: false,
  counts: zeroCounts(),
});

export function createWebhookSender(parts: WebhookSenderParts): WebhookSender {
  const sending: Sending = {
    ...{ parts, generation: 0, batches: 0 },
    ...nothingToSend(),
  };
  return {
    send(update) {
      sending.queue.push(update);
      const count = waiting(sending);
      if (count === 1 || count >= parts.settings().batchSize) pump(sending);
    },
    sendAlone: (update) => new Promise((resolve) => start(sending, makeBatch(sending, [update], resolve))),
    reset: () => reset(sending),
    async close() {
      clearTimeout(sending.flushTimer);
      sending.generation += 1;
      await sending.agent.destroy();
    },
    state: () => ({ ...sending.counts, waiting: waiting(sending) }),
  };
}

const newAgent = (): Agent => new Agent({ connections: 256, keepAliveTimeout: 30_000 });

const zeroCounts = (): WebhookState => ({
  waiting: 0,
  inFlight: 0,
  retrying: 0,
  calls: 0,
  accepted: 0,
  refused: 0,
  givenUp: 0,
  updatesDelivered: 0,
});

const waiting = ({ queue, queueHead }: Sending): number => queue.length - queueHead;

/**
 * Starts calls while the limit of concurrent calls allows: retries first, then full batches, then what has
 * waited long enough.
 */
function pump(sending: Sending): void {
  const { concurrency, batchSize, maxWaitMs } = sending.parts.settings();
  while (sending.counts.inFlight < concurrency) {
    const retried = sending.ready.shift();
    if (retried) {
      start(sending, retried);
    } else if (waiting(sending) >= batchSize || (sending.isFlushDue && waiting(sending) > 0)) {
      start(
        sending,
        makeBatch(sending, takeFromQueue(sending), () => undefined),
      );
    } else {
      break;
    }
  }
  if (waiting(sending) === 0) sending.isFlushDue = false;
  else if (!sending.flushTimer && !sending.isFlushDue) {
    sending.flushTimer = setTimeout(() => {
      sending.flushTimer = undefined;
      sending.isFlushDue = true;
      pump(sending);
    }, maxWaitMs);
  }
}

function takeFromQueue(sending: Sending): WebhookUpdate[] {
  const { batchSize } = sending.parts.settings();
  let chars = 0;
  let count = 0;
  while (count < batchSize && count < waiting(sending) && chars < MAX_BATCH_CHARS) {
    const update = sending.queue[sending.queueHead + count++];
    chars +=
      update === undefined ? 0 : update.kind === 'status' ? update.status.length : update.change.length;
  }
  const taken = sending.queue.slice(sending.queueHead, sending.queueHead + count);
  sending.queueHead += count;
  // a long backlog is not moved for every batch
  if (sending.queueHead > 10_000 || sending.queueHead === sending.queue.length) {
    sending.queue = sending.queue.slice(sending.queueHead);
    sending.queueHead = 0;
  }
  return taken;
}

const makeBatch = (sending: Sending, updates: readonly WebhookUpdate[], answered: () => void): Batch => ({
  number: ++sending.batches,
  updates,
  body: webhookBody(updates, sending.parts.settings().statusesPerChange),
  firstAt: sending.parts.clock.now(),
  attempts: 0,
  generation: sending.generation,
  answered,
});

function start(sending: Sending, batch: Batch): void {
  const calls = sending.underWay;
  const ended = call(sending, batch).finally(() => calls.delete(ended));
  calls.add(ended);
}

async function call(sending: Sending, batch: Batch): Promise<void> {
  const { parts } = sending;
  batch.attempts += 1;
  sending.counts.inFlight += 1;
  sending.counts.calls += 1;
  const started = parts.realNow();
  const answer = await post(sending, batch.body);
  if (batch.generation !== sending.generation) return batch.answered();
  sending.counts.inFlight -= 1;
  parts.onCall((parts.realNow() - started) / 1000, answer === 200);
  record(parts, batch, answer);
  if (answer === 200) {
    sending.counts.accepted += 1;
    sending.counts.updatesDelivered += batch.updates.length;
  } else if (answer !== undefined) {
    sending.counts.refused += 1;
    retryLater(sending, batch);
  }
  batch.answered();
  pump(sending);
}

/** The status code, the error's code when no answer came, or undefined when there is no receiver. */
async function post(sending: Sending, body: Buffer): Promise<number | string | undefined> {
  const { parts, agent } = sending;
  const url = parts.url();
  if (url === undefined) return undefined;
  const { timeoutMs } = parts.settings();
  try {
    if (sending.receiver?.url !== url) sending.receiver = receiverAt(url);
    const { origin, path } = sending.receiver;
    const answer = await wholeAnswer(agent, {
      ...{ origin, path },
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-hub-signature-256': webhookSignature(body, parts.appSecret),
        'user-agent': 'facebookexternalua',
      },
      body,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    });
    return answer.status;
  } catch (error) {
    return (error as { code?: string }).code ?? 'FAILED';
  }
}

function record(
  { realNow, log }: WebhookSenderParts,
  batch: Batch,
  answer: number | string | undefined,
): void {
  const tail = `,"batch":${batch.number},"call":${batch.attempts},"answer":${JSON.stringify(answer ?? null)}}`;
  const head = `{"at":${realNow().toFixed(3)},`;
  for (const update of batch.updates) log.append(head + update.logged + tail);
}

function retryLater(sending: Sending, batch: Batch): void {
  const { settings, clock, schedule } = sending.parts;
  const now = clock.now();
  const waitMs = retryDelay(settings().retry, batch.attempts, now - batch.firstAt);
  if (waitMs === undefined) {
    sending.counts.givenUp += 1;
    return;
  }
  sending.counts.retrying += 1;
  schedule.at(now + waitMs, () => {
    if (batch.generation !== sending.generation) return;
    sending.counts.retrying -= 1;
    sending.ready.push(batch);
    pump(sending);
  });
}

async function reset(sending: Sending): Promise<void> {
  const { agent, underWay } = sending;
  clearTimeout(sending.flushTimer);
  Object.assign(sending, nothingToSend());
  sending.generation += 1;
  const patience = setTimeout(() => void agent.destroy(), RESET_PATIENCE_MS);
  await Promise.all(underWay);
  clearTimeout(patience);
  await agent.destroy();
}
