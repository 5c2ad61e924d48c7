/**
 * Users: created by an administrator (the first one at the first start), signed in by password, locked after
 * failures.
 */
import { randomUUID } from 'node:crypto';
import type { RoleGrant, UserDocument } from '../../schemas/collections/access-collections.ts';
import { Refused, refusedWith } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { auditAttempt, changeWithAudit, THE_SYSTEM, type Actor } from './audit-access.ts';
import { changePerson } from './change-people.ts';
import { emailFaults, nameFaults, passwordFaults } from './person-faults.ts';
import { ALL_DIVISIONS } from './principal.ts';
import { ADMIN_ROLE } from './roles.ts';
import { hashPassword, makePassword, passwordFits } from './secrets.ts';
import {
  changeUser,
  countFailedSignIn,
  endSessionsOf,
  findUserByEmail,
  hasUsers,
  insertUser,
} from './store.ts';

const MOST_FAILURES = 10;
const LOCKED_MS = 15 * 60_000;
const FIRST_ADMINISTRATOR = 'admin@localhost';

export type NewUser = {
  email: string;
  name: string;
  grants: RoleGrant[];
  password?: string | null;
  /** The password is known to somebody else. */
  mustChange?: boolean;
  active?: boolean;
};

/**
 * @param user a user without a password gets one that must be changed at the first sign-in; null = none
 *   (OpenID Connect only)
 * @returns the user, and the password that was created
 * @throws Refused with every fault
 */
export async function makeUser(
  database: Database,
  user: NewUser,
  now: Date,
  actor: Actor = THE_SYSTEM,
): Promise<{ user: UserDocument; password: string | null }> {
  const email = user.email.trim().toLowerCase();
  const faults = [...emailFaults(email), ...nameFaults(user.name), ...passwordFaults(user.password ?? null)];
  if (faults.length > 0) throw new Refused('the user cannot be made', faults);
  const made = user.password === undefined ? makePassword() : null;
  const password = user.password ?? made;
  const document: UserDocument = {
    _id: randomUUID(),
    email,
    name: user.name.trim(),
    passwordHash: password === null ? null : await hashPassword(password),
    mustChangePassword: made !== null || (user.mustChange ?? false),
    grants: user.grants,
    identity: null,
    active: user.active ?? true,
    version: 1,
    failedSignIns: 0,
    lockedUntil: null,
    createdAt: now,
    modifiedAt: now,
  };
  const creation = { kind: 'user', id: document._id, action: 'CreateUser', actor, now } as const;
  if (!(await changeWithAudit(database, creation, (session) => insertUser(database, document, session))))
    throw refusedWith('duplicate.name', `There is a user with the e-mail address ${email} already.`);
  return { user: document, password: made };
}

/** @throws Refused when no user has that e-mail address */
export async function getUser(database: Database, email: string): Promise<UserDocument> {
  const user = await findUserByEmail(database, email);
  if (!user) throw refusedWith('resource.not.found', `There is no user with the e-mail address "${email}".`);
  return user;
}

/** As `resetPasswordOf`, for the user with an e-mail address. */
export async function resetPassword(
  database: Database,
  email: string,
  now: Date,
  actor: Actor = THE_SYSTEM,
): Promise<string> {
  return resetPasswordOf(database, (await getUser(database, email))._id, now, actor);
}

/**
 * Gives a user a password that must be changed at the next sign-in, and ends the user's sessions and lock.
 * @param chosen by whoever resets it; one is made else
 * @returns the password
 */
export async function resetPasswordOf(
  database: Database,
  id: string,
  now: Date,
  actor: Actor,
  chosen = makePassword(),
): Promise<string> {
  await setPassword(database, id, chosen, { mustChange: true, now, actor });
  return chosen;
}

/**
 * Disabling a user ends the user's sessions at once.
 * @throws Refused when there is no such user, or it is the last administrator
 */
export async function setActive(
  database: Database,
  email: string,
  active: boolean,
  now: Date,
  actor: Actor = THE_SYSTEM,
): Promise<void> {
  const { _id } = await getUser(database, email);
  await changePerson(database, _id, { active }, now, actor);
}

/** The first user of an installation, with every permission. @returns null when there are users already */
export async function makeFirstAdministrator(
  database: Database,
  now: Date,
): Promise<{ email: string; password: string } | null> {
  if (await hasUsers(database)) return null;
  try {
    const { user, password } = await makeUser(
      database,
      {
        email: FIRST_ADMINISTRATOR,
        name: 'Administrator',
        grants: [{ roleId: ADMIN_ROLE, divisionIds: [ALL_DIVISIONS] }],
      },
      now,
    );
    return { email: user.email, password: password ?? '' };
  } catch (error) {
    // another process was first
    if (error instanceof Refused) return null;
    throw error;
  }
}

export type SignIn =
  { ok: true; user: UserDocument } | { ok: false; reason: 'wrong' | 'locked'; until?: Date };

/**
 * A locked user is not told whether the password was right. Every attempt at a user's account is audited.
 * @param from address that it comes from
 */
export async function signIn(
  database: Database,
  email: string,
  password: string,
  now: Date,
  from: string | null = null,
): Promise<SignIn> {
  const user = await findUserByEmail(database, email);
  const fits = await passwordFits(user?.passwordHash ?? null, password);
  if (!user) return { ok: false, reason: 'wrong' };
  const { _id: id, name } = user;
  const actor: Actor = { who: { kind: 'user', id, name }, from: { door: 'CONSOLE', address: from } };
  const attempt = { kind: 'user', id, action: 'SignIn', actor, now } as const;
  const fail = (code: string, message: string) => auditAttempt(database, attempt, user, [{ code, message }]);
  if (user.lockedUntil && user.lockedUntil > now) {
    await fail('locked', 'The account is locked.');
    return { ok: false, reason: 'locked', until: user.lockedUntil };
  }
  if (!user.active) {
    await fail('disabled', 'The account is disabled.');
    return { ok: false, reason: 'wrong' };
  }
  if (!fits) {
    await fail('bad.credentials', 'The password is wrong.');
    const until = new Date(now.getTime() + LOCKED_MS);
    // an entry of its own when this failure locks the account
    await changeWithAudit(database, { ...attempt, action: 'LockUser', onlyIfTold: true }, (session) =>
      countFailedSignIn(database, id, MOST_FAILURES, until, session),
    );
    return { ok: false, reason: 'wrong' };
  }
  if (user.failedSignIns > 0 || user.lockedUntil)
    await changeUser(database, id, { failedSignIns: 0, lockedUntil: null });
  await auditAttempt(database, attempt, user);
  return { ok: true, user };
}

type PasswordChange = { mustChange: boolean; exceptSession?: string; now: Date; actor?: Actor };

/** Sets a password and ends all other sessions of the user. @throws Refused when it is too short or too long */
export async function setPassword(
  database: Database,
  userId: string,
  password: string,
  { mustChange, exceptSession = '', now, actor = THE_SYSTEM }: PasswordChange,
): Promise<void> {
  const faults = passwordFaults(password);
  if (faults.length > 0) throw new Refused('the password cannot be used', faults);
  const change = {
    passwordHash: await hashPassword(password),
    mustChangePassword: mustChange,
    failedSignIns: 0,
    lockedUntil: null,
    modifiedAt: now,
  };
  const action = mustChange ? 'ResetPassword' : 'ChangePassword';
  await changeWithAudit(database, { kind: 'user', id: userId, action, actor, now }, (session) =>
    changeUser(database, userId, change, session),
  );
  await endSessionsOf(database, userId, exceptSession);
}
