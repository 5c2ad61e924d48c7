/** The scenarios that come along, by name. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface ScenarioFolder {
  names(): string[];
  pathOf(name: string): string;
}

export function scenarioFolder(folder: string): ScenarioFolder {
  return {
    names: () =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .map((file) => file.slice(0, -'.json'.length))
        .sort(),
    pathOf: (name) => join(folder, `${name}.json`),
  };
}
