/** Loads a user or client and the permissions that the roles give. */
import type { RoleGrant } from '../../schemas/collections/access-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { Grant, Principal } from './principal.ts';
import { builtInRoles } from './roles.ts';
import { findClient, findRoles, findUser } from './store.ts';
import type { TokenSubject } from './tokens.ts';

/** @returns null when there is no active user or client with that id */
export async function loadPrincipal(
  database: Database,
  { kind, id }: TokenSubject,
): Promise<Principal | null> {
  const account = kind === 'client' ? await findClient(database, id) : await findUser(database, id);
  if (!account?.active) return null;
  // a password that others know may only be changed
  if ('mustChangePassword' in account && account.mustChangePassword)
    return { kind, id, name: account.name, grants: [] };
  const held = [...account.grants, ...('groupGrants' in account ? (account.groupGrants ?? []) : [])];
  return { kind, id, name: account.name, grants: await grantsOf(database, held) };
}

/** A deleted role gives no permission. */
async function grantsOf(database: Database, held: readonly RoleGrant[]): Promise<Grant[]> {
  const builtIn = new Map(builtInRoles.map((role) => [role.id, role.permissions]));
  const own = held.map(({ roleId }) => roleId).filter((roleId) => !builtIn.has(roleId));
  const stored = new Map(
    own.length === 0
      ? []
      : (await findRoles(database, own)).map(({ _id, permissions }) => [_id, permissions] as const),
  );
  return held.map(({ roleId, divisionIds }) => ({
    permissions: builtIn.get(roleId) ?? stored.get(roleId) ?? [],
    divisionIds,
  }));
}
