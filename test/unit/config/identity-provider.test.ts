/** Sign-in by an identity provider: nothing is guessed, and a secret shows nowhere. */
import { readEnv } from '../../../config/env.ts';
import { toSettings } from '../../../config/settings.ts';

const given = { OIDC_ISSUER: 'https://sign-in.example.com/tenant', OIDC_CLIENT_ID: 'campaigns' };
const read = (more: NodeJS.ProcessEnv) => toSettings(readEnv({ ...given, ...more })).api.identityProvider;
const faults = (more: NodeJS.ProcessEnv): string => {
  try {
    read(more);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

test('without an issuer there is none', () => {
  expect(toSettings(readEnv({})).api.identityProvider).toBeNull();
});

test('what is left out is what most providers have', () => {
  expect(read({})).toEqual({
    ...{ issuer: given.OIDC_ISSUER, clientId: 'campaigns', clientSecret: '', clientAuthentication: 'basic' },
    ...{ name: 'sign-in.example.com', scope: 'openid email profile', groupsClaim: 'groups' },
    ...{ groupRoles: [], trustsEmail: false },
  });
});

test('groups give roles in divisions', () => {
  const roles = [{ group: 'cn=a,ou=b', role: 'viewer', divisions: ['*'] }];
  expect(read({ OIDC_GROUP_ROLES: JSON.stringify(roles) })?.groupRoles).toEqual(roles);
});

test.each([
  ['{', 'no JSON'],
  ['{"group":"a","role":"b","divisions":["*"]}', 'no list'],
  ['[{"group":"a","role":"b"}]', 'no divisions'],
  ['[{"group":"a","role":"b","divisions":[]}]', 'an empty list of divisions'],
  ['[{"group":"","role":"b","divisions":["*"]}]', 'a group without a name'],
  ['[null]', 'null'],
])('%s is %s', (text) => {
  expect(faults({ OIDC_GROUP_ROLES: text })).toContain('OIDC_GROUP_ROLES: expected JSON such as');
});

test('a sign-in never travels without TLS, but on this machine', () => {
  expect(faults({ OIDC_ISSUER: 'http://sign-in.example.com' })).toContain('without TLS');
  expect(faults({ OIDC_ISSUER: 'http://127.0.0.1:4000' })).toBe('');
});

test('what belongs together is missed', () => {
  expect(faults({ OIDC_CLIENT_ID: '' })).toContain('OIDC_CLIENT_ID: must be set');
  expect(faults({ OIDC_ISSUER: '' })).toContain('OIDC_ISSUER names no identity provider');
  expect(faults({ OIDC_SCOPES: 'email' })).toContain('OIDC_SCOPES: expected openid');
  expect(faults({ OIDC_CLIENT_AUTHENTICATION: 'jwt', OIDC_CLIENT_SECRET: 'hidden' })).not.toContain('hidden');
});
