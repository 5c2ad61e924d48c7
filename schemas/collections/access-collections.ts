/**
 * Who may come in: people, clients, roles, sessions and the keys that sign tokens. No secret is stored as it
 * was given.
 */
import { collection } from './collection.ts';

/** A role held in divisions; `*` = in all. */
export type RoleGrant = { roleId: string; divisionIds: string[] };

export type UserDocument = {
  _id: string;
  /** Signs in with it; lower case. */
  email: string;
  name: string;
  /** Argon2id; null: signs in by OpenID Connect only. */
  passwordHash: string | null;
  /** The first sign-in asks for a password of one's own. */
  mustChangePassword: boolean;
  grants: RoleGrant[];
  /** What the groups of the identity provider gave at the last sign-in there. */
  groupGrants?: RoleGrant[];
  /** Who the identity provider says he is, once he came that way. */
  identity: { issuer: string; subject: string } | null;
  active: boolean;
  /** Counts the changes by others; of a user from before there were versions it is absent, and 1. */
  version?: number;
  /** How often another administrator could go because this one stays: two who go at the same time meet here. */
  stays?: number;
  failedSignIns: number;
  lockedUntil: Date | null;
  createdAt: Date;
  modifiedAt: Date;
};

export type ClientDocument = {
  _id: string;
  name: string;
  description?: string;
  /** SHA-256 of a random secret. */
  secretHash: string;
  grants: RoleGrant[];
  active: boolean;
  createdAt: Date;
  modifiedAt: Date;
};

/** A role that was made here; the built-in ones are in services/access/roles.ts. */
export type RoleDocument = {
  _id: string;
  name: string;
  description: string;
  permissions: string[];
  createdAt: Date;
  modifiedAt: Date;
};

/** A browser's session; `_id` is the hash of what its cookie holds. */
export type SessionDocument = {
  _id: string;
  userId: string;
  /** The user signed in at the identity provider. */
  isExternal?: true;
  createdAt: Date;
  seenAt: Date;
  expiresAt: Date;
};

/** A key that signs access tokens for a period; its private half is encrypted with API_SECRET. */
export type SigningKeyDocument = {
  /** Number of the period: two processes make one key. */
  _id: string;
  publicJwk: Record<string, unknown>;
  /** JWE of the private JWK. */
  encryptedKey: string;
  signsUntil: Date;
  /** Tokens that it signed are good until then. */
  expiresAt: Date;
};

/** A token that was revoked, until it would have ended by itself. */
export type RevokedTokenDocument = { _id: string; expiresAt: Date };

export const accessCollections = {
  users: collection<UserDocument>({
    name: 'users',
    writers: ['access'],
    indexes: [
      { keys: { email: 1 }, unique: true },
      { keys: { name: 1, _id: 1 } },
      { keys: { 'identity.issuer': 1, 'identity.subject': 1 }, unique: true, onlyWith: 'identity.issuer' },
    ],
  }),
  clients: collection<ClientDocument>({
    name: 'clients',
    writers: ['access'],
    indexes: [{ keys: { name: 1 }, unique: true }],
  }),
  roles: collection<RoleDocument>({
    name: 'roles',
    writers: ['access'],
    indexes: [{ keys: { name: 1 }, unique: true }],
  }),
  sessions: collection<SessionDocument>({
    name: 'sessions',
    writers: ['access'],
    indexes: [{ keys: { expiresAt: 1 }, expireAfterSeconds: 0 }, { keys: { userId: 1 } }],
  }),
  signingKeys: collection<SigningKeyDocument>({
    name: 'signing_keys',
    writers: ['access'],
    indexes: [{ keys: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  }),
  revokedTokens: collection<RevokedTokenDocument>({
    name: 'revoked_tokens',
    writers: ['access'],
    indexes: [{ keys: { expiresAt: 1 }, expireAfterSeconds: 0 }],
  }),
} as const;
