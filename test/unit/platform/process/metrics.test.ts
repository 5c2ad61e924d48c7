import { metricDefinitions, type MetricDefinition } from '../../../../schemas/metrics.ts';
import { PUT_OFF_REASONS } from '../../../../schemas/metric-values.ts';
import { createMetrics } from '../../../../services/platform/process/metrics.ts';

const definitions: Array<[string, MetricDefinition]> = Object.entries(metricDefinitions);
const initial = definitions.flatMap(([name, definition]) =>
  (definition.initialSeries ?? []).map((labels) => [name, definition, labels] as const),
);

test('a counter shows each of its initial series at 0 before anything is counted', async () => {
  const shown = await createMetrics('sender').scrape();
  for (const why of PUT_OFF_REASONS)
    expect(shown).toContain(`wac_put_off_total{why="${why}",service="sender"} 0`);
});

test('a process does not show the series of another one', async () => {
  expect(await createMetrics('webhook').scrape()).not.toContain('wac_put_off_total');
});

test.each(initial)('%s: an initial series has the labels of its counter', (_name, definition, labels) => {
  expect(definition.kind).toBe('counter');
  expect(Object.keys(labels).sort()).toEqual([...definition.labels].sort());
});
