/**
 * Users: created by an administrator (the first one at the first start), signed in by password, locked after
 * failures.
 */
import { randomUUID } from 'node:crypto';
import type { RoleGrant, UserDocument } from '../../schemas/collections/access-collections.ts';
import { fault, type Fault } from '../domain/fault.ts';
import { Refused, refusedWith } from '../domain/refused.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { ALL_DIVISIONS } from './principal.ts';
import { ADMIN_ROLE } from './roles.ts';
import {
  hashPassword,
  makePassword,
  MAX_PASSWORD_LENGTH,
  MIN_PASSWORD_LENGTH,
  passwordFits,
} from './secrets.ts';
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

export type NewUser = { email: string; name: string; grants: RoleGrant[]; password?: string | null };

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
    mustChangePassword: made !== null,
    grants: user.grants,
    identity: null,
    active: true,
    failedSignIns: 0,
    lockedUntil: null,
    createdAt: now,
    modifiedAt: now,
  };
  if (!(await insertUser(database, document)))
    throw refusedWith('duplicate.name', `There is a user with the e-mail address ${email} already.`);
  return { user: document, password: made };
}

/** @throws Refused when no user has that e-mail address */
export async function getUser(database: Database, email: string): Promise<UserDocument> {
  const user = await findUserByEmail(database, email);
  if (!user) throw refusedWith('resource.not.found', `There is no user with the e-mail address "${email}".`);
  return user;
}

/**
 * Gives a user a new password, which must be changed at the next sign-in, and ends the user's sessions.
 * @returns the password
 */
export async function resetPassword(database: Database, email: string, now: Date): Promise<string> {
  const { _id } = await getUser(database, email);
  const password = makePassword();
  await setPassword(database, _id, password, { mustChange: true, now });
  return password;
}

/** Disabling a user ends the user's sessions at once. @throws Refused when there is no such user */
export async function setActive(
  database: Database,
  email: string,
  active: boolean,
  now: Date,
): Promise<void> {
  const { _id } = await getUser(database, email);
  await changeUser(database, _id, { active, modifiedAt: now });
  if (!active) await endSessionsOf(database, _id);
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

/** A locked user is not told whether the password was right. */
export async function signIn(
  database: Database,
  email: string,
  password: string,
  now: Date,
): Promise<SignIn> {
  const user = await findUserByEmail(database, email);
  const fits = await passwordFits(user?.passwordHash ?? null, password);
  if (user?.lockedUntil && user.lockedUntil > now)
    return { ok: false, reason: 'locked', until: user.lockedUntil };
  if (!user?.active) return { ok: false, reason: 'wrong' };
  if (!fits) {
    await countFailedSignIn(database, user._id, MOST_FAILURES, new Date(now.getTime() + LOCKED_MS));
    return { ok: false, reason: 'wrong' };
  }
  if (user.failedSignIns > 0 || user.lockedUntil)
    await changeUser(database, user._id, { failedSignIns: 0, lockedUntil: null });
  return { ok: true, user };
}

/** Sets a password and ends all other sessions of the user. @throws Refused when it is too short or too long */
export async function setPassword(
  database: Database,
  userId: string,
  password: string,
  { mustChange, exceptSession = '', now }: { mustChange: boolean; exceptSession?: string; now: Date },
): Promise<void> {
  const faults = passwordFaults(password);
  if (faults.length > 0) throw new Refused('the password cannot be used', faults);
  await changeUser(database, userId, {
    passwordHash: await hashPassword(password),
    mustChangePassword: mustChange,
    failedSignIns: 0,
    lockedUntil: null,
    modifiedAt: now,
  });
  await endSessionsOf(database, userId, exceptSession);
}

function emailFaults(email: string): Fault[] {
  if (/^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 254) return [];
  return [fault('invalid.value', 'email', `"${email}" is not an e-mail address.`)];
}

function nameFaults(name: string): Fault[] {
  if (name.trim() === '') return [fault('name.cannot.be.blank', 'name', 'A name must be provided.')];
  if ([...name].length > 64)
    return [fault('name.length.exceeded', 'name', 'The name length exceeds the limit of 64 characters.', 64)];
  return [];
}

function passwordFaults(password: string | null): Fault[] {
  if (password === null) return [];
  const length = [...password].length;
  if (length >= MIN_PASSWORD_LENGTH && length <= MAX_PASSWORD_LENGTH) return [];
  const message = `A password must have ${MIN_PASSWORD_LENGTH} to ${MAX_PASSWORD_LENGTH} characters; this one has ${length}.`;
  return [fault('invalid.value', 'password', message)];
}
