/** Roles by what a list asks for. Pure. */
import { matchesPermission } from '../../access/permissions.ts';
import type { AnyRole } from './role-entity.ts';

type Asked = {
  readonly name?: string;
  readonly id?: readonly string[];
  readonly defaultRoleId?: readonly string[];
  /** The role gives all of them. */
  readonly permission?: readonly string[];
};

export function rolesMatching(
  roles: readonly AnyRole[],
  { name, id, defaultRoleId, permission = [] }: Asked,
): AnyRole[] {
  const text = name?.toLowerCase() ?? '';
  return roles.filter(
    (role) =>
      role.name.toLowerCase().includes(text) &&
      (id === undefined || id.includes(role.id)) &&
      (defaultRoleId === undefined || (role.isBuiltIn && defaultRoleId.includes(role.id))) &&
      permission.every((wanted) => role.permissions.some((pattern) => matchesPermission(pattern, wanted))),
  );
}
