/** What the files in deploy/prometheus and deploy/grafana ask of Prometheus: every expression, with the place where it stands. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export type Asked = {
  /** For messages. */
  readonly where: string;
  readonly expression: string;
  /** What people read, with `{{label}}` or `{{ $labels.label }}` in it. */
  readonly text: string;
};

export type Rule = {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string; readonly team: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
};

type Panel = {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly uid: string };
  readonly targets?: ReadonlyArray<{ readonly expr: string; readonly legendFormat: string }>;
};

function rulesOf<R>(path: string): R[] {
  const file = parse(readFileSync(path, 'utf8')) as { groups: Array<{ rules: R[] }> };
  return file.groups.flatMap(({ rules }) => rules);
}

/** Files of rules, as Prometheus reads them. */
export const RULE_FILES = ['deploy/prometheus/recording.yml', 'deploy/prometheus/alerts.yml'];

export const alertRules = (): Rule[] => rulesOf<Rule>('deploy/prometheus/alerts.yml');

export type Recorded = { readonly record: string; readonly expr: string };
export const recordingRules = (): Recorded[] => rulesOf<Recorded>('deploy/prometheus/recording.yml');

export type Dashboard = {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly links: ReadonlyArray<{ readonly type: string; readonly tags: readonly string[] }>;
  readonly annotations: { readonly list: ReadonlyArray<{ readonly name: string; readonly expr: string }> };
  readonly panels: readonly Panel[];
};

const DASHBOARDS = 'deploy/grafana/dashboards';

export const dashboards = (): Dashboard[] =>
  readdirSync(DASHBOARDS).map(
    (name) => JSON.parse(readFileSync(join(DASHBOARDS, name), 'utf8')) as Dashboard,
  );

/** Recording rules; no text shows them. */
export const askedByRecording = (): Asked[] =>
  recordingRules().map(({ record, expr }) => ({ where: `rule ${record}`, expression: expr, text: '' }));

/** Expressions of docs/operations.md, in blocks of promql: one a line. */
export function askedByRunbook(): Asked[] {
  const operations = readFileSync('docs/operations.md', 'utf8');
  return [...operations.matchAll(/^(#{2,3} .+)$|^```promql\n([\s\S]*?)^```$/gm)].flatMap(
    (
      (heading = '') =>
      ([, title, block]) => {
        if (title !== undefined) heading = title.replace(/^#+ /, '');
        return (block ?? '')
          .split('\n')
          .filter((line) => line !== '')
          .map((expression) => ({ where: `runbook ${heading}`, expression, text: '' }));
      }
    )(),
  );
}

/** The causes of docs/operations.md, "Why is it slow?", each with its expression: the bold words → promql. */
export function slowCauses(): Map<string, string> {
  const operations = readFileSync('docs/operations.md', 'utf8');
  const from = operations.indexOf('### Why is it slow?');
  const part = operations.slice(from, operations.indexOf('\n## ', from));
  return new Map(
    [...part.matchAll(/^\*\*([^*]+)\*\*[\s\S]*?^```promql\n([\s\S]*?)^```$/gm)].map(
      ([, cause = '', block = '']) => [cause.replace(/\s+/g, ' '), block.trim()],
    ),
  );
}

export function askedByAlerts(): Asked[] {
  return alertRules().map(({ alert, expr, annotations }) => ({
    where: `alert ${alert}`,
    expression: expr,
    text: annotations.summary,
  }));
}

/** Grafana's own word for the interval is replaced by one that Prometheus knows. */
export function askedByDashboards(of = dashboards()): Asked[] {
  return of.flatMap(({ uid, panels, annotations }) => [
    ...panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, legendFormat }) => ({
        where: `panel "${title}" of ${uid}`,
        expression: expr.replaceAll('$__rate_interval', '1m'),
        text: legendFormat,
      })),
    ),
    ...annotations.list.map(({ name, expr }) => ({
      where: `annotation "${name}" of ${uid}`,
      expression: expr,
      text: '',
    })),
  ]);
}

export type MetricUse = { readonly name: string; readonly matched: readonly string[] };

const WORDS = new Set(
  'by without on ignoring group_left group_right and or unless offset bool inf nan start end'.split(' '),
);

/** Metrics of an expression with the labels that are matched, and the labels that it groups by. */
export function usesOf(expression: string): { metrics: MetricUse[]; grouped: string[] } {
  const plain = expression.replace(/"[^"]*"/g, '""').replace(/\[[^\]]*\]/g, '');
  const grouped: string[] = [];
  const ungrouped = plain.replace(
    /\b(?:by|without|on|ignoring|group_left|group_right)\s*\(([^)]*)\)/g,
    (_, labels: string) => {
      grouped.push(
        ...labels
          .split(',')
          .map((label) => label.trim())
          .filter((label) => label !== ''),
      );
      return '';
    },
  );
  const metrics = [...ungrouped.matchAll(/(?<![\w:])([a-zA-Z_:][\w:]*)\s*(\(|\{([^}]*)\})?/g)].flatMap(
    ([, name = '', follows = '', matchers = '']) =>
      follows === '(' || WORDS.has(name) || /^\d+[smhd]$/.test(name)
        ? []
        : [
            {
              name,
              matched: [...matchers.matchAll(/(\w+)\s*(?:=~|!~|!=|=)/g)].map(([, label = '']) => label),
            },
          ],
  );
  return { metrics, grouped };
}

/** Labels that a text for people shows. */
export function labelsShownIn(text: string): string[] {
  return [...text.matchAll(/\{\{\s*(?:\$labels\.)?(?!end\b)(\w+)\s*\}\}/g)].map(([, label = '']) => label);
}
