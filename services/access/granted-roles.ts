/** Roles held in divisions, one division at a time, and what of them somebody else may give. Pure. */
import type { RoleGrant } from '../../schemas/collections/access-collections.ts';
import { matchesPermission } from './permissions.ts';
import { ALL_DIVISIONS, type Grant, type Principal } from './principal.ts';

export type RoleInDivision = { readonly roleId: string; readonly divisionId: string };

export const rolesInDivisions = (grants: readonly RoleGrant[]): RoleInDivision[] =>
  grants.flatMap(({ roleId, divisionIds }) => divisionIds.map((divisionId) => ({ roleId, divisionId })));

/** Each role once, with its divisions in the order in which they came first. */
export function grantsOf(held: readonly RoleInDivision[]): RoleGrant[] {
  const byRole = new Map<string, Set<string>>();
  for (const { roleId, divisionId } of held)
    byRole.set(roleId, (byRole.get(roleId) ?? new Set()).add(divisionId));
  return [...byRole].map(([roleId, divisions]) => ({ roleId, divisionIds: [...divisions] }));
}

export const withRoles = (grants: readonly RoleGrant[], more: readonly RoleInDivision[]): RoleGrant[] =>
  grantsOf([...rolesInDivisions(grants), ...more]);

export const withoutRoles = (grants: readonly RoleGrant[], fewer: readonly RoleInDivision[]): RoleGrant[] =>
  grantsOf(
    rolesInDivisions(grants).filter(
      (held) => !fewer.some((gone) => gone.roleId === held.roleId && gone.divisionId === held.divisionId),
    ),
  );

export type Lacked = { readonly permission: string; readonly divisionId: string };

/**
 * What somebody does not hold of what he wants to give. A pattern also stands for permissions to come:
 * only a pattern as wide holds it. What is given in all divisions must be held in all.
 */
export function notHeldBy({ grants }: Pick<Principal, 'grants'>, given: readonly Grant[]): Lacked[] {
  const holds = ({ permission, divisionId }: Lacked): boolean =>
    grants.some(
      ({ permissions, divisionIds }) =>
        (divisionIds.includes(ALL_DIVISIONS) || divisionIds.includes(divisionId)) &&
        permissions.some((pattern) => matchesPermission(pattern, permission)),
    );
  return given.flatMap(({ permissions, divisionIds }) =>
    divisionIds
      .flatMap((divisionId) => permissions.map((permission) => ({ permission, divisionId })))
      .filter((wanted) => !holds(wanted)),
  );
}
