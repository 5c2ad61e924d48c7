/** Who gets in and how far: tokens, sessions, permissions, and a walk over all routes. */
import { makeUser } from '../../../services/access/people.ts';
import { makeClient, renewSecret } from '../../../services/access/programs.ts';
import { changeClient } from '../../../services/access/store.ts';
import { openTestApi, type Answer, type TestApi } from '../../support/test-api.ts';
import { until } from '../../support/test-system.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const form = (fields: Record<string, string>): URLSearchParams => new URLSearchParams(fields);
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const newClient = () =>
  makeClient(
    api.database,
    { name: `c${Math.random()}`, grants: [{ roleId: 'viewer', divisionIds: ['*'] }] },
    new Date(),
  );
const me = (token: string): Promise<Answer> => api.call('GET', '/api/v2/session', { token });

describe('client credentials', () => {
  test('id and secret by Basic or in the form bring a token that says who calls', async () => {
    const { client, secret } = await newClient();
    for (const answer of [
      await api.call('POST', '/oauth/token', {
        body: form({ grant_type: 'client_credentials' }),
        headers: basic(client._id, secret),
      }),
      await api.call('POST', '/oauth/token', {
        body: form({ grant_type: 'client_credentials', client_id: client._id, client_secret: secret }),
      }),
    ]) {
      expect(answer).toMatchObject({ status: 200, json: { token_type: 'bearer', expires_in: 3_600 } });
      expect((await me(answer.json.access_token)).json).toMatchObject({ kind: 'client', id: client._id });
    }
  });

  test.each([
    ['a wrong secret', (id: string) => basic(id, 'x'.repeat(43))],
    ['an unknown client', () => basic('nobody', 'x'.repeat(43))],
    ['no credentials', () => ({})],
    ['a header that is not Basic', () => ({ authorization: 'Basic %%%' })],
  ])('%s is 401 and tells no more', async (_, headers) => {
    const { client } = await newClient();
    const answer = await api.call('POST', '/oauth/token', {
      body: form({ grant_type: 'client_credentials' }),
      headers: headers(client._id),
    });
    expect(answer).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  test('a form that is missing, or says something twice, is refused as RFC 6749 has it', async () => {
    for (const path of ['/oauth/token', '/oauth/revoke'])
      for (const body of [undefined, 'client_id=a&client_id=b']) {
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        const refused = await api.call('POST', path, body === undefined ? {} : { body, headers });
        expect([path, body, refused.status]).toEqual([path, body, refused.status === 401 ? 401 : 400]);
        expect(refused.json).toMatchObject({
          error: expect.stringMatching(/^invalid_(request|client)$/) as string,
          error_description: expect.any(String) as string,
        });
      }
  });

  test('another grant is refused', async () => {
    const answer = await api.call('POST', '/oauth/token', { body: form({ grant_type: 'password' }) });
    expect(answer).toMatchObject({ status: 400, json: { error: 'unsupported_grant_type' } });
  });

  test('a revoked token, a disabled client and a renewed secret end at once', async () => {
    const { client, secret } = await newClient();
    const token = async () =>
      (
        await api.call('POST', '/oauth/token', {
          body: form({ grant_type: 'client_credentials' }),
          headers: basic(client._id, secret),
        })
      ).json.access_token as string;
    const [first, second] = [await token(), await token()];
    expect((await me(first)).status).toBe(200);
    await api.call('POST', '/oauth/revoke', {
      body: form({ token: first }),
      headers: basic(client._id, secret),
    });
    await until('the revoked token is refused', async () => (await me(first)).status === 401);
    expect((await me(second)).status).toBe(200);
    await changeClient(api.database, client._id, { active: false });
    await until('the disabled client is refused', async () => (await me(second)).status === 401);
    await changeClient(api.database, client._id, { active: true });
    await renewSecret(api.database, client._id, new Date());
    expect(await token()).toBeUndefined();
  });

  test('tokens are signed by keys that are published', async () => {
    const token = await api.tokenWith(['outbound:contactList:view']);
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as {
      kid: string;
    };
    const { json } = await api.call('GET', '/.well-known/jwks.json');
    expect(json.keys).toContainEqual(expect.objectContaining({ kid: header.kid, kty: 'EC', alg: 'ES256' }));
    expect(JSON.stringify(json)).not.toContain('"d"');
    const [head, body, signature] = token.split('.');
    const forged = `${head}.${Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(body ?? '', 'base64url').toString()), sub: 'user:x' })).toString('base64url')}.${signature}`;
    expect((await me(forged)).status).toBe(401);
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    expect((await me(none)).status).toBe(401);
  });
});

describe('people', () => {
  const person = async () => {
    const email = `p${Math.random()}@example.com`;
    const password = 'a long enough password';
    await makeUser(
      api.database,
      { email, name: 'Pat', password, grants: [{ roleId: 'supervisor', divisionIds: ['*'] }] },
      new Date(),
    );
    return { email, password };
  };
  const cookieOf = ({ headers }: Answer): string => headers.get('set-cookie')?.split(';')[0] ?? '';

  test('a sign-in begins a session whose changes need its token, and a sign-out ends it', async () => {
    const signedIn = await api.call('POST', '/api/v2/session', { body: await person() });
    expect(signedIn.status).toBe(200);
    expect(signedIn.headers.get('set-cookie')).toMatch(/HttpOnly.*SameSite=Strict/);
    const cookie = cookieOf(signedIn);
    const headers = { cookie };
    expect((await api.call('GET', '/api/v2/session', { headers })).json).toMatchObject({
      kind: 'user',
      name: 'Pat',
    });
    expect((await api.call('DELETE', '/api/v2/session', { headers })).status).toBe(403);
    const csrf = { cookie, 'x-csrf-token': signedIn.json.csrfToken as string };
    expect((await api.call('DELETE', '/api/v2/session', { headers: csrf })).status).toBe(204);
    expect((await api.call('GET', '/api/v2/session', { headers })).status).toBe(401);
  });

  test('ten failures lock the account, also for the right password', async () => {
    const { email, password } = await person();
    for (let failure = 0; failure < 10; failure += 1)
      expect((await api.call('POST', '/api/v2/session', { body: { email, password: 'wrong' } })).status).toBe(
        401,
      );
    const locked = await api.call('POST', '/api/v2/session', { body: { email, password } });
    expect(locked).toMatchObject({ status: 401, json: { code: 'bad.credentials' } });
    expect(locked.json.message).toContain('locked until');
  });

  test('a password that was made for somebody opens nothing but its own change', async () => {
    const email = `new${Math.random()}@example.com`;
    const { password } = await makeUser(
      api.database,
      { email, name: 'New', grants: [{ roleId: 'admin', divisionIds: ['*'] }] },
      new Date(),
    );
    const signedIn = await api.call('POST', '/api/v2/session', { body: { email, password } });
    const headers = { cookie: cookieOf(signedIn), 'x-csrf-token': signedIn.json.csrfToken as string };
    expect((await api.call('GET', '/api/v2/session', { headers })).json).toMatchObject({
      mustChangePassword: true,
      permissions: {},
    });
    const short = { password, newPassword: 'short' };
    expect((await api.call('POST', '/api/v2/session/password', { headers, body: short })).status).toBe(400);
    const long = { password, newPassword: 'quite a bit longer' };
    expect((await api.call('POST', '/api/v2/session/password', { headers, body: long })).status).toBe(204);
    // at once: the console asks only this time
    const { json } = await api.call('GET', '/api/v2/session', { headers });
    expect(json.permissions).toHaveProperty(['directory:user:add'], ['*']);
  });
});

describe('every route', () => {
  const closed = () => api.routes.filter(({ access }) => access !== 'public');
  const pathOf = (url: string): string => url.replaceAll(/:\w+/g, 'none');

  test('without a token is 401, with a bad one too', async () => {
    expect(closed().length).toBeGreaterThan(0);
    for (const { method, url } of closed())
      for (const options of [{}, { token: 'x' }, { headers: { authorization: 'Basic eDp5' } }]) {
        const answer = await api.call(String(method), pathOf(url), options);
        expect([method, url, answer.status]).toEqual([method, url, 401]);
        expect(answer.json).toMatchObject({ status: 401, contextId: expect.any(String) as string });
      }
  });

  test('without its permission is 403 that names it; with it in a division the route is open', async () => {
    const nothing = await api.tokenWith([]);
    for (const { method, url, access } of closed()) {
      if (typeof access === 'string') continue;
      const names = 'any' in access ? access.any : access.all;
      const refused = await api.call(String(method), pathOf(url), { token: nothing });
      expect([method, url, refused.status]).toEqual([method, url, 403]);
      for (const name of names) expect(refused.json.message).toContain(name);
      const token = await api.tokenWith(names, ['home']);
      expect([method, url, (await api.call(String(method), pathOf(url), { token })).status]).not.toEqual([
        method,
        url,
        403,
      ]);
    }
  });
});

test('what is wrong with a request is told in the shape of the contract', async () => {
  const wrong = await api.call('PUT', '/oauth/token');
  expect(wrong).toMatchObject({ status: 405, json: { code: 'method.not.allowed' } });
  expect(wrong.headers.get('allow')).toBe('POST');
  const unheard = await api.call('QUERY', '/oauth/token');
  expect(unheard).toMatchObject({ status: 405, json: { code: 'method.not.allowed' } });
  const body = await api.call('POST', '/api/v2/session', { body: { email: 'a@b', pasword: 'x' } });
  expect(body).toMatchObject({ status: 400, json: { code: 'constraint.validation' } });
  expect(body.json.errors).toMatchObject([
    { message: 'password is missing.' },
    { message: 'pasword is not a known field. Did you mean password?' },
  ]);
  const xml = await api.call('POST', '/api/v2/session', {
    body: '<x/>',
    headers: { 'content-type': 'text/xml' },
  });
  expect(xml).toMatchObject({ status: 415, json: { code: 'unsupported.media.type' } });
  const json = await api.call('POST', '/api/v2/session', { body: '{' });
  expect(json).toMatchObject({ status: 400, json: { code: 'bad.request' } });
});
