/**
 * `npm run simulate -- [--seed N] [--runs N] [--path P]`: thousands of runs, with the failing one shrunk and told how to see it again.
 * Exit codes: 0 nothing found, 1 a promise was broken, 2 wrong arguments.
 */
import { parseArgs } from 'node:util';
import { theRules } from './rules.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: { seed: { type: 'string' }, runs: { type: 'string' }, path: { type: 'string' } },
});
const seed = whole('seed', values.seed, Date.now() % 2 ** 31);
const numRuns = whole('runs', values.runs, 2_000);

const startedAt = performance.now();
const found = await simulate(theRules, { seed, numRuns, ...(values.path ? { path: values.path } : {}) });
const seconds = (performance.now() - startedAt) / 1_000;
const perMinute = Math.round((found.runs / seconds) * 60);
if (found.counterexample === null) {
  console.log(`seed ${seed}: ${found.runs} runs, no promise broken (${perMinute} runs a minute)`);
} else {
  console.log(JSON.stringify(found.counterexample, null, 1));
  console.log(`\nseed ${seed}, run ${found.runs}: ${found.message}`);
  console.log(`again: npm run simulate -- --seed ${seed} --path "${found.path}"`);
  process.exitCode = 1;
}

function whole(name: string, text: string | undefined, otherwise: number): number {
  const number = text === undefined ? otherwise : Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  console.error(`--${name}: expected a whole number, found "${text}"`);
  return process.exit(2);
}
