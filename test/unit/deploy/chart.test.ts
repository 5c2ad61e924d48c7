/**
 * The Helm chart's generated files are those of today's tables. What helm makes of it:
 * test/integration/deploy/chart.test.ts
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { readEnv } from '../../../config/env.ts';
import { chartFiles } from '../../../deploy/chart/chart-files.ts';
import { chartSystem, secretReaders } from '../../../deploy/chart/system.ts';
import { settingNames } from '../../../deploy/chart/values-schema.ts';
import { ourServices } from '../../../deploy/local/our-services.ts';

const chart = parse(readFileSync('deploy/helm/Chart.yaml', 'utf8')) as { appVersion: string };
const values = parse(readFileSync('deploy/helm/values.yaml', 'utf8')) as {
  secrets: Record<string, unknown>;
  services: Record<string, unknown>;
};

test('the generated files of the chart are those that npm run generate writes', () => {
  for (const [path, text] of chartFiles()) expect([path, readFileSync(path, 'utf8')]).toEqual([path, text]);
});

test('the chart holds no other generated files', () => {
  const present = readdirSync('deploy/helm/files', { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  expect(present.sort()).toEqual([...chartFiles().keys()].filter((path) => path.includes('/files/')).sort());
});

test('every secret that can come from a file has its readers, and a value in the chart', () => {
  const fromFiles = Object.keys(readEnv({})).flatMap((name) =>
    name.endsWith('_FILE') && !name.startsWith('SIMULATOR_') ? [name.replace(/_FILE$/, '')] : [],
  );
  expect(Object.keys(secretReaders).sort()).toEqual(fromFiles.sort());
  expect(Object.keys(values.secrets).sort()).toEqual(
    fromFiles.filter((name) => name !== 'MONGODB_URL').sort(),
  );
});

test('settings name neither secrets nor what is for tests alone', () => {
  expect(settingNames()).toEqual(expect.arrayContaining(['LOG_LEVEL', 'SEND_CONNECTIONS', 'API_PUBLIC_URL']));
  expect(settingNames().filter((name) => /TOKENS|SECRET|FAULT|UNCHECKED|SIMULATOR|_FILE/.test(name))).toEqual(
    [],
  );
});

test('the chart has every service, and the version of the package', () => {
  expect(Object.keys(values.services).sort()).toEqual(ourServices.map(({ name }) => name).sort());
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(chart.appVersion).toBe(version);
});

test('a user of Kafka may write what its process writes, and every process may look at all topics', () => {
  const { rights } = chartSystem();
  expect(rights['commanders']).toEqual([
    { resource: 'topic', name: 'campaign-commands', isPrefix: false, operations: ['Write', 'Describe'] },
    { resource: 'topic', name: 'command-outcomes', isPrefix: false, operations: ['Read', 'Describe'] },
    { resource: 'group', name: 'commanders', isPrefix: true, operations: ['Read'] },
  ]);
  expect(rights['throttle']).toContainEqual({
    ...{ resource: 'topic', name: '*', isPrefix: false },
    operations: ['Describe', 'DescribeConfigs'],
  });
  expect(rights['publish']).toHaveLength(1);
});

test('README of the chart describes every value', () => {
  const readme = readFileSync('deploy/helm/README.md', 'utf8');
  expect(Object.keys(values).filter((name) => !readme.includes(`\`${name}`))).toEqual([]);
});
