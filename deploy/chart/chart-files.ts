/** The generated files of the Helm chart: what its templates read, and the schema of its values. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chartSystem } from './system.ts';
import { valuesSchema } from './values-schema.ts';

const CHART = 'deploy/helm';
const RULES = 'deploy/prometheus';
const BOARDS = 'deploy/grafana/dashboards';

/** @returns path → text. Rules and boards are copies: a chart reads nothing outside of its own folder. */
export function chartFiles(): Map<string, string> {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const rules = ['recording.yml', 'alerts.yml'].map((name): [string, string] => [
    join(CHART, 'files', name),
    readFileSync(join(RULES, name), 'utf8'),
  ]);
  // without white space: a release has to fit into one secret of the cluster
  const boards = readdirSync(BOARDS).map((name): [string, string] => [
    join(CHART, 'files/dashboards', name),
    `${JSON.stringify(JSON.parse(readFileSync(join(BOARDS, name), 'utf8')))}\n`,
  ]);
  return new Map([
    [join(CHART, 'values.schema.json'), json(valuesSchema())],
    [join(CHART, 'files/system.json'), json(chartSystem())],
    ...rules,
    ...boards,
  ]);
}
