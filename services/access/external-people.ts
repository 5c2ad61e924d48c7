/**
 * People whom an outside identity provider vouches for: found by its name for them, else by an e-mail address
 * that it has verified, else made. What its groups give is replaced at each sign-in.
 */
import { randomUUID } from 'node:crypto';
import type { RoleGrant, UserDocument } from '../../schemas/collections/access-collections.ts';
import type { Database } from '../platform/mongo/mongo.ts';
import { auditAttempt, changeWithAudit, type Actor } from './audit-access.ts';
import { changeUser, endSessionsOf, findUserByEmail, findUserByIdentity, insertUser } from './store.ts';

const MAX_NAME = 64;

export type ExternalPerson = {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string;
  /** The provider has made sure that the address is this person's. */
  readonly isEmailVerified: boolean;
  readonly name: string;
};

/** `taken`: a user has this e-mail address, and nothing proves that it is the same person. */
export type ExternalRefusal = 'no.role' | 'email.taken' | 'disabled';
export type ExternalSignIn = { ok: true; user: UserDocument } | { ok: false; reason: ExternalRefusal };

/** @param groupGrants the roles that the groups of the person give now */
export async function signInExternally(
  database: Database,
  person: ExternalPerson,
  groupGrants: RoleGrant[],
  now: Date,
  from: string | null = null,
): Promise<ExternalSignIn> {
  const found = await findOrLink(database, person, now, from);
  if (found === 'email.taken') return { ok: false, reason: found };
  const user = found ?? newUser(person, groupGrants, now);
  const attempt = attemptOf(user, from, now);
  const refuse = async (reason: ExternalRefusal): Promise<ExternalSignIn> => {
    const faults = [{ code: reason, message: 'The identity provider vouched, but nobody was let in.' }];
    await auditAttempt(database, attempt, user, faults);
    return { ok: false, reason };
  };
  if (found && !found.active) return refuse('disabled');
  if (groupGrants.length === 0 && (found?.grants ?? []).length === 0) {
    if (found) await loseRoles(database, found._id, now);
    return refuse('no.role');
  }
  if (found) {
    const change = { name: nameOf(person), groupGrants, modifiedAt: now };
    await changeWithAudit(database, attempt, (session) => changeUser(database, found._id, change, session));
    return { ok: true, user: { ...found, ...change } };
  }
  const creation = { ...attempt, action: 'CreateUser' };
  const isNew = await changeWithAudit(database, creation, (session) => insertUser(database, user, session));
  if (isNew) return { ok: true, user };
  // the same person came in twice at the same time
  const other = await findUserByIdentity(database, person.issuer, person.subject);
  return other ? { ok: true, user: other } : { ok: false, reason: 'email.taken' };
}

async function findOrLink(
  database: Database,
  { issuer, subject, email, isEmailVerified }: ExternalPerson,
  now: Date,
  from: string | null,
): Promise<UserDocument | 'email.taken' | null> {
  const known = await findUserByIdentity(database, issuer, subject);
  if (known) return known;
  const local = await findUserByEmail(database, email);
  if (!local) return null;
  if (local.identity || !isEmailVerified) return 'email.taken';
  if (!local.active) return local;
  // a password that whoever made the user still knows opens nothing any more
  const password = local.mustChangePassword ? { passwordHash: null, mustChangePassword: false } : {};
  const change = { identity: { issuer, subject }, ...password, modifiedAt: now };
  const link = { ...attemptOf(local, from, now), action: 'LinkIdentity' };
  await changeWithAudit(database, link, (session) => changeUser(database, local._id, change, session));
  return { ...local, ...change };
}

function attemptOf({ _id: id, name }: UserDocument, address: string | null, now: Date) {
  const actor: Actor = { who: { kind: 'user', id, name }, from: { door: 'CONSOLE', address } };
  return { kind: 'user', id, action: 'SignIn', actor, now } as const;
}

async function loseRoles(database: Database, userId: string, now: Date): Promise<void> {
  await changeUser(database, userId, { groupGrants: [], modifiedAt: now });
  await endSessionsOf(database, userId);
}

const newUser = (person: ExternalPerson, groupGrants: RoleGrant[], now: Date): UserDocument => ({
  _id: randomUUID(),
  email: person.email.trim().toLowerCase(),
  name: nameOf(person),
  passwordHash: null,
  mustChangePassword: false,
  grants: [],
  groupGrants,
  identity: { issuer: person.issuer, subject: person.subject },
  active: true,
  version: 1,
  failedSignIns: 0,
  lockedUntil: null,
  createdAt: now,
  modifiedAt: now,
});

function nameOf({ name, email }: ExternalPerson): string {
  const trimmed = name.trim();
  return [...(trimmed === '' ? email : trimmed)].slice(0, MAX_NAME).join('');
}
