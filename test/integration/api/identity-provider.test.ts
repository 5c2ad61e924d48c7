/** Sign-in by an outside identity provider: a real one on loopback, and whoever tries to come in by it without being let in. */
import { randomUUID } from 'node:crypto';
import { accessCollections } from '../../../schemas/collections/access-collections.ts';
import { makeUser } from '../../../services/access/people.ts';
import { changeUser, findUserByEmail } from '../../../services/access/store.ts';
import {
  Browser,
  openIdentityProvider,
  PROVIDER_CLIENT,
  PROVIDER_SECRET,
  type Person,
  type TestIdentityProvider,
} from '../../support/identity-provider.ts';
import { apiAddress, serveTestApi, storeDivision, type TestApi } from '../../support/test-api.ts';
import { openTestSystem } from '../../support/test-system.ts';

let api: TestApi;
let provider: TestIdentityProvider;
beforeAll(async () => {
  const { url, environment } = await apiAddress();
  provider = await openIdentityProvider([`${url}/oauth/callback`], `${url}/`);
  const system = await openTestSystem({
    ...environment,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: PROVIDER_CLIENT,
    OIDC_CLIENT_SECRET: PROVIDER_SECRET,
    OIDC_NAME: 'Example Inc.',
    OIDC_GROUP_ROLES: JSON.stringify([
      { group: 'Campaign team', role: 'supervisor', divisions: ['north'] },
      { group: 'Everybody', role: 'viewer', divisions: ['*'] },
      { group: 'Mistyped', role: 'no such role', divisions: ['*'] },
      { group: 'Elsewhere', role: 'viewer', divisions: ['no such division'] },
    ]),
  });
  api = await serveTestApi(system, url);
  await storeDivision(api.database, 'north');
});
afterAll(async () => {
  await api.close();
  await provider.close();
});
beforeEach(() => {
  provider.tamper = null;
  provider.signsWithOtherKey = false;
});

const person = (more: Partial<Person> = {}): Person => {
  const sub = randomUUID();
  return {
    ...{
      sub,
      email: `${sub}@example.com`,
      email_verified: true,
      name: 'Pat Example',
      groups: ['Campaign team'],
    },
    ...more,
  };
};
const isCallback = (to: string): boolean => to.startsWith(`${api.url}/oauth/callback`);
/** Goes to the provider and comes back. @returns the address of the callback, not yet opened */
const toCallback = (browser: Browser, who: Person, query = ''): Promise<string> => {
  provider.person = who;
  return browser.followUntil(`${api.url}/oauth/sign-in${query}`, isCallback);
};
/** @returns where the console is opened */
const signIn = async (browser: Browser, who: Person, query = ''): Promise<string | null> =>
  (await browser.get(await toCallback(browser, who, query))).to;
const me = (browser: Browser) =>
  api.call('GET', '/api/v2/session', { headers: { cookie: browser.cookieHeader(api.url) } });
const refusedFor = (reason: string): string => `${api.url}/?signInRefused=${reason}`;
const sessionsOf = async (email: string): Promise<number> => {
  const user = await findUserByEmail(api.database, email);
  return user ? api.database.of(accessCollections.sessions).countDocuments({ userId: user._id }) : 0;
};

test('the console learns where people sign in', async () => {
  expect((await api.call('GET', '/api/v2/session/providers')).json).toEqual({
    providers: [{ name: 'Example Inc.', signInUri: '/oauth/sign-in' }],
  });
});

test('a first sign-in makes the user, with the roles that the groups give, in their divisions', async () => {
  const browser = new Browser();
  const pat = person({ groups: ['Campaign team', 'Everybody', 'Unheard of', 'Mistyped', 'Elsewhere'] });
  expect(await signIn(browser, pat, '?returnTo=/campaigns%3Fq%3Dspring')).toBe(
    `${api.url}/campaigns?q=spring`,
  );
  const { json } = await me(browser);
  expect(json).toMatchObject({
    kind: 'user',
    name: 'Pat Example',
    email: pat['email'],
    mustChangePassword: false,
  });
  expect(json.permissions).toMatchObject({
    'outbound:contact:view': ['north'],
    'outbound:whatsAppCampaign:view': ['*'],
  });
  expect(json.permissions).not.toHaveProperty('oauth:client:view');
  // found again, under another name and in other groups
  expect(await signIn(new Browser(), { ...pat, name: 'Pat Other', groups: ['Everybody'] })).toBe(
    `${api.url}/`,
  );
  const user = await findUserByEmail(api.database, pat['email'] as string);
  expect(user).toMatchObject({ _id: json.id, name: 'Pat Other', groupGrants: [{ roleId: 'viewer' }] });
});

test('who signs out has no session any more, and learns where to sign out of the provider', async () => {
  const browser = new Browser();
  await signIn(browser, person());
  const { json } = await me(browser);
  const signOut = new URL(json.signOutUri as string);
  expect(signOut.origin).toBe(provider.issuer);
  expect(signOut.searchParams.get('post_logout_redirect_uri')).toBe(`${api.url}/`);
  const headers = { cookie: browser.cookieHeader(api.url), 'x-csrf-token': json.csrfToken as string };
  expect((await api.call('DELETE', '/api/v2/session', { headers })).status).toBe(204);
  expect((await me(browser)).status).toBe(401);
});

test('a session of a local account has nothing to do with the provider', async () => {
  const [email, password] = [`${randomUUID()}@example.com`, 'a long enough password'];
  await makeUser(api.database, { email, name: 'L', password, grants: [] }, new Date());
  const { headers } = await api.call('POST', '/api/v2/session', { body: { email, password } });
  const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
  expect((await api.call('GET', '/api/v2/session', { headers: { cookie } })).json).not.toHaveProperty(
    'signOutUri',
  );
});

describe('nobody comes in', () => {
  test('who is in no group that has a role; who loses the last one loses the sessions too', async () => {
    const browser = new Browser();
    const pat = person({ groups: ['Unheard of', 'Mistyped'] });
    expect(await signIn(browser, pat)).toBe(refusedFor('no.role'));
    expect(await findUserByEmail(api.database, pat['email'] as string)).toBeNull();
    expect(await signIn(new Browser(), person({ groups: undefined }))).toBe(refusedFor('no.role'));
    const known = person();
    const former = new Browser();
    await signIn(former, known);
    expect(await sessionsOf(known['email'] as string)).toBe(1);
    expect(await signIn(new Browser(), { ...known, groups: ['Unheard of'] })).toBe(refusedFor('no.role'));
    expect(await sessionsOf(known['email'] as string)).toBe(0);
    expect((await me(former)).status).toBe(401);
  });

  test('a user who was disabled', async () => {
    const pat = person();
    await signIn(new Browser(), pat);
    const user = await findUserByEmail(api.database, pat['email'] as string);
    await changeUser(api.database, user?._id ?? '', { active: false });
    const browser = new Browser();
    expect(await signIn(browser, pat)).toBe(refusedFor('disabled'));
    expect((await me(browser)).status).toBe(401);
  });

  test('by the e-mail address of somebody else, unless the provider has verified it', async () => {
    const local = await makeUser(
      api.database,
      {
        email: `${randomUUID()}@example.com`,
        name: 'Local',
        grants: [{ roleId: 'admin', divisionIds: ['*'] }],
      },
      new Date(),
    );
    const { email } = local.user;
    for (const email_verified of [false, undefined, 'true'])
      expect(await signIn(new Browser(), person({ email, email_verified }))).toBe(refusedFor('email.taken'));
    const browser = new Browser();
    const owner = person({ email: email.toUpperCase(), groups: [] });
    expect(await signIn(browser, owner)).toBe(`${api.url}/`);
    expect((await me(browser)).json).toMatchObject({ id: local.user._id, mustChangePassword: false });
    // the password that was made for the account is good for nothing any more
    const body = { email, password: local.password };
    expect((await api.call('POST', '/api/v2/session', { body })).status).toBe(401);
    // and the address is not another person's from now on
    expect(await signIn(new Browser(), person({ email }))).toBe(refusedFor('email.taken'));
  });

  test('without an e-mail address', async () => {
    expect(await signIn(new Browser(), person({ email: undefined }))).toBe(refusedFor('no.email'));
  });

  test('with the state of another sign-in, or none', async () => {
    const browser = new Browser();
    const address = new URL(await toCallback(browser, person()));
    address.searchParams.set('state', 'another');
    expect((await browser.get(address.href)).to).toBe(refusedFor('failed'));
    const again = new URL(await toCallback(browser, person()));
    again.searchParams.delete('state');
    expect((await browser.get(again.href)).to).toBe(refusedFor('failed'));
    expect((await me(browser)).status).toBe(401);
  });

  test('in the browser of somebody who did not begin the sign-in', async () => {
    const victim = new Browser();
    const address = await toCallback(new Browser(), person());
    expect((await victim.get(address)).to).toBe(refusedFor('expired'));
    // not even when the victim has begun one too
    await toCallback(victim, person());
    expect((await victim.get(address)).to).toBe(refusedFor('failed'));
    expect((await me(victim)).status).toBe(401);
  });

  test('with a code that was used', async () => {
    const browser = new Browser();
    const address = await toCallback(browser, person());
    const thief = new Browser();
    thief.copyCookies(browser);
    expect((await browser.get(address)).to).toBe(`${api.url}/`);
    expect((await browser.get(address)).to).toBe(refusedFor('expired'));
    expect((await thief.get(address)).to).toBe(refusedFor('failed'));
    expect((await me(thief)).status).toBe(401);
  });

  test('with a code of a sign-in that had another verifier', async () => {
    // the thief's own sign-in, into which the victim's code is put
    const [victim, thief] = [new Browser(), new Browser()];
    const code = new URL(await toCallback(victim, person())).searchParams.get('code') ?? '';
    const own = new URL(await toCallback(thief, person()));
    own.searchParams.set('code', code);
    expect((await thief.get(own.href)).to).toBe(refusedFor('failed'));
  });

  test.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>]>([
    ['of another nonce', (claims) => ({ ...claims, nonce: 'another' })],
    ['without a nonce', (claims) => ({ ...claims, nonce: undefined })],
    ['for another audience', (claims) => ({ ...claims, aud: 'another-client' })],
    [
      'for several audiences, by another party',
      (claims) => ({ ...claims, aud: [PROVIDER_CLIENT, 'x'], azp: 'x' }),
    ],
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://other.example' })],
    ['that has expired', (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1_000) - 600 })],
    ['without a subject', (claims) => ({ ...claims, sub: undefined })],
    ['of another subject than the access token', (claims) => ({ ...claims, sub: 'another' })],
  ])('with an ID token %s', async (_, tamper) => {
    provider.tamper = tamper;
    const browser = new Browser();
    expect(await signIn(browser, person())).toBe(refusedFor('failed'));
    expect((await me(browser)).status).toBe(401);
  });

  test('with an ID token that another key has signed', async () => {
    provider.signsWithOtherKey = true;
    const browser = new Browser();
    expect(await signIn(browser, person())).toBe(refusedFor('failed'));
    expect((await me(browser)).status).toBe(401);
  });

  test('with a cookie that was made elsewhere', async () => {
    const address = await toCallback(new Browser(), person());
    for (const value of ['x', 'eyJhbGciOiJub25lIn0..x.x.x', 'a.b.c.d.e']) {
      const answer = await fetch(address, {
        redirect: 'manual',
        headers: { cookie: `wac_sign_in=${value}` },
      });
      expect(answer.headers.get('location')).toBe('/?signInRefused=expired');
    }
  });

  test('who declines at the provider is told so, whatever else the address says', async () => {
    const browser = new Browser();
    const address = new URL(await toCallback(browser, person()));
    const state = address.searchParams.get('state') ?? '';
    const declined = `${api.url}/oauth/callback?error=access_denied&state=${state}&iss=${encodeURIComponent(provider.issuer)}`;
    expect((await browser.get(declined)).to).toBe(refusedFor('declined'));
  });
});

test.each([
  'https://other.example/',
  '//other.example',
  '/\\other.example',
  '\\\\other.example',
  '/./%2e%2e//other.example',
  '/..//other.example',
  '/\t/other.example',
  'javascript:alert(1)',
  '/api/v2/session',
  '/oauth/sign-in',
  '@other.example',
])('after a sign-in %j leads to the console alone', async (returnTo) => {
  const to = await signIn(new Browser(), person(), `?returnTo=${encodeURIComponent(returnTo)}`);
  expect(new URL(to ?? '').origin).toBe(api.url);
  expect(new URL(to ?? '').pathname).toBe('/');
});

test('a provider that does not answer: local accounts go on, and the console is told', async () => {
  const { url, environment } = await apiAddress();
  const system = await openTestSystem({
    ...environment,
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'campaigns',
  });
  try {
    const alone = await serveTestApi(system, url);
    expect((await new Browser().get(`${url}/oauth/sign-in`)).to).toBe(`${url}/?signInRefused=unavailable`);
    expect((await alone.call('GET', '/api/v2/session')).status).toBe(401);
  } finally {
    await system.close();
  }
});
