/** Prometheus itself judges the rules and the dashboard's queries, where promtool is installed (.ci/run installs it). */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  alertRules,
  askedByAlerts,
  askedByDashboards,
  askedByRunbook,
  recordingRules,
  RULE_FILES,
} from '../../unit/deploy/monitoring-files.ts';

const promtool = spawnSync('promtool', ['--version']);
const isInstalled = promtool.status === 0;

/** @returns what promtool printed. @throws with it when promtool is not content */
function check(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`promtool ${args.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'promtool-'))));
afterAll(() => rmSync(folder, { recursive: true }));

if (isInstalled) {
  test('Prometheus takes the rules', () => {
    const [recording = '', alerts = ''] = RULE_FILES;
    expect(check('check', 'rules', recording)).toContain(`${recordingRules().length} rules found`);
    expect(check('check', 'rules', alerts)).toContain(`${alertRules().length} rules found`);
  });

  test.each(readdirSync('deploy/prometheus').filter((name) => name.endsWith('.test.yml')))(
    'the alerts fire when they should, and only then: %s',
    (name) => expect(check('test', 'rules', `deploy/prometheus/${name}`)).toContain('SUCCESS'),
  );

  test('Prometheus takes its configuration', () => {
    expect(check('check', 'config', 'deploy/prometheus/prometheus.yml')).toContain('SUCCESS');
  });

  test('Prometheus takes every query of the boards and the runbook', () => {
    const asked = [...askedByDashboards(), ...askedByRunbook()];
    const rules = asked.map(({ expression }, position) => ({
      record: `panel:query:n${position}`,
      expr: expression,
    }));
    const path = join(folder, 'queries.yml');
    writeFileSync(path, JSON.stringify({ groups: [{ name: 'dashboard', rules }] })); // JSON is YAML
    expect(check('check', 'rules', path)).toContain(`${asked.length} rules found`);
  });
} else {
  test('without promtool only the structure of the queries is checked', () => {
    console.warn(
      'promtool is not installed (Debian, Ubuntu: apt-get install prometheus): rules and queries are not checked by Prometheus itself',
    );
    for (const { where, expression } of [...askedByAlerts(), ...askedByDashboards()]) {
      for (const [open, close] of ['()', '{}', '[]'].map((pair) => [...pair] as [string, string]))
        expect([where, expression.split(open).length]).toEqual([where, expression.split(close).length]);
    }
  });
}
