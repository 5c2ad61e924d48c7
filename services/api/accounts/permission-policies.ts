/** Patterns of a role ↔ permission policies as they travel: domain, entity, actions. Pure. */
import Type, { type Static } from 'typebox';

const ANY = '*';

export const PermissionPolicy = Type.Object(
  {
    domain: Type.String({ maxLength: 100, description: '`*` = all.' }),
    entityName: Type.Optional(Type.String({ maxLength: 100, description: '`*` = all; so is none.' })),
    actionSet: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100, description: '`*` = all; so is none.' }),
    ),
  },
  // conditions and names of resources are not served; what stands beside is not read
  { additionalProperties: true },
);
export type PermissionPolicy = Static<typeof PermissionPolicy>;
type Complete = Required<PermissionPolicy>;

/** Of each entity one policy, in the order in which it comes first. */
export function toPolicies(patterns: readonly string[]): Complete[] {
  const policies = new Map<string, Complete>();
  for (const pattern of patterns) {
    const [domain = ANY, entityName = ANY, action = ANY] = pattern.split(':');
    const key = `${domain}:${entityName}`;
    const policy = policies.get(key) ?? { domain, entityName, actionSet: [] };
    policies.set(key, { ...policy, actionSet: [...new Set([...policy.actionSet, action])] });
  }
  return [...policies.values()];
}

/** A policy for everything of a domain is one pattern; so is one for everything of an entity. */
export function toPatterns(policies: readonly PermissionPolicy[]): string[] {
  const patterns = policies.flatMap(({ domain, entityName = ANY, actionSet = [] }) => {
    const actions = actionSet.length === 0 ? [ANY] : actionSet;
    return actions.map((action) => shortest(domain, entityName, action));
  });
  return [...new Set(patterns)];
}

function shortest(domain: string, entityName: string, action: string): string {
  if (action !== ANY) return `${domain}:${entityName}:${action}`;
  if (entityName !== ANY) return `${domain}:${entityName}:${ANY}`;
  return domain === ANY ? ANY : `${domain}:${ANY}`;
}
