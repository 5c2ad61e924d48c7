/** Loads users or clients and the permissions that their roles give. */
import type {
  ClientDocument,
  RoleGrant,
  UserDocument,
} from '../../schemas/collections/access-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import type { Grant, Principal } from './principal.ts';
import { builtInRoles } from './roles.ts';
import { findClient, findClientsById, findRoles, findUser, findUsersById } from './store.ts';
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
  const grants = heldBy(account).map(({ roleId, divisionIds }): Grant => ({
    permissions: roles.get(roleId) ?? [],
    divisionIds,
  }));
  return { kind, id, name, grants };
}

/** Its own roles, and those that its groups give. */
const heldBy = (account: UserDocument | ClientDocument): RoleGrant[] => [
  ...account.grants,
  ...('groupGrants' in account ? (account.groupGrants ?? []) : []),
];

async function permissionsByRole(
  database: Database,
  accounts: ReadonlyArray<UserDocument | ClientDocument>,
): Promise<Permissions> {
  const builtIn = new Map(builtInRoles.map((role) => [role.id, role.permissions]));
  const held = new Set(accounts.flatMap((account) => heldBy(account).map(({ roleId }) => roleId)));
  const own = [...held].filter((roleId) => !builtIn.has(roleId));
  const stored = own.length === 0 ? [] : await findRoles(database, own);
  return new Map([...builtIn, ...stored.map(({ _id, permissions }) => [_id, permissions] as const)]);
}
