import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { boards, FOLDER } from '../../../deploy/grafana/boards/boards.ts';
import { errorMeanings } from '../../../deploy/grafana/boards/error-meanings.ts';
import { lintBoard } from '../../../deploy/grafana/boards/lint-board.ts';
import { RUNBOOK_UID, runbookParts } from '../../../deploy/grafana/boards/runbook-links.ts';
import type { DashboardJson } from '../../../deploy/grafana/boards/sdk-json.ts';
import { metricDefinitions, type MetricDefinition } from '../../../schemas/metrics.ts';
import { errorTable } from '../../../services/domain/provider/error-table.ts';
import { createMetrics } from '../../../services/platform/process/metrics.ts';
import { countRequest, freshCounts } from '../../../services/simulator/log/counts.ts';
import { createMetrics as createSimulatorMetrics } from '../../../services/simulator/metrics.ts';
import {
  alertRules,
  askedByAlerts,
  askedByDashboards,
  askedByRecording,
  askedByRunbook,
  dashboards,
  labelsShownIn,
  recordingRules,
  usesOf,
} from './monitoring-files.ts';

/** What Prometheus adds to every series, and what every process of ours says of itself. */
const EVERYWHERE = ['job', 'instance', 'service'];

/** Names under which Prometheus knows a metric → its labels. */
async function exposed(): Promise<Map<string, readonly string[]>> {
  const known = new Map<string, readonly string[]>([['up', []]]);
  for (const { record } of recordingRules())
    known.set(record, /^(integration):/.exec(record)?.slice(1) ?? []);
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
  ['the recording rules', askedByRecording()],
  ['the runbook', askedByRunbook()],
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
  expect(told.sort()).toEqual([...new Set(alertRules().map(({ alert }) => alert))].sort());
});

test('every part about an alert says what it means, where to look with an expression, and what to do with a command', () => {
  for (const { alert, markdown } of runbookParts()) {
    const [, means = '', look = '', act = ''] =
      /^\*\*Means\.\*\*([\s\S]+)\*\*Look\.\*\*([\s\S]+)\*\*Do\.\*\*([\s\S]+)$/.exec(markdown) ?? [];
    expect([alert, means.trim() !== '']).toEqual([alert, true]);
    expect([alert, look]).toEqual([alert, expect.stringContaining('```promql\n')]);
    expect([alert, act]).toEqual([alert, expect.stringMatching(/`(wac|docker compose|kafka-|curl) ?[^`]+`/)]);
  }
});

test('every alert says how bad it is and whose it is', () => {
  for (const { alert, labels } of alertRules())
    expect([alert, labels]).toEqual([
      alert,
      {
        severity: expect.stringMatching(/^(critical|warning)$/) as string,
        team: expect.stringMatching(/^(operations|campaigns)$/) as string,
      },
    ]);
});

test('every alert has a case in which it fires', () => {
  const cases = readdirSync('deploy/prometheus')
    .filter((name) => name.endsWith('.test.yml'))
    .flatMap((name) => {
      const file = parse(readFileSync(join('deploy/prometheus', name), 'utf8')) as {
        tests: Array<{ alert_rule_test?: Array<{ alertname: string; exp_alerts?: unknown[] }> }>;
      };
      return file.tests.flatMap(({ alert_rule_test: ofTest = [] }) => ofTest);
    });
  const fired = new Set(
    cases.filter(({ exp_alerts: alerts = [] }) => alerts.length > 0).map((one) => one.alertname),
  );
  expect([...new Set(alertRules().map(({ alert }) => alert))].filter((alert) => !fired.has(alert))).toEqual(
    [],
  );
});

test.each([...boards])(
  '%s has titles, units, descriptions and the data source’s variable',
  (_name, board) => {
    // the runbook is a text for each alert, to be opened one by one
    const faults = lintBoard(board).filter(
      (fault) => board.uid !== RUNBOOK_UID || !fault.includes('before one scrolls'),
    );
    expect(faults).toEqual([]);
  },
);

describe('what is wrong with a board is said', () => {
  const panel = boards.get('overview.json')?.panels[0];
  const linted = (...panels: unknown[]): string[] =>
    lintBoard({ ...boards.get('overview.json'), panels } as DashboardJson);
  const at = (x: number, y: number) => ({ gridPos: { x, y, w: 4, h: 4 } });

  it.each([
    [{ ...panel, title: '' }, ['panel 1 has no title']],
    [{ ...panel, description: '' }, ['"Dead letters, last hour" has no description']],
    [
      { ...panel, datasource: { type: 'prometheus', uid: 'prometheus' } },
      ['"Dead letters, last hour" asks the data source "prometheus" instead of the variable'],
    ],
    [{ ...panel, targets: [] }, ['"Dead letters, last hour" asks nothing']],
    [
      { ...panel, gridPos: { x: 22, y: 0, w: 4, h: 4 } },
      ['"Dead letters, last hour" is wider than the board'],
    ],
  ])('of one panel', (one, faults) => expect(linted(one)).toEqual(faults));

  it('of a unit that Grafana does not have', () => {
    const config = { ...panel?.fieldConfig, defaults: { ...panel?.fieldConfig?.defaults, unit: 'msgs' } };
    expect(linted({ ...panel, fieldConfig: config })).toEqual([
      expect.stringContaining('has the unit "msgs"; one of short'),
    ]);
  });

  it('of several: ids and titles twice, one on another, too many', () => {
    expect(linted({ ...panel, ...at(0, 0) }, { ...panel, ...at(2, 0) })).toEqual([
      'the id "1" twice',
      'the title "Dead letters, last hour" twice',
      '"Dead letters, last hour" lies on "Dead letters, last hour"',
    ]);
    const many = Array.from({ length: 13 }, (_, place) => ({
      ...{ ...panel, ...at((place % 6) * 4, Math.floor(place / 6) * 4) },
      ...{ id: place, title: `${place}` },
    }));
    expect(linted(...many)).toEqual(['13 panels are shown before one scrolls; at most 12 are wanted']);
  });
});

test('the variable names the data source that is provisioned', () => {
  const { datasources } = parse(
    readFileSync('deploy/grafana/provisioning/datasources/prometheus.yml', 'utf8'),
  ) as { datasources: Array<{ uid: string }> };
  for (const { templating } of boards.values())
    expect(templating.list?.[0]).toMatchObject({
      name: 'datasource',
      current: { value: datasources[0]?.uid },
    });
});

test('every board is linked with the others', () => {
  for (const { links, tags } of dashboards()) {
    const linked = links.flatMap(({ type, tags: wanted }) => (type === 'dashboards' ? wanted : []));
    expect(tags.filter((tag) => linked.includes(tag))).toEqual(['whatsapp-campaigns']);
  }
});

test('every file of a board is made by code', () => {
  expect(readdirSync(FOLDER).sort()).toEqual([...boards.keys()].sort());
});

test('every code of our table has its meaning on the boards', () => {
  expect([...errorMeanings.keys()].sort()).toEqual([...[...errorTable.keys()].map(String), 'other'].sort());
});

test('boards have addresses of their own', () => {
  const uids = dashboards().map(({ uid }) => uid);
  expect(new Set(uids).size).toBe(uids.length);
});

test.each([...boards])('%s is what the code makes (npm run generate)', (name, board) => {
  expect(JSON.parse(readFileSync(join(FOLDER, name), 'utf8'))).toEqual(JSON.parse(JSON.stringify(board)));
});

test('metrics that every instance of campaigns shows are never added up over instances', () => {
  const shared =
    /sum[^()]*(?:by\s*\([^)]*\)\s*)?\(\s*(?:(?:rate|increase)\()?wac_(?:campaign|number_(?!refusals)|import_(?!rows))_?/;
  const asked = [
    ...askedByDashboards(),
    ...askedByAlerts(),
    ...askedByRecording(),
    ...askedByRunbook(),
  ].filter(({ expression }) => !/\(wac_campaigns_waiting/.test(expression));
  expect(asked.filter(({ expression }) => shared.test(expression))).toEqual([]);
});
