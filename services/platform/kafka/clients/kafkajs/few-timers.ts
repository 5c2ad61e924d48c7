/** kafkajs 2.2.4 has timers on every connection, also on one over which nothing is asked. */
// @ts-expect-error kafkajs declares no types for its inner modules; the type below says what is needed of this one
import untypedRequestQueue from 'kafkajs/src/network/requestQueue/index.js';

/** An answer may come so much later than its time. */
const LOOK_EVERY_MS = 1_000;

type InFlight = { readonly sentAt: number; readonly requestTimeout: number; timeoutRequest(): void };
type RequestQueue = {
  readonly pending: readonly unknown[];
  readonly inflight: ReadonlyMap<number, InFlight>;
  readonly enforceRequestTimeout: boolean;
  isConnected(): boolean;
  destroy: (this: RequestQueue) => void;
  scheduleRequestTimeoutCheck: (this: RequestQueue) => void;
  scheduleCheckPendingRequests: (this: RequestQueue) => void;
};

const watched = new Set<RequestQueue>();
let looking: NodeJS.Timeout | undefined;
let isReplaced = false;

/**
 * Once, for all connections of the process. A queue without pending requests re-arms a timer of 1 ms, because
 * `throttledUntil` is -1 and the delay becomes negative: some per cent of a core, and Node 24 warns of it. Each connection looks ten times
 * a second for requests without an answer, and a consumer has two: another per cent for nine consumers.
 */
export function useFewTimers(): void {
  if (isReplaced) return;
  isReplaced = true;
  const queue = untypedRequestQueue as { prototype: RequestQueue };
  const { scheduleCheckPendingRequests, destroy } = queue.prototype;
  queue.prototype.scheduleCheckPendingRequests = function () {
    if (this.pending.length > 0) scheduleCheckPendingRequests.call(this);
  };
  queue.prototype.scheduleRequestTimeoutCheck = function () {
    this.destroy();
    if (!this.enforceRequestTimeout) return;
    watched.add(this);
    looking ??= setInterval(lookAtAll, LOOK_EVERY_MS).unref();
  };
  queue.prototype.destroy = function () {
    watched.delete(this);
    destroy.call(this);
  };
}

function lookAtAll(): void {
  const now = Date.now();
  for (const queue of watched) {
    for (const request of queue.inflight.values())
      if (now - request.sentAt > request.requestTimeout) request.timeoutRequest();
    if (!queue.isConnected()) queue.destroy();
  }
  if (watched.size > 0) return;
  clearInterval(looking);
  looking = undefined;
}
