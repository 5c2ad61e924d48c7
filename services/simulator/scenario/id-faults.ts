/**
 * Ids of a scenario, and those that the simulator invents, name one object each: calls by id would reach
 * another one.
 */
import type { Scenario } from './scenario.ts';

// Invented are the ids of templates for which none is given, and those of all templates when the scenario
// declares none.

/** @param place of the template, from 0 */
export const idOfDeclared = (place: number): string => `2000000000${String(place + 1).padStart(5, '0')}`;
/** Of a template that is made up by its name. @param place among those, from 0 */
export const idOfMadeUp = (place: number): string => `3000000000${String(place + 1).padStart(5, '0')}`;
const MADE_UP = /^3000000000\d{5}$/;

export function idFaults({
  account,
  numbers,
  templates,
}: Pick<Scenario, 'account' | 'numbers' | 'templates'>): string[] {
  const ids: ReadonlyArray<readonly [path: string, id: string]> = [
    ['account.id', account.id],
    ['account.businessId', account.businessId],
    ...numbers.map(({ id }, place) => [`numbers[${place}].id`, id] as const),
    ...templates.map(({ id }, place) => [`templates[${place}].id`, id] as const),
  ];
  const owners = new Map<string, string>();
  return ids.flatMap(([path, id]) => {
    const owner = owners.get(id);
    owners.set(id, owner ?? path);
    if (owner !== undefined)
      return [`${path}: ${id} is ${owner} too${hintOf(id)}; give each object an id of its own`];
    return templates.length === 0 && MADE_UP.test(id)
      ? [
          `${path}: ${id} is one of the ids that the simulator gives to templates that it makes up; take another`,
        ]
      : [];
  });
}

const hintOf = (id: string): string =>
  /^2000000000\d{5}$/.test(id) ? ' (a template without an id gets one made of its place)' : '';
