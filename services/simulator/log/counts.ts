/** What the simulator counts since its last reset. */
export interface Counts {
  /** Requests to the Graph endpoints by outcome: accepted, a fault's name, or `error <code>`. */
  requests: Map<string, number>;
  accepted: number;
  statuses: { sent: number; delivered: number; read: number; failed: number };
  inbound: number;
}

export function freshCounts(): Counts {
  return {
    requests: new Map(),
    accepted: 0,
    statuses: { sent: 0, delivered: 0, read: 0, failed: 0 },
    inbound: 0,
  };
}

export function countRequest(counts: Counts, outcome: string): void {
  counts.requests.set(outcome, (counts.requests.get(outcome) ?? 0) + 1);
}
