/** Sign-in by an outside identity provider: its settings as one value, and what is wrong with them. */
import type { Env } from './env.ts';

/** A group of the identity provider whose members hold a role in divisions. */
export type GroupRole = {
  readonly group: string;
  /** Id or name. */
  readonly role: string;
  /** Ids or names; `*` = all. */
  readonly divisions: readonly string[];
};

export type IdentityProvider = {
  readonly issuer: string;
  readonly clientId: string;
  /** Empty: a public client, which PKCE alone protects. */
  readonly clientSecret: string;
  /** How the secret is sent: by HTTP Basic, or in the form. */
  readonly clientAuthentication: 'basic' | 'post';
  /** Stands on the console's button. */
  readonly name: string;
  readonly scope: string;
  readonly groupsClaim: string;
  readonly groupRoles: readonly GroupRole[];
  /** The provider vouches for every e-mail address, although it sends no `email_verified`. */
  readonly trustsEmail: boolean;
};

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|\[::1\]|localhost)$/;
const EXPECTED = '[{"group": "…", "role": "supervisor", "divisions": ["*"]}, …]';

/** @returns no provider without an issuer. Faults never show the secret. */
export function readIdentityProvider(
  env: Env,
  clientSecret: string,
): { provider: IdentityProvider | null; faults: string[] } {
  const faults: string[] = [];
  const roles = groupRoles(env.OIDC_GROUP_ROLES, faults);
  const scopes = env.OIDC_SCOPES.split(',').map((scope) => scope.trim());
  if (!scopes.includes('openid')) faults.push('OIDC_SCOPES: expected openid among the scopes');
  if (env.OIDC_ISSUER === '') {
    if (env.OIDC_CLIENT_ID !== '')
      faults.push('OIDC_CLIENT_ID: is set, but OIDC_ISSUER names no identity provider');
    return { provider: null, faults };
  }
  const { protocol, hostname, host } = new URL(env.OIDC_ISSUER);
  if (protocol === 'http:' && !LOOPBACK.test(hostname))
    faults.push(`OIDC_ISSUER: sign-ins would travel to ${hostname} without TLS; expected https://`);
  if (env.OIDC_CLIENT_ID === '') faults.push('OIDC_CLIENT_ID: must be set where OIDC_ISSUER is');
  const provider: IdentityProvider = {
    issuer: env.OIDC_ISSUER,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret,
    clientAuthentication: env.OIDC_CLIENT_AUTHENTICATION,
    name: env.OIDC_NAME || host,
    scope: scopes.join(' '),
    groupsClaim: env.OIDC_GROUPS_CLAIM,
    groupRoles: roles,
    trustsEmail: env.OIDC_TRUST_EMAIL,
  };
  return { provider, faults };
}

function groupRoles(text: string, faults: string[]): GroupRole[] {
  if (text.trim() === '') return [];
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    entries = null;
  }
  if (Array.isArray(entries) && entries.every(isGroupRole)) return entries;
  faults.push(`OIDC_GROUP_ROLES: expected JSON such as ${EXPECTED}`);
  return [];
}

function isGroupRole(entry: unknown): entry is GroupRole {
  if (typeof entry !== 'object' || entry === null) return false;
  const { group, role, divisions } = entry as Record<string, unknown>;
  return (
    isText(group) &&
    isText(role) &&
    Array.isArray(divisions) &&
    divisions.length > 0 &&
    divisions.every(isText)
  );
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
