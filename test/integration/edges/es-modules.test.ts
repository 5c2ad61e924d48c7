/** Every entry loads, with all that it imports, in the Node that production runs: a fault there is a process that never starts. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ourServices } from '../../../deploy/local/our-services.ts';

const run = (entry: string, args: readonly string[] = []) =>
  spawnSync(process.execPath, [`dist/${entry}`, ...args], {
    encoding: 'utf8',
    // the environment is read after every module has been loaded
    env: { PATH: process.env['PATH'], KAFKA_BROKERS: 'nowhere' },
  });

test.each(ourServices)('$name loads, and reads its environment', ({ name }) => {
  const { status, stderr } = run(`services/${name}/main.js`);
  expect(stderr).toContain(
    `${name}: The environment has 1 fault(s):\n  KAFKA_BROKERS: "nowhere" is not host:port`,
  );
  expect(status).toBe(64);
});

test('publish loads, and reads its environment', () => {
  const { status, stderr } = run('deploy/publish/publish.js');
  expect(stderr).toContain('KAFKA_BROKERS: "nowhere" is not host:port');
  expect(status).toBe(1);
});

test.each(['cli', 'simulator'])('%s loads, and explains itself', (name) => {
  const { status, stdout, stderr } = run(`services/${name}/main.js`, ['--help']);
  expect([stderr, status]).toEqual(['', 0]);
  expect(stdout).toMatch(/^Usage/);
});

test('every process of services/ is among them', () => {
  const entries = readdirSync('dist/services').filter((name) =>
    readdirSync(join('dist/services', name)).includes('main.js'),
  );
  expect(entries.sort()).toEqual([...ourServices.map(({ name }) => name), 'cli', 'simulator'].sort());
});

test('the launcher loads', () => {
  const script = "await import('./dist/deploy/local/launch.js')";
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect([stderr, status]).toEqual(['', 0]);
});
