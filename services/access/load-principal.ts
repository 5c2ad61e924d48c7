/** Reads who somebody is and what he may do now: the document, and the roles that it names. */
import type { RoleGrant } from '../../schemas/collections/access-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { Grant, Principal } from './principal.ts';
import { builtInRoles } from './roles.ts';
import { findClient, findRoles, findUser } from './store.ts';
import type { TokenSubject } from './tokens.ts';

/** @returns null when there is nobody of that id any more, or he is not active */
export async function loadPrincipal(
  database: Database,
  { kind, id }: TokenSubject,
): Promise<Principal | null> {
  const found = kind === 'client' ? await findClient(database, id) : await findUser(database, id);
  if (!found?.active) return null;
  // a password that others know opens nothing but its own change
  if ('mustChangePassword' in found && found.mustChangePassword)
    return { kind, id, name: found.name, grants: [] };
  return { kind, id, name: found.name, grants: await grantsOf(database, found.grants) };
}

/** A role that is gone gives nothing. */
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
