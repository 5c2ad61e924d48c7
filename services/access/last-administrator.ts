/**
 * An installation keeps a user who may do everything everywhere: the last one is not removed, disabled or
 * deprived of it.
 */
import type { ClientSession } from 'mongodb';
import type { UserDocument } from '../../schemas/collections/access-collections.ts';
import { refusedWith } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { heldBy } from './load-principal.ts';
import { ALL_DIVISIONS } from './principal.ts';
import { findRolesGiving } from './role-store.ts';
import { ADMIN_ROLE } from './roles.ts';
import { markOneWhoStays } from './store.ts';

const EVERYTHING = '*';

/**
 * To be called after a change that took something from a user, in its transaction.
 * @param before the user before the change
 * @throws Refused when that was the last administrator; nothing is changed then
 */
export async function keepAdministrator(
  database: Database,
  before: UserDocument,
  session: ClientSession,
): Promise<void> {
  const roleIds = await administratorRoles(database, session);
  if (before.active && isAdministrator(before, roleIds)) await requireOne(database, roleIds, session);
}

/** The same after a role lost something. @throws Refused when nobody is left */
export const keepAnAdministrator = async (database: Database, session: ClientSession): Promise<void> =>
  requireOne(database, await administratorRoles(database, session), session);

const administratorRoles = async (database: Database, session: ClientSession): Promise<string[]> => [
  ADMIN_ROLE,
  ...(await findRolesGiving(database, EVERYTHING, session)),
];

const isAdministrator = (user: UserDocument, roleIds: readonly string[]): boolean =>
  heldBy(user).some(
    ({ roleId, divisionIds }) => roleIds.includes(roleId) && divisionIds.includes(ALL_DIVISIONS),
  );

/** Whoever stays is written to, so that of two who go at the same time one sees the other. */
async function requireOne(
  database: Database,
  roleIds: readonly string[],
  session: ClientSession,
): Promise<void> {
  if (!(await markOneWhoStays(database, roleIds, session)))
    throw refusedWith(
      'last.administrator',
      'One active user must keep every permission in all divisions; this is the last one.',
    );
}
