/** Loads users or clients and the permissions that their roles give. */
import type {
  ClientDocument,
  RoleGrant,
  UserDocument,
} from '../../schemas/collections/access-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { Grant, Principal } from './principal.ts';
import { builtInRoles } from './roles.ts';
import { findRoles } from './role-store.ts';
import { findClient, findClientsById, findUser, findUsersById } from './store.ts';
import type { TokenSubject } from './tokens.ts';

/** @returns null when there is no active user or client with that id */
export async function loadPrincipal(
  database: Database,
  { kind, id }: TokenSubject,
): Promise<Principal | null> {
  const account = kind === 'client' ? await findClient(database, id) : await findUser(database, id);
  if (!account?.active) return null;
  return toPrincipal(kind, account, await permissionsByRole(database, [account]));
}

/** The same for many, in three reads. @returns those that are active, by `kind:id` */
export async function loadPrincipals(
  database: Database,
  subjects: readonly TokenSubject[],
): Promise<Map<string, Principal>> {
  const idsOf = (wanted: TokenSubject['kind']): string[] => [
    ...new Set(subjects.flatMap(({ kind, id }) => (kind === wanted ? [id] : []))),
  ];
  const [userIds, clientIds] = [idsOf('user'), idsOf('client')];
  const [users, clients] = await Promise.all([
    userIds.length === 0 ? [] : findUsersById(database, userIds),
    clientIds.length === 0 ? [] : findClientsById(database, clientIds),
  ]);
  const roles = await permissionsByRole(database, [...users, ...clients]);
  const principals = [
    ...users.filter(({ active }) => active).map((user) => toPrincipal('user', user, roles)),
    ...clients.filter(({ active }) => active).map((client) => toPrincipal('client', client, roles)),
  ];
  return new Map(principals.map((principal) => [`${principal.kind}:${principal.id}`, principal]));
}

type Permissions = ReadonlyMap<string, readonly string[]>;

/** A deleted role gives no permission. */
function toPrincipal(
  kind: Principal['kind'],
  account: UserDocument | ClientDocument,
  roles: Permissions,
): Principal {
  const { _id: id, name } = account;
  // a password that others know may only be changed
  if ('mustChangePassword' in account && account.mustChangePassword) return { kind, id, name, grants: [] };
  return { kind, id, name, grants: grantsBy(heldBy(account), roles) };
}

/** What roles give, whoever has them. */
export async function permissionsIn(database: Database, roleGrants: readonly RoleGrant[]): Promise<Grant[]> {
  return grantsBy(roleGrants, await permissionsOf(database, roleGrants));
}

const grantsBy = (roleGrants: readonly RoleGrant[], roles: Permissions): Grant[] =>
  roleGrants.map(({ roleId, divisionIds }) => ({ permissions: roles.get(roleId) ?? [], divisionIds }));

/** Its own roles, and those that its groups give. */
export const heldBy = (account: UserDocument | ClientDocument): RoleGrant[] => [
  ...account.grants,
  ...('groupGrants' in account ? (account.groupGrants ?? []) : []),
];

const permissionsByRole = (
  database: Database,
  accounts: ReadonlyArray<UserDocument | ClientDocument>,
): Promise<Permissions> => permissionsOf(database, accounts.flatMap(heldBy));

async function permissionsOf(database: Database, roleGrants: readonly RoleGrant[]): Promise<Permissions> {
  const builtIn = new Map(builtInRoles.map((role) => [role.id, role.permissions]));
  const held = new Set(roleGrants.map(({ roleId }) => roleId));
  const own = [...held].filter((roleId) => !builtIn.has(roleId));
  const stored = own.length === 0 ? [] : await findRoles(database, own);
  return new Map([...builtIn, ...stored.map(({ _id, permissions }) => [_id, permissions] as const)]);
}
