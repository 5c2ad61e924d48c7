/**
 * The fault suite: `npm run faults` plays every scenario, `npm run faults -- points/kill broker` those whose names begin so.
 * Exit code 1 when anything was violated or a scenario did not come to its end.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Violation } from './checker/evidence.ts';
import { nodeFolder, startOwnParts, type OwnParts } from './own-parts.ts';
import { monthScenarios } from './months/month-scenarios.ts';
import { plantedScenarios } from './planted/planted-scenarios.ts';
import { resultsTable, type Result } from './results-table.ts';
import type { Scenario } from './scenario.ts';
import { brokerScenarios } from './scenarios/broker.ts';
import { callableScenarios } from './scenarios/callable.ts';
import { calmScenarios } from './scenarios/calm.ts';
import { clockScenarios } from './scenarios/clocks.ts';
import { clusterScenarios } from './scenarios/clusters.ts';
import { databaseScenarios } from './scenarios/database.ts';
import { faultPointScenarios } from './scenarios/fault-points.ts';
import { limitScenarios } from './scenarios/limits.ts';
import { orderScenarios } from './scenarios/orders.ts';
import { ownerScenarios } from './scenarios/owners.ts';
import { providerScenarios } from './scenarios/provider.ts';
import { resendScenarios } from './scenarios/resends.ts';
import { volumeScenarios } from './scenarios/volumes.ts';
import { CannotMount, closeLeftVolume, openSmallVolume } from './small-volume.ts';
import { openWorld, type World } from './world.ts';

const earnest: readonly Scenario[] = [
  ...calmScenarios,
  ...faultPointScenarios,
  ...brokerScenarios,
  ...databaseScenarios,
  ...providerScenarios,
  ...ownerScenarios,
  ...orderScenarios,
  ...resendScenarios,
  ...limitScenarios,
  ...callableScenarios,
  ...clockScenarios,
  ...volumeScenarios,
  ...clusterScenarios,
  ...monthScenarios,
];
const all = [...earnest, ...plantedScenarios(earnest)];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1' },
    help: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => console.log(line);
// parts and services end with this process when it exits, which a signal alone would not let it do
process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));

if (values.help) {
  say(
    'npm run faults [-- [--quick] [--list] [--runs N] [name…]]\n' +
      '  name     the beginning of scenarios’ names; all when none is given\n' +
      '  --quick  those of `npm test`\n' +
      '  --list   names and what happens, without playing\n' +
      '  --runs   plays each so often',
  );
  process.exit(0);
}
const chosen = all.filter(
  ({ name, quick }) =>
    (!values.quick || quick) &&
    (positionals.length === 0 || positionals.some((start) => name.startsWith(start))),
);
if (values.list) {
  for (const { name, what } of chosen) say(`${name.padEnd(28)} ${what}`);
  process.exit(0);
}
const runs = Number(values.runs);
if (chosen.length === 0 || !Number.isInteger(runs) || runs < 1) {
  say(
    chosen.length === 0 ? 'No scenario has such a name; --list shows them.' : '--runs wants a whole number.',
  );
  process.exit(64);
}

const dataDir = resolve('.data', 'faults');
const ownDir = join(dataDir, 'own');
/** Where deploy/local puts the data of a part. */
const volumeOf = (part: 'kafka' | 'mongo', nodes = 1): string =>
  join(nodeFolder(ownDir, part, 0, nodes), part);
for (const part of ['kafka', 'mongo'] as const)
  for (const nodes of [1, 3]) await closeLeftVolume(volumeOf(part, nodes));
await rm(dataDir, { recursive: true, force: true });
await mkdir(dataDir, { recursive: true });
const results: Result[] = [];
let parts: OwnParts | undefined;
let world: { key: string; world: World } | undefined;

/** The world that a scenario wants: the present one when it is the same. */
async function worldFor(scenario: Scenario): Promise<World> {
  const built = await scenario.distDir?.();
  const { smallVolume, nodes } = scenario;
  const key = JSON.stringify([scenario.system ?? {}, smallVolume ?? null, nodes ?? null, built ?? '']);
  if (world?.key === key) return world.world;
  await closeWorld();
  if (smallVolume || nodes) {
    // only the part's data is on the volume, not its log and the list of processes
    const volume =
      smallVolume &&
      (await openSmallVolume(volumeOf(smallVolume.of, nodes?.[smallVolume.of]), smallVolume.mebibytes));
    const own = await startOwnParts({ dataDir: ownDir, nodes: nodes ?? {} });
    const opened = await openWorld(own, scenario.system ?? {}, say, { volume: volume?.folder ?? null });
    world = {
      key: smallVolume ? `${key} ${scenario.name}` : key, // a volume is for one scenario
      world: {
        ...opened,
        close: async () => {
          await opened.close();
          await own.stop();
          await volume?.close();
          await rm(ownDir, { recursive: true, force: true });
        },
      },
    };
    return world.world;
  }
  parts ??= await startOwnParts({ dataDir: join(dataDir, 'parts') });
  for (const part of [parts.kafka, parts.registry, parts.mongo]) await part.start();
  world = {
    key,
    world: await openWorld(parts, scenario.system ?? {}, say, built === undefined ? {} : { distDir: built }),
  };
  return world.world;
}

async function closeWorld(): Promise<void> {
  const open = world;
  world = undefined;
  await open?.world.close().catch((error: unknown) => say(`    closing: ${(error as Error).message}`));
}

async function play(scenario: Scenario): Promise<Violation[]> {
  const { name, run } = scenario;
  const now = await worldFor(scenario);
  const ended = await run(now).then(
    () => null,
    (error: unknown) => error as Error,
  );
  const violations = scenario.judges
    ? await scenario.judges(now)
    : await now
        .judge(name)
        .catch((error: unknown): Violation[] => [
          { rule: 'evidence', what: `could not be collected: ${(error as Error).message}` },
        ]);
  if (ended) violations.unshift({ rule: 'comes to its end', what: ended.message });
  // what may be in pieces is not used again
  if (violations.length > 0 || scenario.smallVolume || scenario.distDir) await closeWorld();
  return violations;
}

for (const scenario of chosen) {
  for (let count = 1; count <= runs; count += 1) {
    const startedAt = performance.now(); // a scenario may move the clock
    say(`\n── ${scenario.name}${runs > 1 ? ` (${count} of ${runs})` : ''}: ${scenario.what}`);
    let skipped: string | undefined;
    const violations = await play(scenario).catch((error: unknown): Violation[] => {
      if (error instanceof CannotMount) skipped = error.message;
      return skipped === undefined ? [{ rule: 'can be played', what: (error as Error).message }] : [];
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    results.push({
      name: scenario.name,
      what: scenario.what,
      violations,
      seconds,
      ...(skipped === undefined ? {} : { skipped }),
    });
    for (const { rule, what } of violations.slice(0, 20))
      say(`    VIOLATED ${rule}: ${what.slice(0, 2_000)}`);
    say(
      `   ${skipped !== undefined ? `NOT PLAYED: ${skipped}` : violations.length === 0 ? 'ok' : `${violations.length} violations`}, ${seconds.toFixed(0)} s`,
    );
  }
}
await closeWorld();
await parts?.stop();

const table = resultsTable(results);
await mkdir('.cache', { recursive: true });
await writeFile(join('.cache', 'faults.md'), table);
const failed = results.filter(({ violations }) => violations.length > 0).length;
// as jest says it: npm test adds them up
await writeFile(
  join('.cache', 'tests-faults.json'),
  JSON.stringify({ numPassedTests: results.length - failed, numFailedTests: failed }),
);
say(`\n${table}`);
process.exit(failed === 0 ? 0 : 1);
