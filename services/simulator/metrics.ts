/**
 * The simulator's Prometheus metrics; values are read from the counts at scrape time, so the hot path pays
 * nothing.
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Counts } from './log/counts.ts';
import type { WebhookState } from './webhooks/webhook-sender.ts';

export interface SimulatorMetrics {
  registry: Registry;
  observeCall(seconds: number): void;
}

const LAG_RESOLUTION_MS = 100;

export function createMetrics(
  counts: () => Counts,
  webhook: () => WebhookState,
  pending: () => number,
): SimulatorMetrics {
  const registry = new Registry();
  // at the default of 10 ms the lag monitor alone costs an idle process 0.8 % of a core
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_RESOLUTION_MS });
  const counter = (
    name: string,
    help: string,
    label: string,
    read: () => Iterable<[string, number]>,
  ): void => {
    new Counter({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      collect() {
        this.reset();
        for (const [value, count] of read()) this.inc({ [label]: value }, count);
      },
    });
  };
  const gauge = (name: string, help: string, read: () => number): void => {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  };
  counter(
    'simulator_requests_total',
    'Requests to the Graph endpoints since the last reset',
    'outcome',
    () => counts().requests,
  );
  counter('simulator_statuses_total', 'Delivery statuses due since the last reset', 'status', () =>
    Object.entries(counts().statuses),
  );
  counter('simulator_webhook_calls_total', 'Webhook calls since the last reset', 'result', () => [
    ['accepted', webhook().accepted],
    ['refused', webhook().refused],
    ['given up', webhook().givenUp],
  ]);
  gauge('simulator_statuses_pending', 'Messages whose next status is not due yet', pending);
  gauge(
    'simulator_webhook_updates_waiting',
    'Updates waiting for a first webhook call',
    () => webhook().waiting,
  );
  gauge('simulator_webhook_calls_in_flight', 'Webhook calls under way', () => webhook().inFlight);
  const seconds = new Histogram({
    name: 'simulator_webhook_call_seconds',
    help: 'Time until a webhook call is answered',
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 5, 10],
    registers: [registry],
  });
  return { registry, observeCall: (value) => seconds.observe(value) };
}
