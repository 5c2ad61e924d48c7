/** prom-client metrics, made from their definitions in schemas/metrics.ts. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { metricDefinitions, type MetricDefinition, type MetricName } from '../../../schemas/metrics.ts';

type Labels = Record<string, string>;

/** One labelled series. */
export type Series = { readonly labels: Labels; readonly value: number };

export type Metrics = {
  readonly registry: Registry;
  /** Adds to a counter. */
  count(name: MetricName, labels?: Labels, by?: number): void;
  /** Sets a gauge. */
  set(name: MetricName, value: number, labels?: Labels): void;
  /** Observes a value in a histogram (base units: seconds, bytes). */
  observe(name: MetricName, value: number, labels?: Labels): void;
  /** Forgets a labelled series, e.g. a partition that went to another instance. */
  forget(name: MetricName, labels: Labels): void;
  /** Sets a counter or gauge to values counted elsewhere; a counter takes no negative value. */
  replace(name: MetricName, series: readonly Series[]): void;
  /** Runs before each answer to a scrape, which waits for it: it must be quick and must not fail. */
  beforeScrape(look: () => Promise<void>): void;
  /** The answer to a scrape. */
  scrape(): Promise<string>;
};

/** @param service value of the `service` label on every series of this process */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  // the default precision of 10 ms for the event loop's lag costs 0.8 % of a core in an idle process
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const looks: Array<() => Promise<void>> = [];
  const made = new Map<MetricName, Counter | Gauge | Histogram>();
  const metric = (name: MetricName): Counter | Gauge | Histogram => {
    const present = made.get(name);
    if (present) return present;
    const created = create(name, metricDefinitions[name], registry);
    made.set(name, created);
    return created;
  };
  // counters without labels, and the series named in schemas/metrics.ts, exist from the start: rate() sees their first increase
  for (const [name, definition] of Object.entries(metricDefinitions) as Array<
    [MetricName, MetricDefinition]
  >) {
    if (!definition.services.includes(service) && !definition.services.includes('*')) continue;
    const created = metric(name);
    for (const labels of definition.initialSeries ?? []) (created as Counter).inc(labels, 0);
  }
  return {
    registry,
    count: (name, labels = {}, by = 1) => (metric(name) as Counter).inc(labels, by),
    set: (name, value, labels = {}) => (metric(name) as Gauge).set(labels, value),
    observe: (name, value, labels = {}) => (metric(name) as Histogram).observe(labels, value),
    forget: (name, labels) => (metric(name) as Gauge).remove(labels),
    replace: (name, series) => {
      const shown = metric(name) as Counter | Gauge;
      shown.reset();
      // a reset metric without labels shows 0
      for (const { labels, value } of series) shown.inc(labels, value);
    },
    beforeScrape: (look) => void looks.push(look),
    scrape: async () => {
      await Promise.all(looks.map((look) => look()));
      return registry.metrics();
    },
  };
}

function create(
  name: MetricName,
  definition: MetricDefinition,
  registry: Registry,
): Counter | Gauge | Histogram {
  const base = { name, help: definition.help, labelNames: [...definition.labels], registers: [registry] };
  switch (definition.kind) {
    case 'counter':
      return new Counter(base);
    case 'gauge':
      return new Gauge(base);
    case 'histogram':
      return new Histogram({ ...base, ...(definition.buckets ? { buckets: [...definition.buckets] } : {}) });
  }
}
