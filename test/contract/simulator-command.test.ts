/** `wac simulator` as people use it: help, clear words when something is wrong, a port, a webhook, Ctrl-C. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSimulator, type SimulatorRun } from '../../services/simulator/run-simulator.ts';
import { scenarioFolder } from '../../services/simulator/scenario/scenario-folder.ts';
import type { SimulatorEnv } from '../../services/simulator/settings.ts';
import { until } from '../fixtures/simulator/start-simulator.ts';

const SCENARIOS = join(process.cwd(), 'services/simulator/scenarios');

async function run(
  args: string[],
  env: SimulatorEnv = {},
): Promise<{ run: SimulatorRun; out: string; err: string }> {
  const said = { out: '', err: '' };
  const result = await runSimulator(args, {
    out: { isTTY: true, write: (text) => void (said.out += text) },
    err: { write: (text) => void (said.err += text) },
    env: () => ({ LOG_LEVEL: 'info', ...env }),
    scenarios: scenarioFolder(SCENARIOS),
  });
  return { run: result, ...said };
}

const ended = (code: number) => ({ kind: 'ended', code });

test('help names every option and the scenarios that come along', async () => {
  const { run: result, out } = await run(['--help']);
  expect(result).toEqual(ended(0));
  for (const word of [
    '--port',
    '--webhook-url',
    '--scenario',
    '--seed',
    '--token',
    'calm, hostile, realistic',
  ])
    expect(out).toContain(word);
});

test('every wrong setting is told at once, options and variables by their own names', async () => {
  const { run: result, err } = await run(
    ['--port', '99999', '--webhook-url', 'localhost:1', '--scenario', 'nope'],
    {
      SIMULATOR_SEED: 'x',
    },
  );
  expect(result).toEqual(ended(2));
  expect(err).toContain('--port: expected a whole number up to 65535, found "99999"');
  expect(err).toContain('--webhook-url: expected an address with http:// or https://, found "localhost:1"');
  expect(err).toContain('SIMULATOR_SEED: expected a whole number up to 2147483647, found "x"');
  expect(err).toMatch(/--scenario: nope cannot be read as JSON: .*come along: calm, hostile, realistic/);
});

test.each([
  [['--prot', '1'], "unknown option '--prot'"],
  [['extra'], 'too many arguments'],
])('%j is wrong usage', async (args, words) => {
  const { run: result, err } = await run(args);
  expect(result).toEqual(ended(2));
  expect(err).toContain(words);
});

test('a scenario with faults is refused with the file and each field', async () => {
  const file = join(await mkdtemp(join(tmpdir(), 'scenario-')), 'mine.json');
  await writeFile(file, '{"rules":[{"outcome":"explode"}],"webhook":{"batchSize":5000}}');
  const { run: result, err } = await run(['--scenario', file]);
  expect(result).toEqual(ended(2));
  expect(err).toContain(`${file}: rules[0].outcome: expected one of accept`);
  expect(err).toContain(`${file}: webhook.batchSize: expected a whole number ≥ 1 ≤ 1000, found 5000`);
});

test('a taken port is told with the way out', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  const { port } = holder.address() as AddressInfo;
  const { run: result, err } = await run(['--port', String(port)]);
  expect(result).toEqual(ended(2));
  expect(err).toBe(
    `wac simulator: port ${port} on 127.0.0.1 is taken; choose another with --port (0 takes a free one)\n`,
  );
  holder.close();
});

test('a scenario that comes along is started by name, an option wins over its variable, and the greeting says what is so', async () => {
  const { run: result, out } = await run(
    ['--port', '0', '--scenario', 'realistic', '--token', 'a', '--token', 'b'],
    { SIMULATOR_SCENARIO: '/none.json', SIMULATOR_PORT: '1' },
  );
  if (result.kind !== 'running') throw new Error('it does not run');
  const address = /simulator at (http:\S+)/.exec(out)?.[1] ?? '';
  expect(out).toMatch(/scenario +realistic/);
  expect(out).toMatch(/webhook +none: statuses are recorded only/);
  expect(out).toMatch(/tokens +2 accepted/);
  expect(await (await fetch(`${address}/simulator/stats`)).json()).toMatchObject({ scenario: 'realistic' });
  const refused = await fetch(`${address}/106540352242922`, { headers: { authorization: 'Bearer c' } });
  expect(refused.status).toBe(401);
  await result.simulator.close();
});

test('a scenario that comes along is printed to start from', async () => {
  const { run: result, out } = await run(['--print-scenario', 'hostile']);
  expect(result).toEqual(ended(0));
  expect(out).toBe(await readFile(join(SCENARIOS, 'hostile.json'), 'utf8'));
  expect(await run(['--print-scenario', 'nope'])).toMatchObject({ run: ended(2) });
});

describe('as a process, through the command line', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('it serves until %s, and ends with 0', async (signal) => {
    const wac = spawn(process.execPath, ['services/cli/wac.mjs', 'simulator', '--port', '0', '--seed', '5'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    wac.stdout.on('data', (text: Buffer) => (out += text.toString()));
    const end = new Promise((resolve) => wac.once('exit', (code) => resolve(code)));
    await until(() => /http:\/\/127\.0\.0\.1:\d+/.test(out));
    const address = /http:\/\/127\.0\.0\.1:\d+/.exec(out)?.[0] ?? '';
    expect(await (await fetch(`${address}/simulator/stats`)).json()).toMatchObject({ seed: 5, accepted: 0 });
    wac.kill(signal);
    expect(await end).toBe(0);
    await expect(fetch(`${address}/live`)).rejects.toThrow();
  });

  test('its exit code is the command line’s', async () => {
    const wac = spawn(process.execPath, ['services/cli/wac.mjs', 'simulator', '--port', 'x'], {
      stdio: 'ignore',
    });
    expect(await new Promise((resolve) => wac.once('exit', (code) => resolve(code)))).toBe(2);
  });
});
