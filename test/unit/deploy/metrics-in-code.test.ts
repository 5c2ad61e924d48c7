import { metricDefinitions, type MetricDefinition } from '../../../schemas/metrics.ts';
import { readFileSync } from 'node:fs';
import { metricLabels } from '../../../schemas/metric-labels.ts';
import { METRICS_DOC, metricsDoc } from '../../../schemas/metrics-doc.ts';
import { metricCalls } from './metric-calls.ts';

const definitions = new Map<string, MetricDefinition>(Object.entries(metricDefinitions));
const calls = metricCalls();
const libraries = new Set(['platform', 'commands', 'queries', 'ledger', 'retention', 'people']);
const METHOD_OF = { counter: 'count', gauge: 'set', histogram: 'observe' } as const;

test('every defined metric is measured by the services', () => {
  const measured = new Set(calls.map(({ name }) => name));
  expect([...definitions.keys()].filter((name) => !measured.has(name))).toEqual([]);
});

test('every metric that a service moves is defined', () => {
  expect(calls.filter(({ name }) => !definitions.has(name))).toEqual([]);
});

test.each(calls.map((call) => [call.name, call.where, call] as const))(
  '%s in %s moves as it is defined',
  (name, _where, call) => {
    const definition = definitions.get(name);
    // what somebody else has counted is shown as it is, whatever the kind
    if (call.method !== 'replace') expect(call.method).toBe(METHOD_OF[definition?.kind ?? 'counter']);
    if (call.labels !== null) expect([...call.labels].sort()).toEqual([...(definition?.labels ?? [])].sort());
    // libraries move metrics for the processes that use them
    if (!libraries.has(call.service)) expect(definition?.services).toContain(call.service);
  },
);

/** Names that people gave, and ids of them: bounded by how many are shown (live-figures.ts, live-imports.ts in services/queries/). */
const NAMED = /^wac_(campaign|number|import)_/;
const NAMES = ['campaign_id', 'campaign', 'integration_id', 'integration', 'import_id'];

test('no label can hold a person: numbers and ids of people and messages are no labels, those of campaigns of their own metrics alone', () => {
  const labels = [...definitions].flatMap(([name, definition]) =>
    definition.labels.filter((label) => !(NAMED.test(name) && NAMES.includes(label))),
  );
  expect(labels.filter((label) => /phone|contact|message|campaign|number|id$/i.test(label))).toEqual([]);
});

test('docs/metrics.md is what the definitions make (npm run generate)', () => {
  expect(readFileSync(METRICS_DOC, 'utf8')).toBe(metricsDoc());
});

test('every label that a metric has is explained with its bound, and no other', () => {
  const used = new Set([...definitions.values()].flatMap(({ labels }) => labels));
  expect(Object.keys(metricLabels).sort()).toEqual([...used].sort());
});
