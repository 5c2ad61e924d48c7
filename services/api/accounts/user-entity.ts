/** A user as it travels: the fields of Genesys Cloud that we have, and ours. */
import Type, { type Static } from 'typebox';
import type { UserDocument } from '../../../schemas/collections/access-collections.ts';
import { versionOf } from '../../access/change-people.ts';
import type { Principal } from '../../access/principal.ts';
import type { Database } from '../../platform/mongo/mongo.ts';
import { notKept, setByServer } from '../http/ignored-fields.ts';
import { Nullable } from '../http/nullable.ts';
import { refTo } from '../http/refs.ts';
import { GrantEntity, grantEntities, RoleDivisions } from './grant-entity.ts';

const email = Type.String({ maxLength: 300, description: 'Signs in with it.' });
const name = Type.String({ maxLength: 1_000 });
const state = Type.Enum(['active', 'inactive']);
const version = Type.Integer({ minimum: 1 });

/** What clients of Genesys Cloud also send. */
const others = Object.fromEntries(
  [
    ...['department', 'addresses', 'title', 'chat', 'primaryContactInfo', 'username', 'preferredName'],
    ...['manager', 'images', 'profileSkills', 'locations', 'groups', 'acdAutoAnswer', 'certifications'],
    ...['biography', 'employerInfo', 'divisionId', 'division'],
  ].map((field) => [field, notKept]),
);
const ofServer = { id: setByServer, selfUri: setByServer };

export const UserBody = Type.Object(
  {
    ...{ name, email, state: Type.Optional(state) },
    password: Type.Optional(
      Type.String({
        maxLength: 1_024,
        description: 'Must be changed at the first sign-in. One is made else.',
      }),
    ),
    roleDivisions: Type.Optional(RoleDivisions),
    ...ofServer,
    ...others,
  },
  { additionalProperties: false },
);

export const UserPatch = Type.Object(
  {
    version,
    ...{ name: Type.Optional(name), email: Type.Optional(email), state: Type.Optional(state) },
    ...ofServer,
    ...others,
  },
  { additionalProperties: false },
);

export const UserEntity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  email: Type.String(),
  username: Type.String(),
  state,
  version,
  dateCreated: Type.String(),
  dateModified: Type.String(),
  lockedUntil: Nullable(Type.String({ description: 'Ours: locked after failed sign-ins.' })),
  mustChangePassword: Type.Boolean(),
  hasPassword: Type.Boolean({ description: 'Ours: may sign in with a password.' }),
  identityProvider: Nullable(Type.String({ description: 'Ours: the provider at which the user signed in.' })),
  grants: Type.Array(GrantEntity, { description: 'Ours: the roles that the user holds, and where.' }),
  selfUri: Type.String(),
});
export type UserEntity = Static<typeof UserEntity>;

/** @param now a lock that is over is none */
export async function userEntities(
  database: Database,
  principal: Principal,
  users: readonly UserDocument[],
  now: number,
): Promise<UserEntity[]> {
  const grants = await grantEntities(database, principal, users);
  return users.map((user) => ({
    ...{ id: user._id, name: user.name, email: user.email, username: user.email },
    ...{ state: user.active ? ('active' as const) : ('inactive' as const), version: versionOf(user) },
    dateCreated: user.createdAt.toISOString(),
    dateModified: user.modifiedAt.toISOString(),
    lockedUntil: user.lockedUntil && user.lockedUntil.getTime() > now ? user.lockedUntil.toISOString() : null,
    ...{ mustChangePassword: user.mustChangePassword, hasPassword: user.passwordHash !== null },
    identityProvider: user.identity?.issuer ?? null,
    grants: grants.get(user._id) ?? [],
    selfUri: refTo('user', user._id).selfUri ?? '',
  }));
}
