// Plain JavaScript: runs on a bare clone, before anything is installed or built.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpuSecondsOfEnded } from './child-cpu.mjs';

const OLDEST_NODE = [20, 19];

/** The checkout's top folder. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Checks Node, installs the locked packages unless they are there, and moves to the top folder. */
export async function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]))
    fail(`Node ${OLDEST_NODE.join('.')} or newer is needed, this is ${process.versions.node}.`);
  process.chdir(root);
  if (installed()) return;
  console.error('installing packages …');
  const code = await run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
  if (code !== 0) fail(`npm ci ended with ${code}.`);
}

/** Builds to dist/ what has changed: tsc sees to that itself. */
export async function build() {
  let code = await run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
  if (code === 0 && !consoleIsBuilt()) {
    console.error('building the console …');
    code = await run(process.execPath, buildConsole);
  }
  if (code !== 0) fail('The build has errors (above).');
}

export const buildConsole = [
  'node_modules/vite/bin/vite.js',
  'build',
  'services/console',
  '--logLevel',
  'warn',
];

/** Whether dist/console is younger than everything that it is made of. */
function consoleIsBuilt() {
  const youngest = (folder) =>
    readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .reduce(
        (latest, { parentPath, name }) => Math.max(latest, statSync(join(parentPath, name)).mtimeMs),
        0,
      );
  try {
    const { mtimeMs } = statSync('dist/console/index.html');
    const sources = ['services/console', 'services/domain'].map(youngest);
    return [...sources, statSync('package-lock.json').mtimeMs].every((time) => time < mtimeMs);
  } catch {
    return false;
  }
}

const running = new Set();

/** Asks every command that still runs to end. */
export function stopCommands() {
  for (const child of running) child.kill('SIGTERM');
}

/**
 * Runs a command on our terminal to its end and returns its exit code; Ctrl-C reaches it by itself.
 * @param printed takes what the command prints, in place of the terminal
 * @param usage takes the CPU seconds of the command
 * @param niceness 19 has only what others leave of the processors
 */
export function run(command, args, env = {}, printed = undefined, usage = { cpuSeconds: 0 }, niceness = 0) {
  return new Promise((resolve, reject) => {
    const stdio = printed ? ['inherit', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(command, args, { cwd: root, stdio, env: { ...process.env, ...env } });
    for (const stream of printed ? [child.stdout, child.stderr] : [])
      stream.on('data', (bytes) => printed.push(bytes));
    if (niceness > 0 && child.pid !== undefined) setPriority(child.pid, niceness);
    const wait = () => undefined;
    const pass = () => child.kill('SIGTERM');
    process.on('SIGINT', wait).on('SIGTERM', pass);
    running.add(child);
    child.once('error', reject);
    child.once('exit', () => (usage.cpuSeconds += cpuSecondsOfEnded()));
    child.once('close', (code, signal) => {
      running.delete(child);
      process.off('SIGINT', wait).off('SIGTERM', pass);
      resolve(signal === null ? code : 130);
    });
  });
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}

/** Whether node_modules holds every package at the version that package-lock.json names (npm keeps a list there). */
function installed() {
  try {
    const wanted = packages('package-lock.json');
    const present = packages('node_modules/.package-lock.json');
    return Object.entries(wanted).every(
      ([path, { version, optional, devOptional, link }]) =>
        path === '' || optional || devOptional || link || present[path]?.version === version,
    );
  } catch {
    return false;
  }
}

function packages(lockFile) {
  return JSON.parse(readFileSync(join(root, lockFile), 'utf8')).packages;
}
