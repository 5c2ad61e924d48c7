/** The statements on people, clients, sessions, keys and revoked tokens, one function each. */
import type { ClientSession } from 'mongodb';
import { accessCollections } from '../../schemas/collections/access-collections.ts';
import type {
  ClientDocument,
  SessionDocument,
  SigningKeyDocument,
  UserDocument,
} from '../../schemas/collections/access-collections.ts';
import { insertAbsent } from '../platform/mongo/insert-absent.ts';
import type { Database } from '../platform/mongo/mongo.ts';

const { users, clients, sessions, signingKeys, revokedTokens } = accessCollections;

export const findClient = (
  database: Database,
  id: string,
  session?: ClientSession,
): Promise<ClientDocument | null> => database.of(clients).findOne({ _id: id }, session ? { session } : {});

export const findUser = (
  database: Database,
  id: string,
  session?: ClientSession,
): Promise<UserDocument | null> => database.of(users).findOne({ _id: id }, session ? { session } : {});

export const findUsersById = (database: Database, ids: readonly string[]): Promise<UserDocument[]> =>
  database
    .of(users)
    .find({ _id: { $in: [...ids] } })
    .toArray();

export const findClientsById = (database: Database, ids: readonly string[]): Promise<ClientDocument[]> =>
  database
    .of(clients)
    .find({ _id: { $in: [...ids] } })
    .toArray();

export const findUserByEmail = (database: Database, email: string): Promise<UserDocument | null> =>
  database.of(users).findOne({ email: email.trim().toLowerCase() });

export const findUserByIdentity = (
  database: Database,
  issuer: string,
  subject: string,
): Promise<UserDocument | null> =>
  database.of(users).findOne({ 'identity.issuer': issuer, 'identity.subject': subject });

export const hasUsers = async (database: Database): Promise<boolean> =>
  (await database.of(users).findOne({}, { projection: { _id: 1 } })) !== null;

/** @throws duplicate key when the id or the e-mail address is taken */
export async function insertUser(
  database: Database,
  user: UserDocument,
  session: ClientSession,
): Promise<true> {
  await database.of(users).insertOne(user, { session });
  return true;
}

/** @returns false when there is no such user */
export async function changeUser(
  database: Database,
  id: string,
  change: Partial<Omit<UserDocument, '_id'>>,
  session?: ClientSession,
): Promise<boolean> {
  const { matchedCount } = await database
    .of(users)
    .updateOne({ _id: id }, { $set: change }, session ? { session } : {});
  return matchedCount === 1;
}

/** @returns false when there is no such user */
export async function removeUser(database: Database, id: string, session: ClientSession): Promise<boolean> {
  return (await database.of(users).deleteOne({ _id: id }, { session })).deletedCount === 1;
}

/**
 * Marks an active user who holds one of these roles in all divisions.
 * @returns false when there is none
 */
export async function markOneWhoStays(
  database: Database,
  roleIds: readonly string[],
  session: ClientSession,
): Promise<boolean> {
  const everywhere = { $elemMatch: { roleId: { $in: [...roleIds] }, divisionIds: '*' } };
  const { matchedCount } = await database
    .of(users)
    .updateOne(
      { active: true, $or: [{ grants: everywhere }, { groupGrants: everywhere }] },
      { $inc: { stays: 1 } },
      { session },
    );
  return matchedCount === 1;
}

/** Counts a failed sign-in; from `most` on the account is locked until a time. @returns the failures so far */
export async function countFailedSignIn(
  database: Database,
  id: string,
  most: number,
  lockedUntil: Date,
  session: ClientSession,
): Promise<true> {
  const pipeline = [
    { $set: { failedSignIns: { $add: ['$failedSignIns', 1] } } },
    {
      $set: {
        lockedUntil: { $cond: [{ $gte: ['$failedSignIns', most] }, lockedUntil, '$lockedUntil'] },
        failedSignIns: { $cond: [{ $gte: ['$failedSignIns', most] }, 0, '$failedSignIns'] },
      },
    },
  ];
  await database.of(users).updateOne({ _id: id }, pipeline, { session });
  return true;
}

/** @throws duplicate key when the id or the name is taken */
export async function insertClient(
  database: Database,
  client: ClientDocument,
  session: ClientSession,
): Promise<true> {
  await database.of(clients).insertOne(client, { session });
  return true;
}

/** @returns false when there is no such client */
export async function changeClient(
  database: Database,
  id: string,
  change: Partial<Omit<ClientDocument, '_id'>>,
  session?: ClientSession,
): Promise<boolean> {
  const { matchedCount } = await database
    .of(clients)
    .updateOne({ _id: id }, { $set: change }, session ? { session } : {});
  return matchedCount === 1;
}

/** @returns false when there is no such client */
export async function removeClient(database: Database, id: string, session: ClientSession): Promise<boolean> {
  return (await database.of(clients).deleteOne({ _id: id }, { session })).deletedCount === 1;
}

/** A client by its id or its name. */
export const findClientByReference = (
  database: Database,
  reference: string,
): Promise<ClientDocument | null> =>
  database.of(clients).findOne({ $or: [{ _id: reference }, { name: reference }] });

/** People in the order of their e-mail addresses. @param after the address before the first */
export const findUsers = (database: Database, after: string, limit: number): Promise<UserDocument[]> =>
  database
    .of(users)
    .find({ email: { $gt: after } })
    .sort({ email: 1 })
    .limit(limit)
    .toArray();

export const findSession = (database: Database, id: string): Promise<SessionDocument | null> =>
  database.of(sessions).findOne({ _id: id });

/** Those of some sessions that have not ended. */
export async function findOpenSessions(
  database: Database,
  ids: readonly string[],
  now: Date,
): Promise<Set<string>> {
  const found = await database
    .of(sessions)
    .find({ _id: { $in: [...ids] }, expiresAt: { $gt: now } }, { projection: { _id: 1 } })
    .toArray();
  return new Set(found.map(({ _id }) => _id));
}

export async function insertSession(database: Database, session: SessionDocument): Promise<void> {
  await database.of(sessions).insertOne(session);
}

export async function prolongSession(
  database: Database,
  id: string,
  seenAt: Date,
  expiresAt: Date,
): Promise<void> {
  await database.of(sessions).updateOne({ _id: id }, { $set: { seenAt, expiresAt } });
}

export async function endSession(database: Database, id: string): Promise<void> {
  await database.of(sessions).deleteOne({ _id: id });
}

/** Ends all sessions of a user whose password or rights changed, except `except`. */
export async function endSessionsOf(database: Database, userId: string, except = ''): Promise<void> {
  await database.of(sessions).deleteMany({ userId, _id: { $ne: except } });
}

export const findSigningKeys = (database: Database, now: Date): Promise<SigningKeyDocument[]> =>
  database
    .of(signingKeys)
    .find({ expiresAt: { $gt: now } })
    .toArray();

/** Keeps the existing key, if any: the first process creates the key of a period. */
export async function insertSigningKey(database: Database, key: SigningKeyDocument): Promise<void> {
  await insertAbsent(database.of(signingKeys), [key]);
}

export async function revokeToken(database: Database, id: string, expiresAt: Date): Promise<void> {
  await database.of(revokedTokens).updateOne({ _id: id }, { $set: { expiresAt } }, { upsert: true });
}

export const isRevoked = async (database: Database, id: string): Promise<boolean> =>
  (await database.of(revokedTokens).findOne({ _id: id })) !== null;

/** Those of some tokens that were revoked. */
export async function findRevoked(database: Database, ids: readonly string[]): Promise<Set<string>> {
  const found = await database
    .of(revokedTokens)
    .find({ _id: { $in: [...ids] } })
    .toArray();
  return new Set(found.map(({ _id }) => _id));
}
