/** Users as others change them: their data, whether they may sign in, their roles, and their end. */
import type { ClientSession } from 'mongodb';
import type { RoleGrant, UserDocument } from '../../schemas/collections/access-collections.ts';
import { Refused, refusedWith } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { changeWithAudit, type Actor } from './audit-access.ts';
import { keepAdministrator } from './last-administrator.ts';
import { emailFaults, nameFaults } from './person-faults.ts';
import { changeUser, endSessionsOf, findUser, removeUser } from './store.ts';

/** What is left out stays. */
export type PersonChange = {
  readonly name?: string;
  readonly email?: string;
  readonly active?: boolean;
  /** Refuses the change of another version; absent: whatever is there is changed. */
  readonly version?: number;
};

export const versionOf = ({ version = 1 }: UserDocument): number => version;

/**
 * Sessions of a user who is disabled end at once.
 * @throws Refused with every fault, for another version, and for the last administrator who would be disabled
 */
export async function changePerson(
  database: Database,
  id: string,
  { name, email, active, version }: PersonChange,
  now: Date,
  actor: Actor,
): Promise<UserDocument> {
  const address = email?.trim().toLowerCase();
  const faults = [
    ...(address === undefined ? [] : emailFaults(address)),
    ...(name === undefined ? [] : nameFaults(name)),
  ];
  if (faults.length > 0) throw new Refused('the user cannot be changed', faults);
  const isSwitch = active !== undefined && name === undefined && address === undefined;
  const action = isSwitch ? (active ? 'EnableUser' : 'DisableUser') : 'UpdateUser';
  const isDone = await changeOne(database, { id, action, actor, now }, (present) => {
    if (version !== undefined && version !== versionOf(present))
      throw refusedWith(
        'invalid.update.wrong.version',
        `The version is ${version}; ${versionOf(present)} is expected: somebody else has changed the user.`,
      );
    return {
      ...(name === undefined ? {} : { name: name.trim() }),
      ...(address === undefined ? {} : { email: address }),
      ...(active === undefined ? {} : { active }),
      version: versionOf(present) + 1,
      modifiedAt: now,
    };
  });
  if (!isDone)
    throw refusedWith('duplicate.name', `There is a user with the e-mail address ${address} already.`);
  if (active === false) await endSessionsOf(database, id);
  return getUserById(database, id);
}

/** @param change from the roles that the user has to those that he gets. @throws Refused */
export async function changeRolesOf(
  database: Database,
  id: string,
  action: 'GrantRoles' | 'RevokeRoles' | 'ReplaceRoles',
  change: (grants: readonly RoleGrant[]) => RoleGrant[],
  now: Date,
  actor: Actor,
): Promise<void> {
  await changeOne(database, { id, action, actor, now }, ({ grants }) => ({
    grants: change(grants),
    modifiedAt: now,
  }));
}

/** A lock after failures ends; the password stays. @throws Refused */
export async function unlockPerson(database: Database, id: string, now: Date, actor: Actor): Promise<void> {
  await changeOne(database, { id, action: 'UnlockUser', actor, now }, () => ({
    failedSignIns: 0,
    lockedUntil: null,
    modifiedAt: now,
  }));
}

/** The user is gone, and the sessions with it; the audit keeps the name. @throws Refused */
export async function removePerson(database: Database, id: string, now: Date, actor: Actor): Promise<void> {
  const deletion = { kind: 'user', id, action: 'DeleteUser', actor, now } as const;
  await changeWithAudit(database, deletion, async (session) => {
    const present = await getUserById(database, id, session);
    await removeUser(database, id, session);
    await keepAdministrator(database, present, session);
    return true;
  });
  await endSessionsOf(database, id);
}

/** @throws Refused when there is no such user */
export async function getUserById(
  database: Database,
  id: string,
  session?: ClientSession,
): Promise<UserDocument> {
  const user = await findUser(database, id, session);
  if (!user) throw refusedWith('resource.not.found', `There is no user with the id ${id}.`);
  return user;
}

/** @returns false when a unique value is taken */
const changeOne = (
  database: Database,
  { id, action, actor, now }: { id: string; action: string; actor: Actor; now: Date },
  changeOf: (present: UserDocument) => Partial<Omit<UserDocument, '_id'>>,
): Promise<boolean> =>
  changeWithAudit(database, { kind: 'user', id, action, actor, now }, async (session) => {
    const present = await getUserById(database, id, session);
    await changeUser(database, id, changeOf(present), session);
    await keepAdministrator(database, present, session);
    return true;
  });
