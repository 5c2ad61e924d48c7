import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { faultPoints, type Fault } from '../../../../schemas/fault-points.ts';

const ROOT = process.cwd();

/** A process that passes points as told and says how far it came. */
async function pass(
  fault: Fault,
  points: string[],
): Promise<{ said: string; told: string; signal: string | null; ms: number }> {
  const script = `
    require('@swc/core');
    const { transformFileSync } = require('@swc/core');
    const { code } = transformFileSync(${JSON.stringify(join(ROOT, 'services/platform/process/fault-point.ts'))}, {
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' },
    });
    const module_ = { exports: {} };
    new Function('exports', 'require', code)(module_.exports, require);
    const { armFaultPoints, faultPoint } = module_.exports;
    (async () => {
      if (faultPoint('sender.intent.before') !== undefined) throw new Error('an unarmed point does something');
      armFaultPoints([${JSON.stringify(fault)}], { warn: () => undefined });
      for (const point of ${JSON.stringify(points)}) {
        await faultPoint(point);
        process.stdout.write(point + ' ');
      }
    })();`;
  const startedAt = Date.now();
  const child = spawn(process.execPath, ['-e', script], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  let told = '';
  child.stderr.on('data', (bytes: Buffer) => (told += bytes.toString()));
  child.stdout.on('data', (bytes: Buffer) => (said += bytes.toString()));
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { said: said.trim(), told: told.trim(), signal, ms: Date.now() - startedAt };
}

test('kill ends the process at the pass it is for, before anything behind the point', async () => {
  const fault: Fault = { point: 'sender.intent.after', kind: 'kill', ms: 0, pass: 2 };
  const points = [
    'sender.intent.before',
    'sender.intent.after',
    'sender.intent.after',
    'sender.outcome.before',
  ];
  expect(await pass(fault, points)).toMatchObject({
    said: 'sender.intent.before sender.intent.after',
    // written although nothing of the process is left to write it
    told: 'fault point sender.intent.after: kill 0 ms, pass 2',
    signal: 'SIGKILL',
  });
});

test.each(['freeze', 'delay'] as const)('%s holds the process up, and then it goes on', async (kind) => {
  const fault: Fault = { point: 'sender.intent.after', kind, ms: 700, pass: 1 };
  const { said, signal, ms } = await pass(fault, ['sender.intent.after', 'sender.intent.after']);
  expect({ said, signal }).toEqual({ said: 'sender.intent.after sender.intent.after', signal: null });
  expect(ms).toBeGreaterThanOrEqual(700);
});

test('every fault point stands in the code, once', () => {
  const passed = sourcesOf('services').flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/faultPoint\('([a-z.]+)'\)/g)].map(([, point = '']) => point),
  );
  expect(passed.sort()).toEqual(Object.keys(faultPoints).sort());
});

test('docs/reliability.md lists every fault point', () => {
  const rows = readFileSync('docs/reliability.md', 'utf8').matchAll(
    /^\| `([a-z]+\.[a-z]+\.[a-z]+)` +\| (.*?) *\|$/gm,
  );
  expect(Object.fromEntries([...rows].map(([, name, there]) => [name, there]))).toEqual(faultPoints);
});

function sourcesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return sourcesOf(path);
    return path.endsWith('.ts') ? [path] : [];
  });
}
