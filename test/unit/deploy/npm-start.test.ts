/** `npm start` on a bare clone: options are read before anything is installed or built. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemPorts } from '../../../deploy/local/start-system.ts';
import { defaultPorts } from '../../../deploy/local/parts/parts.ts';

let clone: string;
beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'));
  mkdirSync(join(clone, 'deploy', 'local'), { recursive: true });
  for (const file of readdirSync('deploy/local').filter((name) => name.endsWith('.mjs')))
    cpSync(join('deploy', 'local', file), join(clone, 'deploy', 'local', file));
});
afterAll(() => rmSync(clone, { recursive: true }));

/** Without npm on PATH, so that an attempt to install fails instead of installing. */
function npmStart(...args: string[]) {
  const entry = join(clone, 'deploy', 'local', 'npm-start.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [entry, ...args], {
    encoding: 'utf8',
    env: { PATH: clone },
  });
  return { status, stdout, stderr };
}
const shift = (offset: number) => npmStart('--port-offset', String(offset));
const installs = expect.stringContaining('installing packages') as string;

test('--help shows the options and installs nothing', () => {
  const { status, stdout, stderr } = npmStart('--help');
  expect([status, stderr]).toEqual([0, '']);
  for (const option of ['--exit', '--fresh', '--no-sample', '--monitoring', '--port-offset', '--data'])
    expect(stdout).toContain(option);
});

test('wrong options are refused before anything is installed', () => {
  for (const [args, fault] of [
    [['--nonsense'], "Unknown option '--nonsense'"],
    [['--port-offset', 'many'], 'a whole number from 0 to 38518 is expected'],
    [['--port-offset=-1'], 'a whole number'],
    [['--data='], 'the name of a folder is expected'],
  ] as const) {
    const { status, stderr } = npmStart(...args);
    expect([args, status]).toEqual([args, 1]);
    expect(stderr).toContain(fault);
    expect(stderr).not.toEqual(installs);
  }
});

test('an offset that shifts a port onto one of a system without an offset is refused', () => {
  const ports = [...Object.values(defaultPorts()), ...systemPorts(0).map(({ port }) => port)].sort(
    (a, b) => a - b,
  );
  const apart = new Set(
    ports.flatMap((port) => ports.map((other) => other - port)).filter((offset) => offset > 0),
  );
  const samples = [Math.min(...apart), 1, 9, 17, 1011, Math.max(...apart)].filter((offset) =>
    apart.has(offset),
  );
  expect(samples.length).toBeGreaterThan(3);
  for (const offset of samples)
    expect([offset, shift(offset).stderr]).toEqual([offset, expect.stringContaining('without an offset')]);
  for (const offset of [0, 100, 27_000]) expect([offset, shift(offset).stderr]).toEqual([offset, installs]);
  // the highest port that there is
  expect(shift(65_535 - Math.max(...ports)).stderr).toEqual(installs);
  expect(shift(65_536 - Math.max(...ports)).stderr).not.toEqual(installs);
});

test('where packages cannot be installed --monitoring says so', () => {
  const { status, stderr } = spawnSync('/bin/bash', ['deploy/local/install-debian.sh', 'prometheus'], {
    encoding: 'utf8',
    env: { PATH: clone },
  });
  expect([status, stderr]).toEqual([
    1,
    'apt-get is not here: this is no Debian or Ubuntu. Install by its own means: prometheus\n',
  ]);
});
