/** What the simulator counts since its last reset. */
import { createLatestMessages, type LatestMessages } from './latest-messages.ts';
import { createRateHistory, type RateHistory } from './rate-history.ts';

export interface Counts {
  /** Requests to the Graph endpoints by outcome: accepted, a fault's name, or `error <code>`. */
  requests: Map<string, number>;
  accepted: number;
  statuses: { sent: number; delivered: number; read: number; failed: number };
  inbound: number;
  history: RateHistory;
  latest: LatestMessages;
}

export function freshCounts(): Counts {
  return {
    requests: new Map(),
    accepted: 0,
    statuses: { sent: 0, delivered: 0, read: 0, failed: 0 },
    inbound: 0,
    history: createRateHistory(),
    latest: createLatestMessages(),
  };
}

export function countRequest(counts: Counts, outcome: string): void {
  counts.requests.set(outcome, (counts.requests.get(outcome) ?? 0) + 1);
}
