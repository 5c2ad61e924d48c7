/** Planted bugs as scenarios: violated is what the checker must find, so that finding nothing is the violation. */
import type { Scenario } from '../scenario.ts';
import { plantedBugs, type PlantedBug } from './planted-bugs.ts';
import { plantedMonthBugs } from './planted-month-bugs.ts';
import { plant } from './plant.ts';

/** Shorter than in earnest: much of what is planted keeps a run from its end. */
const PATIENCE_MS = 60_000;
const SETTLED_WITHIN_MS = 8_000;

/** @param scenarios among which those stand that the bugs name */
export function plantedScenarios(scenarios: readonly Scenario[]): Scenario[] {
  return [...plantedBugs, ...plantedMonthBugs].map((bug) => toScenario(bug, scenarios));
}

function toScenario(bug: PlantedBug, scenarios: readonly Scenario[]): Scenario {
  const played = scenarios.find(({ name }) => name === bug.scenario);
  if (!played)
    throw new Error(`the planted bug ${bug.name} names the scenario ${bug.scenario}, which does not exist`);
  return {
    name: `planted/${bug.name}`,
    what: `planted: ${bug.what} (${bug.scenario}); caught`,
    ...(bug.quick ? { quick: true } : {}),
    system: {
      ...played.system,
      env: { ...played.system?.env, ...bug.env },
      patienceMs: bug.patienceMs ?? PATIENCE_MS,
    },
    distDir: () => plant(bug),
    run: async (world) => {
      // that it does not come to its end is one of the things that may happen
      await played.run(world).catch((error: unknown) => world.say(`    ${(error as Error).message}`));
    },
    judges: async (world) => {
      const found = await (played.judges?.(world) ?? world.judge(`planted/${bug.name}`, SETTLED_WITHIN_MS));
      const rules = [...new Set(found.map(({ rule }) => rule))];
      world.say(`    found: ${rules.join(', ') || 'nothing'} (${found.length})`);
      for (const { rule, what } of found.filter((one) => bug.caughtBy.includes(one.rule)).slice(0, 2))
        world.say(`      ${rule}: ${what}`);
      return rules.some((rule) => bug.caughtBy.includes(rule))
        ? []
        : [
            {
              rule: 'planted bug is caught',
              what: `${bug.name} was not found by ${bug.caughtBy.join(' or ')}`,
            },
          ];
    },
  };
}
