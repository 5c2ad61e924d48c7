/**
 * Permissions of a role as they are ticked: single ones, all of an entity, all of a domain, everything. What
 * a wider one holds is ticked too and cannot be taken away from it. Pure.
 */
export type PermissionPolicy = { domain: string; entityName?: string; actionSet?: string[] };

const ANY = '*';

export const patternOf = (domain: string, entityName = ANY, action = ANY): string =>
  [domain, entityName, action].join(':');

export const EVERYTHING = patternOf(ANY);

/** Each as domain, entity and action, all three. */
export const patternsOf = (policies: readonly PermissionPolicy[]): string[] =>
  policies.flatMap(({ domain, entityName = ANY, actionSet = [] }) =>
    (actionSet.length === 0 ? [ANY] : actionSet).map((action) => patternOf(domain, entityName, action)),
  );

export function policiesOf(patterns: readonly string[]): PermissionPolicy[] {
  const byEntity = new Map<string, { domain: string; entityName: string; actionSet: string[] }>();
  for (const pattern of patterns) {
    const [domain = ANY, entityName = ANY, action = ANY] = pattern.split(':');
    const key = `${domain}:${entityName}`;
    const policy = byEntity.get(key) ?? { domain, entityName, actionSet: [] };
    byEntity.set(key, { ...policy, actionSet: [...policy.actionSet, action] });
  }
  return [...byEntity.values()];
}

/** Those that hold it besides itself. */
export function widerThan(pattern: string): string[] {
  const [domain = ANY, entityName = ANY] = pattern.split(':');
  const wider = [EVERYTHING, patternOf(domain), patternOf(domain, entityName)];
  return [...new Set(wider)].filter((one) => one !== pattern && one.length <= pattern.length);
}

export const isHeldByWider = (held: readonly string[], pattern: string): boolean =>
  widerThan(pattern).some((wider) => held.includes(wider));

/** A wider one takes the place of those that it holds. */
export const ticked = (held: readonly string[], pattern: string, isOn: boolean): string[] =>
  isOn
    ? [...held.filter((one) => one !== pattern && !widerThan(one).includes(pattern)), pattern]
    : held.filter((one) => one !== pattern);
