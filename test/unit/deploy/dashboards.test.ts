import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { boards, FOLDER } from '../../../deploy/grafana/boards/boards.ts';
import { metricDefinitions, type MetricDefinition } from '../../../schemas/metrics.ts';
import { createMetrics } from '../../../services/platform/process/metrics.ts';
import { countRequest, freshCounts } from '../../../services/simulator/log/counts.ts';
import { createMetrics as createSimulatorMetrics } from '../../../services/simulator/metrics.ts';
import {
  alertRules,
  askedByAlerts,
  askedByDashboards,
  dashboards,
  labelsShownIn,
  usesOf,
} from './monitoring-files.ts';

/** What Prometheus adds to every series, and what every process of ours says of itself. */
const EVERYWHERE = ['job', 'instance', 'service'];

/** Names under which Prometheus knows a metric → its labels. */
async function exposed(): Promise<Map<string, readonly string[]>> {
  const known = new Map<string, readonly string[]>([['up', []]]);
  for (const [name, definition] of Object.entries(metricDefinitions) as Array<[string, MetricDefinition]>) {
    if (definition.kind !== 'histogram') known.set(name, definition.labels);
    else {
      known.set(`${name}_bucket`, [...definition.labels, 'le']);
      for (const suffix of ['_sum', '_count']) known.set(name + suffix, definition.labels);
    }
  }
  const counts = freshCounts();
  countRequest(counts, 'accepted');
  const idle = { waiting: 0, inFlight: 0, retrying: 0, calls: 0, accepted: 0, refused: 0 };
  const webhook = { ...idle, givenUp: 0, updatesDelivered: 0 };
  const simulator = createSimulatorMetrics(
    () => counts,
    () => webhook,
    () => 0,
  );
  for (const registry of [createMetrics('test').registry, simulator.registry]) {
    for (const { name, values } of await registry.getMetricsAsJSON()) {
      if (!/^(process|nodejs|simulator)_/.test(name)) continue;
      known.set(name, Object.keys(values[0]?.labels ?? {}));
    }
  }
  return known;
}

describe.each([
  ['a dashboard', askedByDashboards()],
  ['the alerts', askedByAlerts()],
])('%s', (_of, asked) => {
  let known: Map<string, readonly string[]>;
  beforeAll(async () => void (known = await exposed()));

  it.each(asked.map((one) => [one.where, one.expression, one] as const))(
    '%s asks for what the processes expose: %s',
    (_where, expression, one) => {
      const { metrics, grouped } = usesOf(expression);
      expect(metrics.filter(({ name }) => !known.has(name)).map(({ name }) => name)).toEqual([]);
      for (const { name, matched } of metrics) {
        const labels = [...(known.get(name) ?? []), ...EVERYWHERE];
        expect({ name, unknown: matched.filter((label) => !labels.includes(label)) }).toEqual({
          name,
          unknown: [],
        });
      }
      const any = [...metrics.flatMap(({ name }) => known.get(name) ?? []), ...EVERYWHERE];
      expect(grouped.filter((label) => !any.includes(label))).toEqual([]);
      const left = grouped.length > 0 ? grouped : any;
      expect(labelsShownIn(one.text).filter((label) => !left.includes(label))).toEqual([]);
    },
  );
});

test('every metric of ours is on a dashboard or in an alert', () => {
  const asked = [...askedByDashboards(), ...askedByAlerts()]
    .flatMap(({ expression }) => usesOf(expression).metrics)
    .map(({ name }) => name.replace(/_(bucket|sum|count)$/, ''));
  expect(Object.keys(metricDefinitions).filter((name) => !asked.includes(name))).toEqual([]);
});

test('every alert has its part in docs/operations.md, under its own name', () => {
  const operations = readFileSync('docs/operations.md', 'utf8');
  for (const { alert, annotations } of alertRules()) {
    expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
    expect(operations).toMatch(new RegExp(`^### ${alert}$`, 'm'));
  }
});

test('docs/operations.md tells of no alert that does not exist', () => {
  const operations = readFileSync('docs/operations.md', 'utf8');
  const part = operations.slice(
    operations.indexOf('\n## Alerts'),
    operations.indexOf('\n## ', operations.indexOf('\n## Alerts') + 1),
  );
  const told = [...part.matchAll(/^### (\S+)$/gm)].map(([, name]) => name);
  expect(told.sort()).toEqual(
    alertRules()
      .map(({ alert }) => alert)
      .sort(),
  );
});

test('every alert says how bad it is', () => {
  for (const { alert, labels } of alertRules())
    expect([alert, labels.severity]).toEqual([alert, expect.stringMatching(/^(critical|warning)$/)]);
});

describe.each(dashboards().map((board) => [board.uid, board] as const))('%s', (_uid, board) => {
  it('has panels with ids of their own that lie beside each other and use the provisioned data source', () => {
    const { panels } = board;
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const taken = new Set<string>();
    for (const { title, gridPos } of panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
          expect([title, taken.has(`${x},${y}`)]).toEqual([title, false]);
          taken.add(`${x},${y}`);
        }
    }
    const { datasources } = parse(
      readFileSync('deploy/grafana/provisioning/datasources/prometheus.yml', 'utf8'),
    ) as {
      datasources: Array<{ uid: string }>;
    };
    const used = new Set(panels.flatMap(({ type, datasource }) => (type === 'row' ? [] : [datasource?.uid])));
    expect([...used]).toEqual(datasources.map(({ uid }) => uid));
  });

  it('is linked with the other boards', () => {
    const linked = board.links.flatMap(({ type, tags }) => (type === 'dashboards' ? tags : []));
    expect(board.tags.filter((tag) => linked.includes(tag))).toEqual(['whatsapp-campaigns']);
  });

  it('says of every panel what it shows', () => {
    const mute = board.panels.filter(({ type, description = '' }) => type !== 'row' && description === '');
    expect(mute.map(({ title }) => title)).toEqual([]);
  });
});

test('boards have addresses of their own', () => {
  const uids = dashboards().map(({ uid }) => uid);
  expect(new Set(uids).size).toBe(uids.length);
});

test.each([...boards])('%s is what the code makes (npm run generate)', (name, board) => {
  expect(JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))).toEqual(JSON.parse(JSON.stringify(board)));
});

test('metrics that every instance of campaigns shows are never added up over instances', () => {
  const shared = /sum[^()]*(?:by\s*\([^)]*\)\s*)?\(\s*(?:rate\()?wac_(?:campaign|number)_/;
  const asked = [...askedByDashboards(), ...askedByAlerts()];
  expect(asked.filter(({ expression }) => shared.test(expression))).toEqual([]);
});
