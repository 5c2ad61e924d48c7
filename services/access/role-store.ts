/** The statements on roles that were made here, one function each. */
import type { ClientSession } from 'mongodb';
import { accessCollections, type RoleDocument } from '../../schemas/collections/access-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';

const { users, clients, roles } = accessCollections;

/** A role of this installation by its id or its name. */
export const findOwnRole = (database: Database, reference: string): Promise<RoleDocument | null> =>
  database.of(roles).findOne({ $or: [{ _id: reference }, { name: reference }] });

export const findRoles = (database: Database, ids: readonly string[]): Promise<RoleDocument[]> =>
  database
    .of(roles)
    .find({ _id: { $in: [...ids] } })
    .toArray();

/** Ids of the roles that were made here and have a pattern. */
export async function findRolesGiving(
  database: Database,
  pattern: string,
  session: ClientSession,
): Promise<string[]> {
  const found = await database
    .of(roles)
    .find({ permissions: pattern }, { session, projection: { _id: 1 } })
    .toArray();
  return found.map(({ _id }) => _id);
}

/** @returns false when there is no such role. @throws duplicate key when the name is taken */
export async function changeRole(
  database: Database,
  id: string,
  change: Partial<Omit<RoleDocument, '_id'>>,
  session: ClientSession,
): Promise<boolean> {
  const { matchedCount } = await database.of(roles).updateOne({ _id: id }, { $set: change }, { session });
  return matchedCount === 1;
}

/** @throws duplicate key when the id or the name is taken */
export async function insertRole(
  database: Database,
  role: RoleDocument,
  session: ClientSession,
): Promise<true> {
  await database.of(roles).insertOne(role, { session });
  return true;
}

/** @returns false when there is no such role */
export async function removeRole(database: Database, id: string, session: ClientSession): Promise<boolean> {
  return (await database.of(roles).deleteOne({ _id: id }, { session })).deletedCount === 1;
}

/** Whether a user or client has a role, by itself or by its groups. */
export async function isHeld(database: Database, roleId: string): Promise<boolean> {
  const [user, client] = await Promise.all([
    database.of(users).findOne({ $or: [{ 'grants.roleId': roleId }, { 'groupGrants.roleId': roleId }] }),
    database.of(clients).findOne({ 'grants.roleId': roleId }),
  ]);
  return user !== null || client !== null;
}
